"""Web pages: the title and what a reader sees, blocks on their own lines; scripts and styles are left out."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pm_app.adapters.content_type import decoded
from pm_app.adapters.reading.page import Page, Source, Task
from pm_app.adapters.reading.wording import split_pages

_UNSEEN = {"head", "script", "style", "noscript", "template", "iframe", "object", "svg"}
_BLOCKS = {
    *("p", "div", "br", "hr", "pre", "li", "ul", "ol", "dl", "dt", "dd", "tr", "table", "caption"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "footer", "main", "aside", "nav"),
    *("address", "blockquote", "figure", "form", "fieldset", "option", "title"),
}


def pages(source: Source, task: Task) -> Iterator[Page]:
    """Yield the text of a web page in pages of about 3,000 characters."""
    sheets = split_pages(text_of(decoded(source.content))) or [""]
    task.expect(len(sheets))
    for sheet in sheets:
        yield Page(sheet)


def text_of(markup: str) -> str:
    """Return the text a person sees of the markup, title first."""
    tree = LexborHTMLParser(markup)
    title = tree.css_first("title")
    heading = title.text(strip=True) if title else ""
    seen = "".join(_seen(tree.body)) if tree.body is not None else ""
    lines = (re.sub(r" {2,}", " ", line).strip(" ") for line in seen.split("\n"))
    text = "\n".join(line for line in lines if line.strip())
    return f"{heading}\n{text}" if heading else text


def _seen(body: LexborNode) -> Iterator[str]:
    """Walk without recursion, since markup may be nested as deep as somebody likes."""
    ends: list[LexborNode] = []
    node: LexborNode | None = body.child
    while node is not None or ends:
        if node is None:
            closed = ends.pop()
            yield _edge(closed)
            node = closed.next
        elif node.is_text_node:
            yield _text(node, preformatted=bool(ends) and ends[-1].tag == "pre")
            node = node.next
        elif node.tag in _UNSEEN or node.is_comment_node:
            node = node.next
        else:
            yield _edge(node, opening=True)
            ends.append(node)
            node = node.child


def _edge(node: LexborNode, *, opening: bool = False) -> str:
    if node.tag in ("td", "th"):
        return "" if opening else "\t"
    return "\n" if node.tag in _BLOCKS else ""


def _text(node: LexborNode, *, preformatted: bool) -> str:
    text = node.text_content or ""
    return text if preformatted else re.sub(r"[ \n\r\t\f]+", " ", text)
