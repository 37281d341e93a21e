"""One module per door through which a user comes in."""
