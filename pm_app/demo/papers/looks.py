"""How one office's paper differs from another's: type, ink, margins, letterhead."""

from dataclasses import dataclass
from zlib import crc32

from reportlab.lib.colors import Color, HexColor, black
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch

from pm_app.demo.papers.words import dice

INKS = ("#1f3a5f", "#274d3d", "#5a2a27", "#3b3b58", "#20494f", "#6b4a1b", "#222222")
LETTERHEADS = ("left", "center", "band", "split")


@dataclass(frozen=True)
class Look:
    """The choices that make a paper look like one office's: `numbering` is how clauses count."""

    body: str
    bold: str
    italic: str
    size: float
    ink: Color
    margin: float
    letterhead: str
    justified: bool
    numbering: str
    titles_in_capitals: bool

    @property
    def text(self) -> ParagraphStyle:
        """Return the style of running text."""
        return ParagraphStyle(
            "text",
            fontName=self.body,
            fontSize=self.size,
            leading=self.size * 1.36,
            spaceAfter=self.size * 0.62,
            alignment=TA_JUSTIFY if self.justified else TA_LEFT,
        )

    @property
    def small(self) -> ParagraphStyle:
        """Return the style of notes and cells."""
        size = self.size - 1.3
        return ParagraphStyle("small", fontName=self.body, fontSize=size, leading=size * 1.3)

    @property
    def label(self) -> ParagraphStyle:
        """Return the style of the small captions above values."""
        size = max(6.6, self.size - 3)
        return ParagraphStyle(
            "label", fontName=self.body, fontSize=size, leading=size * 1.35, textColor=HexColor("#5c5f66")
        )

    @property
    def heading(self) -> ParagraphStyle:
        """Return the style of headings inside a paper."""
        return ParagraphStyle(
            "heading",
            fontName=self.bold,
            fontSize=self.size + 0.8,
            leading=(self.size + 0.8) * 1.25,
            spaceBefore=self.size * 0.7,
            spaceAfter=self.size * 0.34,
            textColor=self.ink,
            keepWithNext=1,
        )

    @property
    def title(self) -> ParagraphStyle:
        """Return the style of a paper's title."""
        return ParagraphStyle(
            "title",
            fontName=self.bold,
            fontSize=self.size + 6.5,
            leading=(self.size + 6.5) * 1.2,
            spaceAfter=self.size * 0.9,
            alignment=TA_CENTER if self.letterhead == "center" else TA_LEFT,
            textColor=black,
        )


def look_of(seed: int, issuer: str = "") -> Look:
    """Return the look that belongs to a seed; ink and letterhead stay the same for one issuer."""
    random = dice(seed)
    house = dice(crc32(issuer.encode())) if issuer else random
    serif = random.random() < 0.45
    return Look(
        body="Times-Roman" if serif else "Helvetica",
        bold="Times-Bold" if serif else "Helvetica-Bold",
        italic="Times-Italic" if serif else "Helvetica-Oblique",
        size=random.choice((10.6, 11, 11.3)) if serif else random.choice((9.4, 9.7, 10)),
        ink=HexColor(house.choice(INKS)),
        margin=random.choice((0.85, 0.95, 1.0, 1.05)) * inch,
        letterhead=house.choice(LETTERHEADS),
        justified=random.random() < 0.35,
        numbering=random.choice(("{}.", "{}.", "Section {}.", "§ {}")),
        titles_in_capitals=random.random() < 0.4,
    )
