"""Relations: what moves with what, how strongly, over what, and how sure."""
