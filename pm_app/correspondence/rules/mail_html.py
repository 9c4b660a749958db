"""The HTML part of a mail, made from its text: everything escaped, links to press, good on a phone, light and dark."""

import re
from html import escape

_LINK = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
# What ends a sentence does not belong to the address before it.
_AFTER_LINK = ".,;:!?)]}"

_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ margin: 0; padding: 0; background: #f5f5f4; color: #1c1917; -webkit-text-size-adjust: 100%; }}
.sheet {{ max-width: 600px; margin: 0 auto; padding: 24px 20px; background: #ffffff; }}
.sheet, .sheet p, .sheet li {{ font: 16px/1.5 -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }}
.sheet p {{ margin: 0 0 16px; overflow-wrap: anywhere; }}
.sheet ul {{ margin: 0 0 16px; padding-left: 22px; overflow-wrap: anywhere; }}
.sheet a {{ color: #1d4ed8; }}
@media (prefers-color-scheme: dark) {{
  body {{ background: #1c1917; color: #f5f5f4; }}
  .sheet {{ background: #292524; }}
  .sheet a {{ color: #93c5fd; }}
}}
</style>
</head>
<body>
<div class="sheet">
"""
_FOOT = "</div>\n</body>\n</html>\n"


def html_of(text: str, *, title: str = "") -> str:
    """Return a whole HTML document that says what the text says; nothing in the text is taken as HTML.

    Blank lines part paragraphs, lines that begin with "- " are a list, addresses of web pages are links.
    """
    blocks = (block.strip("\n") for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")))
    return _HEAD.format(title=escape(title)) + "".join(_block(block) for block in blocks if block.strip()) + _FOOT


def _block(block: str) -> str:
    made: list[str] = []
    lines: list[str] = []
    items: list[str] = []
    for line in [*block.split("\n"), None]:
        item = line is not None and line.lstrip().startswith("- ")
        if items and not item:
            made.append("<ul>" + "".join(f"<li>{one}</li>" for one in items) + "</ul>\n")
            items = []
        if lines and (item or line is None):
            made.append("<p>" + "<br>\n".join(lines) + "</p>\n")
            lines = []
        if line is not None:
            (items if item else lines).append(_linked(line.lstrip()[2:] if item else line))
    return "".join(made)


def _linked(line: str) -> str:
    made: list[str] = []
    last = 0
    for found in _LINK.finditer(line):
        address = found.group().rstrip(_AFTER_LINK)
        if len(address) <= len("https://"):
            continue
        made += [escape(line[last : found.start()]), f'<a href="{escape(address)}">{escape(address)}</a>']
        last = found.start() + len(address)
    return "".join([*made, escape(line[last:])])
