"""Plain text of every kind (txt, csv, md, json, xml) and RTF, which is text with marks in between."""

from collections.abc import Iterator

from striprtf.striprtf import rtf_to_text

from pm_app.adapters.content_type import RTF, decoded
from pm_app.adapters.reading.page import Page, Source, Task
from pm_app.adapters.reading.wording import split_pages


def pages(source: Source, task: Task) -> Iterator[Page]:
    """Yield the text in pages: at form feeds, else after about 3,000 characters at the end of a line."""
    text = decoded(source.content)
    if source.media_type == RTF:
        text = rtf_to_text(text.replace("\\page ", "\\page\f ").replace("\\page\n", "\\page\f\n"), errors="ignore")
    sheets = split_pages(text) or [""]
    task.expect(len(sheets))
    for sheet in sheets:
        yield Page(sheet)
