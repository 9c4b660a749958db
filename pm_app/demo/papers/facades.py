"""Pictures of buildings for the property page: a drawn front with windows, door, balconies and trees before it."""

from dataclasses import dataclass
from io import BytesIO
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from pm_app.demo.papers.street import Ink, gradient, ground_at, hedge, horizon, lighter, path_to, sky, tree
from pm_app.demo.papers.words import dice

SIZE = (1200, 780)
FINE = 2  # drawn twice as large and made smaller, so that edges are smooth
WALLS: dict[str, tuple[Ink, ...]] = {
    "brick": ((152, 84, 66), (136, 74, 62), (168, 108, 80), (188, 152, 116)),
    "stucco": ((226, 216, 196), (214, 206, 196), (204, 196, 178), (230, 226, 218)),
    "panel": ((176, 182, 188), (120, 130, 140), (198, 192, 182), (150, 160, 158)),
}
DOORS: tuple[Ink, ...] = ((62, 74, 92), (96, 52, 44), (52, 78, 64), (70, 62, 56))


@dataclass(frozen=True)
class Front:
    """The measures of a front, in the pixels it is drawn in: its edges, and how it is divided."""

    left: int
    right: int
    top: int
    ground: int
    storeys: int
    bays: int
    material: str
    wall: Ink
    trim: Ink
    door_bay: int

    @property
    def storey_height(self) -> float:
        return (self.ground - self.top) / self.storeys

    @property
    def bay_width(self) -> float:
        return (self.right - self.left) / self.bays

    def cell(self, bay: int, storey: int) -> tuple[float, float, float, float]:
        """Return the edges of one bay of one storey; storey 0 is at the ground."""
        left = self.left + bay * self.bay_width
        bottom = self.ground - storey * self.storey_height
        return left, bottom - self.storey_height, left + self.bay_width, bottom


def building_photo(*, seed: int, storeys: int, bays: int | None = None, pitched: bool | None = None) -> bytes:
    """Return a JPEG, 1200 by 780, of a building with so many storeys (1 to 40).

    `bays` is how many windows stand side by side; `pitched` asks for a gabled roof, which low buildings may have.
    """
    random = dice(seed)
    picture = sky((SIZE[0] * FINE, SIZE[1] * FINE), random)
    front = _front(picture.size, random, max(1, min(storeys, 40)), bays)
    horizon(picture, front.ground, random)
    gabled = pitched if pitched is not None else front.storeys <= 2 and random.random() < 0.7
    _wall(picture, front, random)
    _roof(picture, front, gabled=gabled)
    _openings(picture, front, random)
    _light(picture, front)
    ground_at(picture, front.ground, random)
    path_to(picture, _door_edges(front), front.ground)
    _planting(picture, front, random)
    return _photographed(picture, random)


def _front(size: tuple[int, int], random: Random, storeys: int, bays: int | None) -> Front:
    width, height = size
    ground = round(height * 0.8)
    count = bays or max(3, min(11, random.choice((5, 6, 7, 8)) + (1 if 2 < storeys < 7 else 0)))
    if storeys == 1:
        count = min(count, 6)
    storey_height = min(250, (ground - height * 0.09) / (storeys + 0.25))
    wide = min(width * 0.84, max(width * 0.34, count * max(storey_height * 1.02, 130)))
    left = round((width - wide) / 2 + random.uniform(-0.03, 0.03) * width)
    material = random.choice(tuple(WALLS)) if storeys < 9 else random.choice(("panel", "brick", "stucco"))
    return Front(
        left=left,
        right=left + round(wide),
        top=round(ground - storeys * storey_height),
        ground=ground,
        storeys=storeys,
        bays=count,
        material=material,
        wall=random.choice(WALLS[material]),
        trim=random.choice(((238, 234, 226), (220, 216, 208), (74, 76, 80))),
        door_bay=count // 2,
    )


