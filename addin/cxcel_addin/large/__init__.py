"""A sample of any size: contacts and survey answers as partitioned Parquet, with a truth that is known to the last row.

`plan` says how many rows fall on which hour and cuts them into blocks; `draw` makes the rows of a block; `truth` counts
them; `parquet` writes them; `write` puts the whole in place.
"""
