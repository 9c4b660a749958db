"""What stands around a drawn building: sky and clouds, far trees, lawn, pavement, trees in front."""

from random import Random

from PIL import Image, ImageDraw, ImageFilter

Ink = tuple[int, int, int]

SKIES: tuple[tuple[Ink, Ink], ...] = (
    ((96, 152, 210), (214, 232, 245)),
    ((124, 168, 212), (236, 238, 236)),
    ((150, 170, 192), (226, 229, 232)),
    ((110, 148, 196), (250, 226, 200)),
)
GREENS: tuple[Ink, ...] = ((74, 108, 62), (92, 122, 66), (62, 96, 70), (112, 128, 62), (150, 112, 52))


def blend(one: Ink, other: Ink, share: float) -> Ink:
    """Return the color that is `share` (0 to 1) of the way from one to the other."""
    mixed = [round(a + (b - a) * share) for a, b in zip(one, other, strict=True)]
    return mixed[0], mixed[1], mixed[2]


def lighter(ink: Ink, by: float) -> Ink:
    """Return the color nearer to white (`by` > 0) or to black (`by` < 0)."""
    return blend(ink, (255, 255, 255), by) if by >= 0 else blend(ink, (0, 0, 0), -by)


def gradient(size: tuple[int, int], top: Ink, bottom: Ink) -> Image.Image:
    """Return a picture that goes from one color above to another below."""
    column = Image.new("RGB", (1, 256))
    column.putdata([blend(top, bottom, row / 255) for row in range(256)])
    return column.resize(size, Image.Resampling.BILINEAR)


def sky(size: tuple[int, int], random: Random) -> Image.Image:
    """Return a sky with soft clouds."""
    top, bottom = random.choice(SKIES)
    picture = gradient(size, top, bottom)
    clouds = Image.new("L", size, 0)
    draw = ImageDraw.Draw(clouds)
    for _ in range(random.randint(3, 6)):
        x, y = random.randint(-200, size[0]), random.randint(0, size[1] // 3)
        for _ in range(9):
            wide, high = random.randint(120, 420), random.randint(30, 80)
            left, above = x + random.randint(-160, 260), y + random.randint(-34, 34)
            draw.ellipse((left, above, left + wide, above + high), fill=random.randint(60, 150))
    clouds = clouds.filter(ImageFilter.GaussianBlur(34))
    picture.paste(Image.new("RGB", size, (255, 255, 255)), (0, 0), clouds)
    return picture


def horizon(picture: Image.Image, ground: int, random: Random) -> None:
    """Draw far trees and roofs along the line where the ground begins, out of focus."""
    layer = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    x = -80
    while x < picture.width:
        if random.random() < 0.3:
            wide, high = random.randint(150, 340), random.randint(120, 330)
            grey = random.randint(140, 178)
            draw.rectangle((x, ground - high, x + wide, ground), fill=(grey, grey, grey + 8, 255))
        else:
            wide, high = random.randint(130, 280), random.randint(110, 230)
            draw.ellipse((x, ground - high, x + wide, ground + 90), fill=(*lighter(random.choice(GREENS), 0.28), 255))
        x += random.randint(70, 170)
    layer = layer.filter(ImageFilter.GaussianBlur(7))
    picture.paste(layer, (0, 0), layer)


def ground_at(picture: Image.Image, ground: int, random: Random) -> None:
    """Draw lawn, pavement and road below the line."""
    width, height = picture.size
    green = random.choice(GREENS[:4])
    draw = ImageDraw.Draw(picture)
    lawn = ground + (height - ground) * 45 // 100
    walk = ground + (height - ground) * 70 // 100
    picture.paste(gradient((width, lawn - ground), lighter(green, -0.1), lighter(green, 0.16)), (0, ground))
    for _ in range(5200):
        x, y = random.randint(0, width), random.randint(ground, lawn)
        draw.line(
            (x, y, x + random.randint(-3, 3), y - random.randint(4, 11)),
            fill=lighter(green, random.uniform(-0.3, 0.25)),
            width=2,
        )
    picture.paste(gradient((width, walk - lawn), (196, 193, 186), (212, 209, 203)), (0, lawn))
    for x in range(random.randint(-160, 0), width, 210):
        draw.line((x, lawn, x - 46, walk), fill=(172, 169, 163), width=3)
    draw.rectangle((0, walk, width, walk + 14), fill=(150, 148, 144))
    picture.paste(gradient((width, height - walk - 14), (92, 93, 97), (74, 75, 79)), (0, walk + 14))
    for x in range(-40, width, 300):
        draw.rectangle((x, height - 34, x + 150, height - 26), fill=(206, 200, 178))


def path_to(picture: Image.Image, door: tuple[int, int], ground: int) -> None:
    """Draw the path from the pavement to the door (its left and right edge)."""
    lawn = ground + (picture.height - ground) * 45 // 100
    left, right = door
    wider = (right - left) // 3
    draw = ImageDraw.Draw(picture)
    draw.polygon(
        ((left, ground), (right, ground), (right + wider, lawn + 2), (left - wider, lawn + 2)), fill=(202, 198, 190)
    )
    draw.line(((left, ground), (left - wider, lawn)), fill=(168, 164, 156), width=4)
    draw.line(((right, ground), (right + wider, lawn)), fill=(168, 164, 156), width=4)


def tree(picture: Image.Image, x: int, foot: int, height: int, random: Random) -> None:
    """Draw a leafy tree whose trunk stands at (x, foot)."""
    draw = ImageDraw.Draw(picture)
    bark = (88, 72, 58)
    thick = max(8, height // 26)
    draw.polygon(
        (
            (x - thick, foot),
            (x + thick, foot),
            (x + thick // 2, foot - height * 6 // 10),
            (x - thick // 2, foot - height * 6 // 10),
        ),
        fill=bark,
    )
    green = random.choice(GREENS)
    middle, spread = foot - height * 66 // 100, height * 34 // 100
    for layer, shade in enumerate((-0.32, -0.14, 0.02, 0.18)):
        leaves = Image.new("RGBA", (spread * 3, spread * 3), (0, 0, 0, 0))
        pen = ImageDraw.Draw(leaves)
        for _ in range(150):
            away = [max(-0.85, min(0.85, random.gauss(0, 0.4))) for _ in range(2)]
            size = random.uniform(0.05, 0.14) * spread
            left = spread * 1.5 + away[0] * spread * (1 - layer * 0.08) - layer * spread * 0.05
            above = spread * 1.5 + away[1] * spread * (1 - layer * 0.1) - layer * spread * 0.1
            pen.ellipse(
                (left - size, above - size, left + size, above + size),
                fill=(*lighter(green, shade + random.uniform(-0.06, 0.06)), 255),
            )
        leaves = leaves.filter(ImageFilter.GaussianBlur(1.6))
        picture.paste(leaves, (x - spread * 3 // 2, middle - spread * 3 // 2), leaves)


def hedge(picture: Image.Image, left: int, right: int, foot: int, random: Random) -> None:
    """Draw a low hedge along a wall."""
    draw = ImageDraw.Draw(picture)
    green = random.choice(GREENS[:3])
    for shade in (-0.3, -0.12, 0.08):
        for _ in range((right - left) // 5):
            x = random.randint(left, right)
            y = foot - random.randint(4, 40) - int(shade * 20)
            size = random.randint(7, 15)
            draw.ellipse(
                (x - size, y - size, x + size, y + size), fill=lighter(green, shade + random.uniform(-0.08, 0.08))
            )
