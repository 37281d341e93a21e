"""The last door: whatever goes wrong leaves as one sentence and an exit status, never as a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

import click

from cxcel.errors import CxError

USER_ERROR, DEFECT, INTERRUPTED = 2, 70, 130  # 70: EX_SOFTWARE of sysexits.h


def run(command: Callable[..., Any]) -> None:
    """Run a command and end the process with its status.

    2: something the user can mend. 70: a defect of ours; ``CXCEL_DEBUG=1`` shows where.
    """
    _speak_any_language()
    try:
        command(standalone_mode=False, prog_name="cxcel")
    except CxError as error:
        _end(f"cxcel: {' '.join(str(error).split())}", USER_ERROR)  # a header may hold line breaks
    except click.ClickException as error:
        error.show()
        sys.exit(USER_ERROR)
    except (click.Abort, KeyboardInterrupt):
        _end("cxcel: stopped; nothing was written", INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader left: that is no error
    except MemoryError:
        _end("cxcel: the files need more memory than there is; give fewer files at a time", USER_ERROR)
    except Exception as error:
        if os.environ.get("CXCEL_DEBUG"):
            raise
        _end(f"cxcel: a defect in CXcel, not in your files ({type(error).__name__}: {error}); "
             "set CXCEL_DEBUG=1 and run it again to see where", DEFECT)  # fmt: skip


def _speak_any_language() -> None:
    """Print what a console cannot spell as '?', rather than fail."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _end(sentence: str, status: int) -> None:
    click.echo(sentence, err=True)
    sys.exit(status)
