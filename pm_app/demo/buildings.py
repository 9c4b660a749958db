"""The buildings of the sample office: what they are, whose they are, which units they have."""

from dataclasses import dataclass
from random import Random

from pm_app.portfolio.enums import OffMarket, PropertyKind


@dataclass(frozen=True)
class SampleUnit:
    """A unit; `baths_half` counts half baths, rent is the market's, by the month."""

    name: str
    beds: int
    baths_half: int
    area_sqft: int
    market_rent_cents: int
    off_market: OffMarket | None = None
    off_market_note: str = ""


@dataclass(frozen=True)
class Building:
    """A property with its owner, floors and units."""

    name: str
    kind: PropertyKind
    address_line: str
    postal_code: str
    year_built: int
    storeys: int
    owner: str
    units: tuple[SampleUnit, ...]

    @property
    def address(self) -> str:
        """The address in one line."""
        return f"{self.address_line}, Riverton, OH {self.postal_code}"


def _flats(floors: int, per_floor: int, rents: tuple[int, int, int], seed: int) -> tuple[SampleUnit, ...]:
    """Return numbered flats, 101 to floor and place; `rents` are for one, two and three bedrooms."""
    random = Random(seed)  # noqa: S311 - a sample, not a secret
    flats: list[SampleUnit] = []
    for floor in range(1, floors + 1):
        for place in range(1, per_floor + 1):
            beds = random.choice((1, 1, 2, 2, 2, 3))
            area = {1: 610, 2: 845, 3: 1_120}[beds] + random.randrange(0, 90, 5)
            rent = rents[beds - 1] + random.randrange(-3, 6) * 5_00
            flats.append(SampleUnit(f"{floor}{place:02}", beds, 2 if beds < 3 else 4, area, rent))
    return tuple(flats)


def _kept_back(units: tuple[SampleUnit, ...], name: str, why: OffMarket, note: str) -> tuple[SampleUnit, ...]:
    return tuple(
        unit
        if unit.name != name
        else SampleUnit(unit.name, unit.beds, unit.baths_half, unit.area_sqft, unit.market_rent_cents, why, note)
        for unit in units
    )


BUILDINGS = (
    Building(
        "Alder Court",
        PropertyKind.APARTMENTS,
        "1420 Alder Street",
        "43099",
        1964,
        3,
        "Alder Court Holdings LLC",
        _kept_back(
            _flats(3, 8, (1_210_00, 1_475_00, 1_790_00), 11), "101", OffMarket.DOWN, "Water damage, being dried"
        ),
    ),
    Building(
        "Linden Flats",
        PropertyKind.APARTMENTS,
        "77 Linden Avenue",
        "43098",
        1978,
        3,
        "Okoro Family Trust",
        _flats(3, 4, (1_095_00, 1_320_00, 1_640_00), 12),
    ),
    Building(
        "Harbor Lofts",
        PropertyKind.CONDO,
        "5 Harbor Way",
        "43097",
        2008,
        5,
        "Harbor Lofts Partners LP",
        _kept_back(_flats(5, 2, (1_720_00, 2_150_00, 2_680_00), 13), "101", OffMarket.MODEL, "Shown to visitors"),
    ),
    Building(
        "Millbrook Terrace",
        PropertyKind.TOWNHOUSE,
        "310 Millbrook Road",
        "43096",
        1996,
        2,
        "Ruth and Carl Lindqvist",
        tuple(SampleUnit(f"{number}", 3, 5, 1_380 + 10 * number, 2_050_00 + 10_00 * number) for number in range(1, 9)),
    ),
    Building(
        "Quarry House",
        PropertyKind.APARTMENTS,
        "18 Quarry Lane",
        "43099",
        1928,
        2,
        "Quarry House Associates",
        _flats(2, 2, (1_150_00, 1_390_00, 1_700_00), 15),
    ),
    Building(
        "Station Row",
        PropertyKind.MIXED_USE,
        "201 Station Street",
        "43095",
        1951,
        2,
        "Station Row Realty LLC",
        (
            SampleUnit("Shop A", 0, 2, 1_450, 3_200_00),
            SampleUnit("Shop B", 0, 2, 1_180, 2_650_00),
        ),
    ),
)
