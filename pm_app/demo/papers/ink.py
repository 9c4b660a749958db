"""What is drawn rather than set: letterheads, ticked boxes, signatures by hand, the foot of each page."""

from collections.abc import Callable
from datetime import date
from typing import Any

from reportlab.lib.colors import HexColor, white
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from pm_app.demo.papers.looks import Look
from pm_app.demo.papers.words import dice, short_day

BLUE_INK = HexColor("#1c3f94")
GREY = HexColor("#5c5f66")


class Letterhead(Flowable):
    """The name and address of who writes, in one of four arrangements."""

    def __init__(self, name: str, address: str, look: Look, width: float) -> None:
        super().__init__()
        self.name, self.address, self.look = name, address, look
        self.width = width
        self.height = 48 if look.letterhead == "band" else 40

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        {"left": self._left, "center": self._center, "band": self._band, "split": self._split}[self.look.letterhead]()

    def _rule(self) -> None:
        self.canv.setStrokeColor(self.look.ink)
        self.canv.setLineWidth(1.1)
        self.canv.line(0, 2, self.width, 2)

    def _left(self) -> None:
        self._write(0, 24, self.name, self.look.bold, 15)
        self._write(0, 10, self.address, self.look.body, 8.5, grey=True)
        self._rule()

    def _center(self) -> None:
        self.canv.setFillColor(self.look.ink)
        self.canv.setFont(self.look.bold, 16)
        self.canv.drawCentredString(self.width / 2, 24, self.name)
        self.canv.setFillColor(GREY)
        self.canv.setFont(self.look.body, 8.5)
        self.canv.drawCentredString(self.width / 2, 10, self.address)
        self._rule()

    def _band(self) -> None:
        self.canv.setFillColor(self.look.ink)
        self.canv.rect(0, 2, self.width, self.height - 4, stroke=0, fill=1)
        self.canv.setFillColor(white)
        self.canv.setFont(self.look.bold, 14.5)
        self.canv.drawString(12, 26, self.name)
        self.canv.setFont(self.look.body, 8.5)
        self.canv.drawString(12, 12, self.address)

    def _split(self) -> None:
        self.canv.setFillColor(self.look.ink)
        self.canv.rect(0, 12, 9, 24, stroke=0, fill=1)
        self._write(16, 20, self.name, self.look.bold, 14)
        self.canv.setFillColor(GREY)
        self.canv.setFont(self.look.body, 8.5)
        for place, part in enumerate(self.address.split(", ", 1)):
            self.canv.drawRightString(self.width, 28 - 11 * place, part)
        self._rule()

    def _write(self, x: float, y: float, text: str, font: str, size: float, *, grey: bool = False) -> None:
        self.canv.setFillColor(GREY if grey else self.look.ink)
        self.canv.setFont(font, size)
        self.canv.drawString(x, y, text)


class TickBox(Flowable):
    """A small box, ticked by hand or not."""

    def __init__(self, ticked: bool, look: Look) -> None:
        super().__init__()
        self.ticked, self.look = ticked, look

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        return 10, 10

    def draw(self) -> None:
        self.canv.setStrokeColor(GREY)
        self.canv.setLineWidth(0.8)
        self.canv.rect(1, 0.5, 8, 8)
        if self.ticked:
            self.canv.setStrokeColor(BLUE_INK)
            self.canv.setLineWidth(1.4)
            self.canv.bezier(2, 4, 3.5, 2, 4, 1, 4.3, 1.2)
            self.canv.bezier(4.3, 1.2, 5.5, 5, 7.5, 8.5, 10.5, 11)


class InkSignature(Flowable):
    """A line with a name and role under it, signed and dated by hand when a day is given."""

    def __init__(self, name: str, role: str, signed_on: date | None, look: Look, width: float, seed: int) -> None:
        super().__init__()
        self.name, self.role, self.signed_on, self.look = name, role, signed_on, look
        self.width, self.height, self.seed = width, 62, seed

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        line = 24
        self.canv.setStrokeColor(GREY)
        self.canv.setLineWidth(0.7)
        self.canv.line(0, line, self.width, line)
        self.canv.setFillColor(HexColor("#222222"))
        self.canv.setFont(self.look.body, 9)
        self.canv.drawString(0, line - 11, self.name)
        self.canv.setFillColor(GREY)
        self.canv.setFont(self.look.body, 7.8)
        self.canv.drawString(0, line - 21, self.role)
        self.canv.drawRightString(self.width, line - 11, f"Date: {short_day(self.signed_on) if self.signed_on else ''}")
        if self.signed_on:
            self._sign(8, line + 4)

    def _sign(self, x: float, y: float) -> None:
        random = dice(self.seed * 31 + sum(map(ord, self.name)))
        self.canv.setStrokeColor(BLUE_INK)
        self.canv.setLineWidth(1.1)
        self.canv.setLineCap(1)
        path = self.canv.beginPath()
        path.moveTo(x, y)
        for word in self.name.split()[:3]:
            x = self._stroke(path, random.uniform(15, 24), x, y, random)
            for _ in word[1:6]:
                x = self._stroke(path, random.uniform(3, 8), x, y, random)
            x += random.uniform(2, 5)
        path.curveTo(x + 8, y + 4, x + 20, y - 5, x + random.uniform(18, 36), y + random.uniform(-2, 6))
        self.canv.drawPath(path, stroke=1, fill=0)

    def _stroke(self, path: Any, height: float, x: float, y: float, random: Any) -> float:
        step = random.uniform(4, 7.5)
        lean = random.uniform(1, 5)
        path.curveTo(
            x + lean + step, y + height, x + lean - 2, y + height * 1.1, x + step * 0.45, y + random.uniform(-2, 2)
        )
        path.curveTo(x + step * 0.6, y - 2, x + step * 0.9, y - 1, x + step, y + random.uniform(0, 3))
        return x + step


def counted_pages(foot: str, look: Look, *, initials: bool) -> Callable[..., Canvas]:
    """Return a canvas that writes the foot and `Page 2 of 5` on every page, and a place for initials if asked."""

    class Counted(Canvas):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:
            self._pages.append(dict(self.__dict__))
            self._startPage()  # pyright: ignore[reportAttributeAccessIssue]  (private to reportlab)

        def save(self) -> None:
            for number, page in enumerate(self._pages, start=1):
                self.__dict__.update(page)
                _foot(self, foot, look, f"Page {number} of {len(self._pages)}", initials)
                super().showPage()
            super().save()

    return Counted


def _foot(canvas: Canvas, foot: str, look: Look, page: str, initials: bool) -> None:
    y = 34
    canvas.setStrokeColor(HexColor("#d3d5da"))
    canvas.setLineWidth(0.5)
    canvas.line(look.margin, y + 11, letter[0] - look.margin, y + 11)
    canvas.setFillColor(GREY)
    canvas.setFont(look.body, 7.6)
    canvas.drawString(look.margin, y, foot)
    canvas.drawRightString(letter[0] - look.margin, y, page)
    if initials:
        canvas.drawCentredString(letter[0] / 2, y, "Initials  ______   ______")
