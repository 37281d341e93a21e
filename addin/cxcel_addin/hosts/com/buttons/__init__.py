"""What the buttons of the ribbon ask of Python: one module a button, each function a `macro`.

VBA drives Excel; Python is given paths and texts and gives texts back, and never holds an object of Excel's, so that
Excel can always end.
"""
