"""How CXcel reaches a user: command line, report workbook, add-ins."""
