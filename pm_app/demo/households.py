"""The households of the sample office: who lives where since when, in every state a tenancy can be in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto
from random import Random

from pm_app.demo.buildings import BUILDINGS, Building, SampleUnit
from pm_app.kernel.dates import add_months, day_before, first_of_month

FIRST_NAMES = (
    *("Hana", "Terrence", "Imani", "Paulo", "Gideon", "Mina", "Lucas", "Aisha", "Walter", "Noor", "Renée", "Owen"),
    *("Bianca", "Dmitri", "Alina", "Samuel", "Greta", "Caleb", "Priya", "Joel", "Hugo", "Elena", "Marcus", "Ada"),
    *("Chidi", "Ilse", "Tomás", "Yuki", "Fatima", "Leon", "Nadia", "Rafael", "Ingrid", "Kofi", "Maeve", "Andrei"),
)
LAST_NAMES = (
    *("Sedlak", "Boyd", "Walcott", "Tavares", "Farrow", "Yoshikawa", "Embry", "Conteh", "Prentiss", "Haddad"),
    *("Castellano", "Orsini", "Volkov", "Adeyemi", "Nilsson", "Thornbury", "Raman", "Abernathy", "Lindgren", "Marsh"),
    *("Bellamy", "Okafor", "Brandt", "Herrera", "Nakamura", "Rahimi", "Fuchs", "Petrova", "Moreno", "Holm"),
    *("Mensah", "Doyle", "Ionescu", "Whitaker", "Kowalski", "Duarte", "Sorensen", "Achebe", "Lavigne", "Quimby"),
)


class Story(Enum):
    """How a household's stay goes."""

    ACTIVE = auto()
    RENEWED = auto()
    EXPIRING = auto()
    MONTH_TO_MONTH = auto()
    HOLDOVER = auto()
    NOTICE = auto()
    NOTICE_AND_NEXT = auto()
    FUTURE = auto()
    ENDED = auto()
    VACANT = auto()


class Pays(Enum):
    """How a household pays."""

    ON_TIME = auto()
    A_LITTLE_LATE = auto()
    IN_PARTS = auto()
    AHEAD = auto()
    STOPPED = auto()
    BOUNCED_ONCE = auto()


@dataclass(frozen=True)
class Household:
    """Who lives in a unit, on which terms, and how it goes."""

    building: Building
    unit: SampleUnit
    story: Story
    pays: Pays
    names: tuple[str, ...]
    starts_on: date
    ends_on: date
    rent_cents: int
    has_parking: bool
    seed: int


# In the order of the units that are let; what is not named here is simply active.
_STORIES = {
    2: Story.EXPIRING,
    5: Story.MONTH_TO_MONTH,
    7: Story.NOTICE_AND_NEXT,
    9: Story.RENEWED,
    12: Story.VACANT,
    14: Story.EXPIRING,
    16: Story.HOLDOVER,
    19: Story.ENDED,
    21: Story.RENEWED,
    24: Story.EXPIRING,
    27: Story.MONTH_TO_MONTH,
    30: Story.NOTICE,
    33: Story.FUTURE,
    36: Story.EXPIRING,
    38: Story.VACANT,
    41: Story.RENEWED,
    43: Story.ENDED,
    46: Story.EXPIRING,
    49: Story.MONTH_TO_MONTH,
    52: Story.EXPIRING,
    55: Story.NOTICE,
}
_PAYS = {3: Pays.IN_PARTS, 10: Pays.STOPPED, 13: Pays.A_LITTLE_LATE, 18: Pays.AHEAD, 23: Pays.BOUNCED_ONCE}
_PAYS |= {26: Pays.A_LITTLE_LATE, 29: Pays.IN_PARTS, 35: Pays.STOPPED, 40: Pays.A_LITTLE_LATE, 47: Pays.IN_PARTS}
_PAYS |= {50: Pays.AHEAD, 53: Pays.A_LITTLE_LATE, 56: Pays.STOPPED}


def households(today: date) -> Iterator[Household]:
    """Yield the household of every unit that is or was let, or is to be, always the same for the same day."""
    random = Random(2_026)  # noqa: S311 - a sample, not a secret
    pairs = [(building, unit) for building in BUILDINGS for unit in building.units if unit.off_market is None]
    family_names = random.sample(LAST_NAMES, len(LAST_NAMES)) * 2
    for place, (building, unit) in enumerate(pairs):
        story = _STORIES.get(place, Story.ACTIVE)
        if story == Story.VACANT:
            continue
        starts_on, ends_on = _term(story, place, today, random)
        yield Household(
            building,
            unit,
            story,
            _PAYS.get(place, Pays.ON_TIME),
            _names(random, family_names[place], is_shop=unit.beds == 0),
            starts_on,
            ends_on,
            unit.market_rent_cents - random.randrange(0, 5) * 15_00,
            has_parking=random.random() < 0.3,
            seed=place,
        )


def _names(random: Random, family_name: str, *, is_shop: bool) -> tuple[str, ...]:
    if is_shop:
        return (f"{family_name} {random.choice(('Bakery', 'Cycles'))} LLC",)
    first = random.sample(FIRST_NAMES, 2)
    people = 2 if random.random() < 0.35 else 1
    return tuple(f"{name} {family_name}" for name in first[:people])


def _term(story: Story, place: int, today: date, random: Random) -> tuple[date, date]:
    """Return the first and last day of the first term that make the story true on `today`."""
    this_month = first_of_month(today)
    if story == Story.EXPIRING:
        ends_on = today + timedelta(days=(6, 13, 24, 37, 45, 58, 71)[place % 7])
        return add_months(ends_on + timedelta(days=1), -12), ends_on
    back = {
        Story.RENEWED: 14,
        Story.MONTH_TO_MONTH: 15,
        Story.HOLDOVER: 13,
        Story.NOTICE: 9,
        Story.NOTICE_AND_NEXT: 10,
        Story.ENDED: 13,
        Story.FUTURE: -1,
    }.get(story, 1 + place * 7 % 9)
    if story == Story.ACTIVE and place % 5 < 3:
        back += 12  # they have renewed once already
    starts_on = add_months(this_month, -back)
    if story == Story.ACTIVE and random.random() < 0.15:
        starts_on += timedelta(days=14)
    return starts_on, day_before(add_months(starts_on, 12))