def _wall(picture: Image.Image, front: Front, random: Random) -> None:
    size = (front.right - front.left, front.ground - front.top)
    wall = gradient(size, lighter(front.wall, 0.06), lighter(front.wall, -0.06))
    draw = ImageDraw.Draw(wall)
    if front.material == "brick":
        _bricks(draw, size, front.wall, random)
    elif front.material == "panel":
        for bay in range(front.bays * 2 + 1):
            x = bay * front.bay_width / 2
            draw.line((x, 0, x, size[1]), fill=lighter(front.wall, -0.12), width=2)
        for storey in range(front.storeys + 1):
            y = storey * front.storey_height
            draw.line((0, y, size[0], y), fill=lighter(front.wall, -0.16), width=3)
    else:
        grain = Image.frombytes("L", (size[0] // 3, size[1] // 3), random.randbytes((size[0] // 3) * (size[1] // 3)))
        grain = grain.point([level // 22 for level in range(256)]).resize(size)
        wall = ImageChops.subtract(wall, Image.merge("RGB", (grain, grain, grain)))
    picture.paste(wall, (front.left, front.top))
    pen = ImageDraw.Draw(picture)
    base = front.ground - min(34, round(front.storey_height * 0.14))
    pen.rectangle((front.left, base, front.right, front.ground), fill=lighter(front.wall, -0.34))
    if front.storeys > 2:
        line = front.ground - round(front.storey_height)
        pen.rectangle((front.left - 4, line - 7, front.right + 4, line + 5), fill=front.trim)


def _bricks(draw: ImageDraw.ImageDraw, size: tuple[int, int], wall: Ink, random: Random) -> None:
    high, wide = 13, 38
    for row, y in enumerate(range(0, size[1], high)):
        for x in range(-wide + (row % 2) * wide // 2, size[0], wide):
            draw.rectangle((x, y, x + wide - 3, y + high - 3), fill=lighter(wall, random.uniform(-0.1, 0.1)))


def _roof(picture: Image.Image, front: Front, *, gabled: bool) -> None:
    draw = ImageDraw.Draw(picture)
    over = 26
    if gabled:
        high = round(min(front.storey_height * 0.8, 190))
        slate = (84, 80, 82)
        inset = (front.right - front.left) // 9
        corners = (
            (front.left - over, front.top + 6),
            (front.left + inset, front.top - high),
            (front.right - inset, front.top - high),
            (front.right + over, front.top + 6),
        )
        draw.polygon(corners, fill=slate)
        for row in range(1, high, 18):
            share = row / high
            left = front.left - over + (inset + over) * share
            right = front.right + over - (inset + over) * share
            draw.line((left, front.top + 6 - row, right, front.top + 6 - row), fill=lighter(slate, -0.2), width=3)
        chimney = front.right - inset - 130
        draw.rectangle(
            (chimney, front.top - high - 60, chimney + 54, front.top - high + 40), fill=lighter(front.wall, -0.25)
        )
        draw.rectangle((front.left - over, front.top, front.right + over, front.top + 14), fill=front.trim)
        return
    draw.rectangle((front.left - 8, front.top - 22, front.right + 8, front.top + 4), fill=lighter(front.wall, -0.14))
    draw.rectangle((front.left - 16, front.top - 32, front.right + 16, front.top - 20), fill=front.trim)
    if front.storeys > 5:
        box = front.left + (front.right - front.left) // 3
        draw.rectangle((box, front.top - 78, box + 190, front.top - 32), fill=(150, 152, 154))


def _openings(picture: Image.Image, front: Front, random: Random) -> None:
    balconies = {bay for bay in range(front.bays) if bay != front.door_bay and random.random() < 0.35}
    if front.storeys < 3:
        balconies = set()
    wide, high = random.uniform(0.42, 0.6), random.uniform(0.5, 0.64)
    for storey in range(front.storeys):
        for bay in range(front.bays):
            if storey == 0 and bay == front.door_bay:
                continue
            left, top, right, bottom = front.cell(bay, storey)
            across, along = (right - left) * wide, (bottom - top) * high
            x, y = (left + right - across) / 2, top + (bottom - top - along) * 0.48
            _window(picture, (round(x), round(y), round(x + across), round(y + along)), front, random)
            if bay in balconies and storey > 0:
                _balcony(picture, front.cell(bay, storey), front)
    _door(picture, front, random)


def _window(picture: Image.Image, box: tuple[int, int, int, int], front: Front, random: Random) -> None:
    left, top, right, bottom = box
    draw = ImageDraw.Draw(picture)
    frame = max(3, (right - left) // 22)
    draw.rectangle(
        (left - frame * 2, top - frame * 2, right + frame * 2, bottom + frame), fill=lighter(front.wall, -0.2)
    )
    draw.rectangle((left - frame, top - frame, right + frame, bottom + frame), fill=front.trim)
    lit = random.random() < 0.07
    glass = ((250, 226, 170), (236, 204, 140)) if lit else ((96, 122, 146), (58, 74, 92))
    shift = random.uniform(-0.12, 0.16)
    size = (max(2, right - left), max(2, bottom - top))
    picture.paste(gradient(size, lighter(glass[0], shift), lighter(glass[1], shift)), (left, top))
    draw.polygon(
        ((left, bottom), (left, top + size[1] // 2), (left + size[0] * 2 // 3, top), (right, top)),
        fill=lighter(glass[0], shift + 0.14 if shift > -0.1 else 0.06),
    )
    _curtain(draw, box, random)
    middle = (left + right) // 2
    draw.rectangle((middle - frame // 2, top, middle + frame // 2, bottom), fill=front.trim)
    cross = top + size[1] * 2 // 5
    if random.random() < 0.9:
        draw.rectangle((left, cross - frame // 2, right, cross + frame // 2), fill=front.trim)
    draw.rectangle(
        (left - frame * 3, bottom + frame, right + frame * 3, bottom + frame * 3), fill=lighter(front.trim, -0.12)
    )


def _curtain(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], random: Random) -> None:
    left, top, right, bottom = box
    cloth = random.choice(((232, 228, 218), (206, 200, 190), (188, 176, 160)))
    kind = random.random()
    if kind < 0.3:
        drop = top + round((bottom - top) * random.uniform(0.15, 0.6))
        draw.rectangle((left, top, right, drop), fill=cloth)
        for y in range(top + 5, drop, 9):
            draw.line((left, y, right, y), fill=lighter(cloth, -0.1), width=2)
    elif kind < 0.6:
        side = (right - left) // 5
        draw.polygon(((left, top), (left + side, top), (left + side // 2, bottom), (left, bottom)), fill=cloth)
        draw.polygon(((right, top), (right - side, top), (right - side // 2, bottom), (right, bottom)), fill=cloth)


def _balcony(picture: Image.Image, cell: tuple[float, float, float, float], front: Front) -> None:
    left, top, right, bottom = (round(edge) for edge in cell)
    draw = ImageDraw.Draw(picture)
    inset = (right - left) // 12
    rail = bottom - round((bottom - top) * 0.34)
    draw.rectangle((left + inset, bottom - 8, right - inset, bottom + 4), fill=lighter(front.wall, -0.3))
    for x in range(left + inset, right - inset, max(8, (right - left) // 14)):
        draw.line((x, rail, x, bottom - 8), fill=(58, 60, 64), width=3)
    draw.rectangle((left + inset, rail - 4, right - inset, rail + 2), fill=(48, 50, 54))


def _door_edges(front: Front) -> tuple[int, int]:
    left, _, right, _ = front.cell(front.door_bay, 0)
    half = max(44, round((right - left) * 0.27))
    middle = round((left + right) / 2)
    return middle - half, middle + half


def _door(picture: Image.Image, front: Front, random: Random) -> None:
    left, right = _door_edges(front)
    high = max(112, min(190, round(front.storey_height * 0.74)))
    top = front.ground - high
    ink = random.choice(DOORS)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((left - 12, top - 12, right + 12, front.ground), fill=front.trim)
    draw.rectangle((left, top, right, front.ground), fill=ink)
    middle = (left + right) // 2
    for one, other in ((left + 8, middle - 5), (middle + 5, right - 8)):
        draw.rectangle((one, top + 10, other, front.ground - high // 3), fill=(112, 136, 156))
        draw.polygon(
            ((one, top + high // 2), (other, top + 12), (other, top + 40), (one, top + high // 2 + 24)),
            fill=(150, 172, 190),
        )
        draw.rectangle((one, front.ground - high // 3 + 10, other, front.ground - 12), fill=lighter(ink, 0.12))
    draw.line((middle, top, middle, front.ground), fill=lighter(ink, -0.4), width=4)
    draw.rectangle((left - 40, top - 30, right + 40, top - 12), fill=lighter(ink, -0.15))
    draw.rectangle((left - 40, top - 12, right + 40, top - 8), fill=lighter(ink, -0.4))
    for step in range(2):
        y = front.ground - 6 - step * 8
        draw.rectangle(
            (left - 26 + step * 10, y, right + 26 - step * 10, y + 8), fill=lighter((190, 186, 180), -0.06 * step)
        )


def _light(picture: Image.Image, front: Front) -> None:
    """Darken the front towards one side and under the roof, as the sun would."""
    size = (front.right - front.left, front.ground - front.top)
    shade = Image.linear_gradient("L").rotate(90).resize(size).point([level // 5 for level in range(256)])
    picture.paste(Image.new("RGB", size, (20, 24, 40)), (front.left, front.top), shade)
    eaves = Image.linear_gradient("L").rotate(180).resize((size[0], 40)).point([level // 3 for level in range(256)])
    picture.paste(Image.new("RGB", (size[0], 40), (10, 12, 20)), (front.left, front.top + 4), eaves)


def _planting(picture: Image.Image, front: Front, random: Random) -> None:
    left, right = _door_edges(front)
    hedge(picture, front.left + 10, left - 70, front.ground + 14, random)
    hedge(picture, right + 70, front.right - 10, front.ground + 14, random)
    for side in random.choice(((-1,), (1,), (-1, 1))):
        x = front.left - random.randint(20, 150) if side < 0 else front.right + random.randint(20, 150)
        tree(picture, x, front.ground + random.randint(30, 70), random.randint(480, 760), random)


def _photographed(picture: Image.Image, random: Random) -> bytes:
    small = picture.resize(SIZE, Image.Resampling.LANCZOS).filter(ImageFilter.GaussianBlur(0.4))
    grain = Image.frombytes("L", SIZE, random.randbytes(SIZE[0] * SIZE[1])).point([level // 36 for level in range(256)])
    small = ImageChops.subtract(small, Image.merge("RGB", (grain, grain, grain)))
    out = BytesIO()
    small.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()
