"""The process behind LibreOffice's cells: frames on its standard input, answers on its standard output.

`cxcel_addin.office.inside.worker` starts it and says what a frame is.  A cell's call goes where those of Excel go;
only the buttons' work that is listed here can be asked for besides.  It ends when LibreOffice does.
"""

from __future__ import annotations

import json
import os
import struct
import sys
from collections.abc import Sequence
from typing import Any, BinaryIO

HEAD = struct.Struct("<II")
NOTHING = -2147352572  # what stands for an argument that was left out


def main() -> None:
    """Answer until the other side closes."""
    source, target = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever prints must not get among the frames
    serve(source, target)


def serve(source: BinaryIO, target: BinaryIO) -> None:
    """Answer frame by frame."""
    from cxcel_addin.hosts.com import call  # numpy is loaded while LibreOffice goes on

    while len(head := source.read(HEAD.size)) == HEAD.size:
        size, length = HEAD.unpack(head)
        content = source.read(size - 4)
        question = json.loads(content[:length])
        values = _values(question["values"], memoryview(content)[length:])
        if "call" in question:
            answer: Any = call.call(question["call"], None, *values)
        else:
            answer = done(question["do"], values)
        text = json.dumps(answer).encode()
        target.write(HEAD.pack(4 + len(text), len(text)) + text)
        target.flush()


def _values(told: Sequence[Any], arrays: memoryview) -> list[Any]:
    values: list[Any] = []
    at = 0
    for value in told:
        if isinstance(value, list):
            values.append(arrays[at : at + value[0]])
            at += value[0]
        else:
            values.append(NOTHING if value is None else value)
    return values


def done(name: str, values: Sequence[Any]) -> Any:
    """Do a button's work: ``[0, text, ..]``, or ``[1, sentence]`` where it could not be done."""
    from cxcel.errors import CxError

    try:
        from .work import OFFERED

        return [0, *OFFERED[name](*values)]
    except CxError as error:
        return [1, str(error)]
    except Exception as error:  # a message box says it, whatever it is
        return [1, f"CXcel failed ({type(error).__name__}: {error}); nothing was changed; report it"]


if __name__ == "__main__":
    main()
