"""The Excel add-in as text: ribbon, VBA and what makes one file of them."""
