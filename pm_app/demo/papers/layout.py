"""A sheet of office paper: text, clauses, facts, tables and signatures set one under the other, as a PDF."""

import re
from collections.abc import Sequence
from datetime import date
from html import escape
from io import BytesIO
from typing import Any

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    HRFlowable,
    KeepTogether,
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from pm_app.demo.papers.ink import InkSignature, Letterhead, TickBox, counted_pages
from pm_app.demo.papers.looks import look_of
from pm_app.demo.papers.words import dice, long_day

HAIRLINE = HexColor("#b9bcc4")
SHADE = HexColor("#f1f2f5")


def marked_up(text: str) -> str:
    """Return text safe for reportlab, with `**bold**` and `__italic__` as markup."""
    safe = escape(text, quote=False).replace("\n", "<br/>")
    safe = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", safe)
    return re.sub(r"__(.+?)__", r"<i>\1</i>", safe)


class Sheet:
    """A paper being written, from top to bottom; `pdf` gives the finished file."""

    def __init__(
        self, title: str, *, seed: int, issuer: str = "", issuer_address: str = "", reference: str = ""
    ) -> None:
        self.look = look_of(seed, issuer)
        self.random = dice(seed + 1)
        self.seed = seed
        self.name = title
        self.reference = reference
        self.initials = False
        self._clauses = 0
        self._story: list[Flowable] = []
        if issuer:
            self.add(Letterhead(issuer, issuer_address, self.look, self.width), Spacer(1, 14))

    @property
    def width(self) -> float:
        """Return how wide the text is, in points."""
        return letter[0] - 2 * self.look.margin

    def add(self, *flowables: Flowable) -> None:
        """Set finished pieces under what is there."""
        self._story.extend(flowables)

    def title(self, subtitle: str = "") -> None:
        """Set the paper's title, and a line under it."""
        text = self.name.upper() if self.look.titles_in_capitals else self.name
        style = self.look.title
        self.add(Paragraph(marked_up(text), replace_style(style, spaceAfter=3 if subtitle else style.spaceAfter)))
        if subtitle:
            under = replace_style(self.look.text, alignment=style.alignment, textColor=HexColor("#4b4e55"))
            self.add(Paragraph(marked_up(subtitle), under), Spacer(1, 4))

    def say(self, *paragraphs: str) -> None:
        """Set running text."""
        self.add(*(Paragraph(marked_up(text), self.look.text) for text in paragraphs))

    def note(self, text: str) -> None:
        """Set a paragraph in small type."""
        self.add(Paragraph(marked_up(text), replace_style(self.look.small, spaceAfter=5)))

    def heading(self, text: str) -> None:
        """Set a heading inside the paper."""
        self.add(Paragraph(marked_up(text), self.look.heading))

    def clause(self, title: str, *paragraphs: str) -> None:
        """Set a numbered clause that does not part from its first paragraph."""
        self._clauses += 1
        number = self.look.numbering.format(self._clauses)
        self.heading(f"{number} {title}")
        self.say(*paragraphs)

    def bullets(self, items: Sequence[str]) -> None:
        """Set a list, one item per bullet."""
        style = replace_style(self.look.text, leftIndent=14, bulletIndent=3, spaceAfter=self.look.size * 0.28)
        self.add(*(Paragraph(marked_up(item), style, bulletText="•") for item in items), Spacer(1, 4))

    def gap(self, points: float = 8) -> None:
        """Leave space."""
        self.add(Spacer(1, points))

    def line(self) -> None:
        """Draw a hairline across the text."""
        self.add(HRFlowable(width="100%", thickness=0.6, color=HAIRLINE, spaceBefore=4, spaceAfter=8))

    def new_page(self) -> None:
        """Go on at the top of the next page."""
        self.add(PageBreak())

    def room_for(self, points: float) -> None:
        """Go to the next page unless so much room is left."""
        self.add(CondPageBreak(points))

    def letter_to(self, names: Sequence[str], address: Sequence[str], written_on: date) -> None:
        """Set the day and the address of a letter."""
        self.say(long_day(written_on))
        self.add(Paragraph("<br/>".join(marked_up(line) for line in (*names, *address)), self.look.text), Spacer(1, 6))

    def facts(self, pairs: Sequence[tuple[str, str]], *, columns: int = 2) -> None:
        """Set captions and values in a ruled grid, several pairs in a row."""
        cells = [[Paragraph(marked_up(label), self.look.label), self._cell(value)] for label, value in pairs]
        cells += [[Spacer(1, 1)]] * (-len(cells) % columns)
        rows = [cells[start : start + columns] for start in range(0, len(cells), columns)]
        grid = Table(rows, colWidths=[self.width / columns] * columns)
        grid.setStyle(
            TableStyle(
                [("GRID", (0, 0), (-1, -1), 0.5, HAIRLINE), ("VALIGN", (0, 0), (-1, -1), "TOP"), *_padding(5, 4)]
            )
        )
        self.add(Spacer(1, 3), grid, Spacer(1, 10))

    def terms(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Set captions on the left and values on the right, one pair per line, without a grid."""
        label = replace_style(self.look.text, spaceAfter=0, fontName=self.look.bold)
        value = replace_style(self.look.text, spaceAfter=0)
        rows = [[Paragraph(marked_up(name), label), Paragraph(marked_up(text), value)] for name, text in pairs]
        table = Table(rows, colWidths=[self.width * 0.3, self.width * 0.7])
        under = [("LINEBELOW", (0, 0), (-1, -1), 0.4, HAIRLINE), ("VALIGN", (0, 0), (-1, -1), "TOP"), *_padding(0, 4)]
        table.setStyle(TableStyle(under))
        self.add(table, Spacer(1, 10))

    def table(
        self,
        headers: Sequence[str],
        rows: Sequence[Sequence[str]],
        shares: Sequence[float],
        *,
        right: Sequence[int] = (),
    ) -> None:
        """Set a table whose head repeats on every page; `shares` part the width, `right` columns hold figures."""
        head = replace_style(self.look.small, fontName=self.look.bold)
        figures = replace_style(self.look.small, alignment=2)
        cells = [
            [
                Paragraph(marked_up(text), head if at not in right else replace_style(head, alignment=2))
                for at, text in enumerate(headers)
            ]
        ]
        cells += [
            [self._table_cell(text, figures if at in right else None) for at, text in enumerate(row)] for row in rows
        ]
        table = Table(cells, colWidths=[self.width * share / sum(shares) for share in shares], repeatRows=1)
        table.setStyle(TableStyle(self._table_lines()))
        self.add(table, Spacer(1, 10))

    def _table_lines(self) -> list[Any]:
        inside = self.random.choice(("GRID", "LINEBELOW"))
        return [
            (inside, (0, 0), (-1, -1), 0.5, HAIRLINE),
            ("BACKGROUND", (0, 0), (-1, 0), SHADE),
            ("LINEBELOW", (0, 0), (-1, 0), 0.9, self.look.ink),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            *_padding(4, 3),
        ]

    def _table_cell(self, text: str, style: ParagraphStyle | None) -> Flowable:
        if text in ("[x]", "[ ]"):
            return TickBox(text == "[x]", self.look)
        return Paragraph(marked_up(text), style or self.look.small)

    def _cell(self, text: str) -> Flowable:
        return Paragraph(marked_up(text), replace_style(self.look.small, fontSize=self.look.size - 0.6))

    def box(self, text: str, *, ink: Color | None = None) -> None:
        """Set a paragraph inside a ruled box."""
        table = Table(
            [[Paragraph(marked_up(text), replace_style(self.look.text, spaceAfter=0))]], colWidths=[self.width]
        )
        table.setStyle(
            TableStyle(
                [
                    ("BOX", (0, 0), (-1, -1), 0.9, ink or self.look.ink),
                    ("BACKGROUND", (0, 0), (-1, -1), SHADE),
                    *_padding(9, 7),
                ]
            )
        )
        self.add(table, Spacer(1, 10))

    def signatures(self, signers: Sequence[tuple[str, str]], signed_on: date | None) -> None:
        """Set one signature per (name, role), two beside each other, signed unless no day is given."""
        cells = [
            InkSignature(name, role, signed_on, self.look, self.width / 2 - 12, self.seed + place)
            for place, (name, role) in enumerate(signers)
        ]
        rows = [
            [*cells[start : start + 2], *[Spacer(1, 1)] * (2 - len(cells[start : start + 2]))]
            for start in range(0, len(cells), 2)
        ]
        table = Table(rows, colWidths=[self.width / 2] * 2)
        table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "BOTTOM"), *_padding(0, 3)]))
        self.add(KeepTogether([Spacer(1, 8), table]))

    def pdf(self) -> bytes:
        """Return the finished paper as the bytes of a PDF in US letter size."""
        out = BytesIO()
        margin = self.look.margin
        document = SimpleDocTemplate(
            out,
            pagesize=letter,
            leftMargin=margin - 6,  # the frame pads 6 points on each side
            rightMargin=margin - 6,
            topMargin=0.7 * inch,
            bottomMargin=0.8 * inch,
            title=self.name,
            author="",
            invariant=1,
        )
        foot = " · ".join(part for part in (self.name, self.reference) if part)
        document.build(self._story, canvasmaker=counted_pages(foot, self.look, initials=self.initials))
        return out.getvalue()


def replace_style(style: ParagraphStyle, **changes: Any) -> ParagraphStyle:
    """Return a style like the given one with some things changed."""
    return ParagraphStyle(f"{style.name}+", parent=style, **changes)


def _padding(across: float, along: float) -> list[Any]:
    whole = ((0, 0), (-1, -1))
    return [
        ("LEFTPADDING", *whole, across),
        ("RIGHTPADDING", *whole, across),
        ("TOPPADDING", *whole, along),
        ("BOTTOMPADDING", *whole, along),
    ]
