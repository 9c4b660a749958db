"""Typeset one paper: the request comes as JSON on standard input, the PDF goes out on standard output.

A process of its own, because the typesetter keeps what it has once laid out for as long as its process lives.
"""

import json
import resource
import sys
from pathlib import Path

import typst

TEMPLATES = Path(__file__).resolve().parent / "templates"
_MOST_BYTES = 3 << 30


def typeset(template: str, data: str) -> bytes:
    """Return the PDF that a template makes of the data."""
    compiler = typst.Compiler(root=str(TEMPLATES))
    made = compiler.compile(str(TEMPLATES / template), format="pdf", sys_inputs={"data": data})
    if not isinstance(made, bytes):
        raise RuntimeError("The typesetter returned no file.")
    return made


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
    asked = json.load(sys.stdin)
    sys.stdout.buffer.write(typeset(asked["template"], asked["data"]))
