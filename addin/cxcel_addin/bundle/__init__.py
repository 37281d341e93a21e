"""One folder for Windows machines without Python: the interpreter, the packages, the add-in and two commands.

`builder` makes the zip on any system; `place` puts the folder in its place, run by the Python inside it.
"""
