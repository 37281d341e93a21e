"""Starts another process and waits for it, as the pythonw.exe of a virtual environment does; on Windows alone."""

import subprocess
import sys

subprocess.run([sys.executable, *sys.argv[1:]], check=False)
