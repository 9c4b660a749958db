"""OpenDocument texts and spreadsheets: a walk over their XML, in pages as the writer last broke them."""

from collections.abc import Iterator

import lxml.etree as etree

from pm_app.adapters.content_type import ODS
from pm_app.adapters.reading.package import opened, xml_part
from pm_app.adapters.reading.page import Page, Source, Task, Unreadable
from pm_app.adapters.reading.wording import split_pages

_NAMESPACE = "{urn:oasis:names:tc:opendocument:xmlns:"
_TEXT = f"{_NAMESPACE}text:1.0}}"
_TABLE = f"{_NAMESPACE}table:1.0}}"
_BEFORE = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n", f"{_TEXT}soft-page-break": "\f"}
_AFTER = {f"{_TEXT}p": "\n", f"{_TEXT}h": "\n", f"{_TABLE}table-cell": "\t", f"{_TABLE}table-row": "\n"}
_SKIPPED = {f"{_TEXT}tracked-changes", f"{_TEXT}sequence-decls", f"{_TEXT}variable-decls"}


def pages(source: Source, task: Task) -> Iterator[Page]:
    """Yield a text by its soft page breaks or by length, a spreadsheet one page per sheet."""
    package = opened(source.content)
    content = xml_part(package, "content.xml")
    if content is None:
        raise Unreadable("The file is damaged: its text is missing from it.")
    if source.media_type == ODS:
        texts = [f"{table.get(f'{_TABLE}name', '')}\n{_text(table)}" for table in content.iter(f"{_TABLE}table")]
    else:
        styles = xml_part(package, "styles.xml")
        texts = _sheets(_text(content)) or [""]
        texts[0] = "\n".join([*_margins(styles, "header"), texts[0]])
        texts[-1] = "\n".join([texts[-1], *_margins(styles, "footer")])
    task.expect(len(texts))
    for text in texts:
        yield Page(text)


def _sheets(text: str) -> list[str]:
    if "\f" in text:
        return [part for part in text.split("\f") if part.strip()]
    return split_pages(text)


def _text(root: etree._Element) -> str:
    out: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if not isinstance(element.tag, str):
            continue
        if event == "start" and element.tag in _SKIPPED:
            walk.skip_subtree()
        elif event == "start":
            out += [_before(element), element.text or ""]
        else:
            out.append(_AFTER.get(element.tag, ""))
            # what follows the root itself belongs to somebody else
            out.append(element.tail or "" if element is not root else "")
    return "".join(out)


def _before(element: etree._Element) -> str:
    if element.tag == f"{_TEXT}s":
        count = str(element.get(f"{_TEXT}c", "1"))
        return " " * min(int(count), 200) if count.isdecimal() else " "
    return _BEFORE.get(str(element.tag), "")


def _margins(styles: etree._Element | None, kind: str) -> list[str]:
    if styles is None:
        return []
    texts = [_text(part).strip() for part in styles.iter(f"{_NAMESPACE}style:1.0}}{kind}")]
    return list(dict.fromkeys(text for text in texts if text))
