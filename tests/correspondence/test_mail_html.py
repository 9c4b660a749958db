"""The HTML part of a mail: everything escaped, addresses are links, paragraphs and lists."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pm_app.correspondence.rules.mail_html import html_of

FRAME = {"html", "head", "meta", "title", "style", "body", "div"}


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.words: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in FRAME:
            self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _seen(html: str) -> _Seen:
    seen = _Seen()
    seen.feed(html)
    seen.close()
    return seen


def _body(text: str) -> str:
    return html_of(text).partition('<div class="sheet">\n')[2].partition("</div>")[0]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One\nTwo\n\nThree", "<p>One<br>\nTwo</p>\n<p>Three</p>\n"),
        ("What:\n- a\n- b\nEnd", "<p>What:</p>\n<ul><li>a</li><li>b</li></ul>\n<p>End</p>\n"),
        ("<b>&\"'", "<p>&lt;b&gt;&amp;&quot;&#x27;</p>\n"),
        (
            "See https://a.example/x?y=1&z=2.",
            '<p>See <a href="https://a.example/x?y=1&amp;z=2">https://a.example/x?y=1&amp;z=2</a>.</p>\n',
        ),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>\n"),
        (
            'https://a.example/"onclick="x',
            '<p><a href="https://a.example/">https://a.example/</a>&quot;onclick=&quot;x</p>\n',
        ),
        ("https://", "<p>https://</p>\n"),
    ],
)
def test_a_text_becomes_paragraphs_lists_and_links(text: str, html: str):
    assert _body(text) == html


def test_the_document_fits_a_phone_and_both_color_schemes():
    html = html_of("Hello", title="<News>")
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in html
    assert '<meta name="color-scheme" content="light dark">' in html
    assert "prefers-color-scheme: dark" in html
    assert "<title>&lt;News&gt;</title>" in html


@given(
    text=st.text(max_size=400)
    | st.lists(
        st.sampled_from(["<", ">", '"', "'", "&", "http://", "a", " ", "\n", "- ", "<script>", "</div>", "on=x"])
    ).map("".join)
)
def test_no_text_brings_tags_or_attributes_of_its_own(text: str):
    seen = _seen(html_of(text, title=text))
    assert seen.tags <= FRAME | {"p", "br", "ul", "li", "a"}
    assert seen.attributes <= {"href"}
    assert all(link.lower().startswith(("http://", "https://")) for link in seen.links)
