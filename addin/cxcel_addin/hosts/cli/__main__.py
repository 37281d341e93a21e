"""Run the command line with ``python -m cxcel_addin.hosts.cli``."""

from . import main

main()
