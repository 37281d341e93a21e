"""What runs inside LibreOffice: cells in, values and errors out, and the buttons.

Written for every Python that LibreOffice 7 and later brings (3.8 is the oldest), with its standard library alone.
The statistics run in a process of their own, in the environment that CXcel was installed in: LibreOffice's Python is
another on every system, and what fails there fails without taking a document with it.
"""
