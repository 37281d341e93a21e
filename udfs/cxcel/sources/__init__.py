"""Data past the grid: a source is named once, and the same functions and report run over it.

A source is a file, a folder of files, a database or a cluster.  What the catalogue says of a metric is turned into one
query of sums and counts, which the engine of the source runs; only these come back, are added up and finished by the
same families that serve a range of cells.  Engines are reached through Ibis; files are read by DuckDB.

Nothing here imports an engine before a formula names a source.
"""
