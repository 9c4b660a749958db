"""Typeset papers: the request comes as JSON on standard input, the PDF goes out on standard output.

A process of its own, because the typesetter keeps what it has once laid out for as long as its process lives.
Several papers in one request go out one behind the other, after a line of JSON that says how long each is, and which
characters no typeface of this machine can print. Those without any are PDF/A, which is made to be kept.
"""

import json
import re
import resource
import sys
from pathlib import Path
from typing import Any

import typst

TEMPLATES = Path(__file__).resolve().parent / "templates"
_MOST_BYTES = 3 << 30
_KEPT = "a-2u"
_UNPRINTED = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_CODE = re.compile(r"\\u\{([0-9a-fA-F]+)\}")


def typeset(template: str, data: str) -> bytes:
    """Return the PDF that a template makes of the data."""
    return _compiled(_compiler(), template, data)


def typeset_to_keep(compiler: typst.Compiler, template: str, data: str) -> tuple[bytes, str]:
    """Return the PDF that a template makes of the data, and the characters of it that stay blank."""
    try:
        return _compiled(compiler, template, data, standards=[_KEPT]), ""
    except typst.TypstError as problem:
        unprinted = characters_in(problem.diagnostic)
        return _compiled(compiler, template, data), unprinted


def characters_in(diagnostic: str) -> str:
    """Return the characters that the typesetter says it has no typeface for, each once."""
    said = (_CODE.sub(lambda code: chr(int(code[1], 16)), one) for one in _UNPRINTED.findall(diagnostic))
    return "".join(dict.fromkeys(one for text in said for one in text if one.isprintable()))


def _compiler() -> typst.Compiler:
    return typst.Compiler(root=str(TEMPLATES))


def _compiled(compiler: typst.Compiler, template: str, data: str, standards: Any = ()) -> bytes:
    made = compiler.compile(
        str(TEMPLATES / template), format="pdf", sys_inputs={"data": data}, pdf_standards=list(standards)
    )
    if not isinstance(made, bytes):
        raise RuntimeError("The typesetter returned no file.")
    return made


def _several(template: str, papers: list[str]) -> None:
    compiler = _compiler()
    made = [typeset_to_keep(compiler, template, data) for data in papers]
    head = json.dumps({"sizes": [len(pdf) for pdf, _ in made], "unprinted": [one for _, one in made]})
    sys.stdout.buffer.write(head.encode() + b"\n")
    for pdf, _ in made:
        sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
    asked = json.load(sys.stdin)
    if "papers" in asked:
        _several(asked["template"], asked["papers"])
    else:
        sys.stdout.buffer.write(typeset(asked["template"], asked["data"]))
