"""LibreOffice Calc: the extension with the same functions, made from the catalogue, and its life on a machine.

``inside`` runs in LibreOffice's own Python and needs nothing but its standard library: it reads cells, and asks a
process of the environment that CXcel is installed in.
"""
