"""``python -m cxcel_addin.language``: bring the message catalogues up to date with the code."""

from .messages import bring_up

bring_up()
