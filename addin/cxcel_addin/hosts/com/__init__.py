"""Excel on Windows: the COM server behind the add-in's cells, what it is sent and what it sends back."""
