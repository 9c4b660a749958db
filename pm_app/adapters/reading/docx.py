"""Word files: body, tables, text boxes, headers, footers, notes and comments, in pages as Word last broke them."""

import re
import zipfile
from collections.abc import Iterator

import lxml.etree as etree

from pm_app.adapters.reading.package import opened, xml_part
from pm_app.adapters.reading.page import Page, Source, Task, Unreadable
from pm_app.adapters.reading.wording import PAGE_CHARACTERS, split_pages

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAK = "\f"
_TEXT = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_AFTER = {"p": "\n", "tc": "\t", "tr": "\n", "tbl": "\n"}
# deleted text, field codes and properties are not what a reader of the paper sees
_SKIPPED = {"delText", "instrText", "delInstrText", "moveFrom"} | {
    f"{what}Pr" for what in ("r", "p", "tbl", "tr", "tc", "sect", "sdt")
}
_NOTES = (("footnotes", "footnote"), ("endnotes", "endnote"), ("comments", "comment"))


def pages(source: Source, task: Task) -> Iterator[Page]:
    """Yield the pages: at rendered and set page breaks, or after about 3,000 characters where there are none."""
    package = opened(source.content)
    main = _main_part(package)
    body = xml_part(package, main)
    if body is None:
        raise Unreadable("The file is damaged: the text of the Word document is missing from it.")
    folder = main.rsplit("/", 1)[0]
    notes = _notes(package, folder)
    text = _marked_text(body, notes)
    rendered = any(True for _ in body.iter(f"{_W}lastRenderedPageBreak", f"{_STRICT}lastRenderedPageBreak"))
    sheets = _sheets(text, rendered)
    sheets[0] = "\n".join([*_margins(package, folder, "header"), sheets[0]])
    sheets[-1] = "\n".join([sheets[-1], *_margins(package, folder, "footer"), *notes.values()])
    task.expect(len(sheets))
    for sheet in sheets:
        yield Page(sheet)


def _main_part(package: zipfile.ZipFile) -> str:
    """Return the name of the part with the body: nearly always word/document.xml, by the relations otherwise."""
    if "word/document.xml" in package.namelist():
        return "word/document.xml"
    relations = xml_part(package, "_rels/.rels")
    for relation in relations if relations is not None else ():
        if str(relation.get("Type", "")).endswith("/officeDocument"):
            return str(relation.get("Target", "")).lstrip("/")
    return "word/document.xml"


def _name(element: etree._Element) -> str:
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    for space in (_W, _STRICT):
        if tag.startswith(space):
            return tag[len(space) :]
    return _FALLBACK if tag == _FALLBACK else ""


def _attribute(element: etree._Element, name: str) -> str:
    return str(element.get(f"{_W}{name}") or element.get(f"{_STRICT}{name}") or "")


def _marked_text(root: etree._Element, notes: dict[str, str]) -> str:
    """Return the text below `root`; breaks of pages as form feeds, each note on the page that refers to it."""
    out: list[str] = []
    due: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        name = _name(element)
        if event == "end":
            out.append(_AFTER.get(name, ""))
            continue
        if name in _SKIPPED or name == _FALLBACK:
            walk.skip_subtree()
        elif name == "t":
            out.append(element.text or "")
        elif name == "lastRenderedPageBreak" or (name == "br" and _attribute(element, "type") == "page"):
            out += [*due, _BREAK]
            due.clear()
        elif name.endswith("Reference"):
            due += _note_for(name, element, notes)
        else:
            out.append(_TEXT.get(name, ""))
    return "".join(out + due)


def _note_for(name: str, element: etree._Element, notes: dict[str, str]) -> list[str]:
    note = notes.pop(f"{name.removesuffix('Reference')} {_attribute(element, 'id')}", None)
    return [f"\n{note}\n"] if note else []


def _notes(package: zipfile.ZipFile, folder: str) -> dict[str, str]:
    """Return footnotes, endnotes and comments as text, each under its kind and number."""
    notes = {}
    for part, kind in _NOTES:
        root = xml_part(package, f"{folder}/{part}.xml")
        for note in root.iter(f"{_W}{kind}", f"{_STRICT}{kind}") if root is not None else ():
            text = _marked_text(note, {}).strip()
            if text:
                who = _attribute(note, "author") if kind == "comment" else ""
                notes[f"{kind} {_attribute(note, 'id')}"] = f"Comment by {who}: {text}" if who else text
    return notes


def _margins(package: zipfile.ZipFile, folder: str, kind: str) -> list[str]:
    """Return the different texts of headers or footers, each once."""
    texts: dict[str, None] = {}
    for name in sorted(package.namelist()):
        if re.fullmatch(rf"{re.escape(folder)}/{kind}\d*\.xml", name):
            root = xml_part(package, name)
            text = _marked_text(root, {}).replace(_BREAK, "").strip() if root is not None else ""
            if text:
                texts[text] = None
    return list(texts)


def _sheets(text: str, rendered: bool) -> list[str]:
    """Cut at breaks; without rendered ones long stretches are cut by length, since pages were never counted."""
    text = re.sub(r"[\t ]*\n(?:[\t ]*\n){2,}", "\n\n", text)
    parts = [part for part in text.split(_BREAK) if part.strip()]
    if not rendered:
        parts = [piece for part in parts for piece in (split_pages(part) if len(part) > PAGE_CHARACTERS else [part])]
    return parts or [""]
