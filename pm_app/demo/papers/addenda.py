"""What is signed beside a lease: pets, lead-based paint, house rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pm_app.demo.papers.layout import Sheet
from pm_app.demo.papers.parties import Home, Party
from pm_app.demo.papers.words import dollars, listed, long_day, short_day, some


@dataclass(frozen=True)
class Pet:
    """An animal that lives with a household: its name, kind and breed, weight when grown, tag and vaccination."""

    name: str
    kind: str
    weight_pounds: int
    license_number: str
    vaccinated_through: date


def pet_addendum(
    *,
    manager: Party,
    tenants: Sequence[str],
    home: Home,
    pet: Pet,
    pet_rent_cents: int,
    pet_deposit_cents: int,
    signed_on: date,
    seed: int,
) -> bytes:
    """Return a signed pet addendum of one page."""
    sheet = Sheet("Pet Addendum", seed=seed, reference=home.unit)
    sheet.title(f"to the lease of {home.unit}, {home.address}")
    sheet.say(
        f"{manager.name} allows {listed(tenants)} to keep the animal described here, and no other, on these conditions."
    )
    sheet.facts(
        [
            ("Name", pet.name),
            ("Kind and breed", pet.kind),
            ("Weight, grown", f"{pet.weight_pounds} pounds"),
            ("License tag", pet.license_number),
            ("Rabies vaccination valid through", short_day(pet.vaccinated_through)),
            ("Pet rent, monthly", dollars(pet_rent_cents)),
            ("Pet deposit", dollars(pet_deposit_cents)),
            ("Signed", short_day(signed_on)),
        ]
    )
    _pet_clauses(sheet, pet)
    sheet.signatures([*((name, "Tenant") for name in tenants), (manager.name, "Property manager")], signed_on)
    return sheet.pdf()


def _pet_clauses(sheet: Sheet, pet: Pet) -> None:
    sheet.clause(
        "Vaccination and license",
        "The animal is kept licensed and vaccinated. The certificate now on file runs through "
        f"{long_day(pet.vaccinated_through)}; a new one is handed in before that day.",
    )
    sheet.clause(
        "Leash and cleaning up",
        "Outside the dwelling the animal is on a leash or in a carrier. Waste is picked up at once and put into a "
        "closed bin. Litter is never flushed.",
    )
    sheet.clause(
        "Noise and neighbors",
        "Barking that neighbors can hear for more than a few minutes, scratching at doors and unattended animals on "
        "balconies are not acceptable. Two written complaints that prove justified end this permission.",
    )
    sheet.clause(
        "Damage",
        "The household pays for stains, chewed trim, fleas and scratched floors, whatever the pet deposit may cover. "
        "The deposit is accounted for with the security deposit at move-out.",
    )
    sheet.clause(
        "Yearly review",
        "The office looks at this permission once a year, at the renewal of the lease, and may ask to see the animal "
        "and its papers.",
    )


def lead_disclosure(
    *,
    landlord: str,
    manager: Party,
    tenants: Sequence[str],
    home: Home,
    year_built: int,
    signed_on: date,
    seed: int,
) -> bytes:
    """Return a signed disclosure about lead-based paint in a home built before 1978."""
    sheet = Sheet("Disclosure of Lead-Based Paint", seed=seed, reference=home.unit)
    sheet.title(f"{home.unit}, {home.address} · built in {year_built}")
    sheet.box(
        "**Please read this before you sign the lease.** Homes from before 1978 may contain paint with lead. Lead "
        "from paint, chips and dust can harm the health of young children and of pregnant women if it is not looked "
        "after. A landlord must tell what is known about it, and must hand over the federal pamphlet on lead in the "
        "home."
    )
    _lead_statements(sheet)
    sheet.signatures(
        [(landlord, "Landlord"), (manager.name, "Agent"), *((name, "Tenant") for name in tenants)], signed_on
    )
    return sheet.pdf()


def _lead_statements(sheet: Sheet) -> None:
    sheet.heading("What the landlord states")
    known = sheet.random.random() < 0.3
    rows = [
        [
            "[x]" if known else "[ ]",
            "Lead-based paint is known to be present on window frames of the stairwell; it is covered and intact.",
        ],
        [
            "[ ]" if known else "[x]",
            "The landlord has no knowledge of lead-based paint or of hazards from it in the dwelling.",
        ],
        ["[x]" if known else "[ ]", "Reports of a paint inspection are available and have been given to the tenant."],
        ["[ ]" if known else "[x]", "The landlord has no reports or records about lead-based paint."],
    ]
    sheet.table(("", "Statement"), rows, (6, 94))
    sheet.heading("What the tenant confirms")
    sheet.table(
        ("", "Confirmation"),
        [
            ["[x]", "The tenant has received copies of everything listed above."],
            ["[x]", "The tenant has received the pamphlet about lead in the home."],
            [
                "[x]",
                "The tenant will report peeling or chipped paint to the office without delay and will not scrape or "
                "sand it.",
            ],
        ],
        (6, 94),
    )
    sheet.say(
        "The agent has told the landlord of these duties and knows that it must see to it that they are met. Everyone "
        "who signs has looked over the statements above and certifies that, as far as they know, they are true. A "
        "signed copy is kept for at least three years."
    )


RULES = (
    "Quiet hours are from 10 p.m. to 7 a.m. Music and television should not be heard through a closed door at any "
    "time.",
    "Entrance doors close and lock behind you. Please do not prop them open or let in people you do not know.",
    "Halls, stairs and landings are escape routes. Shoes, strollers and bicycles do not belong there, not even for an "
    "hour.",
    "Trash goes into tied bags and into the chute or container. Cardboard is flattened. Furniture is not left beside "
    "the bins.",
    "The laundry room is open from 7 a.m. to 10 p.m. Take out your wash when the machine stops and clean the lint "
    "screen.",
    "Barbecue grills, gas cylinders and open fires are not allowed on balconies or within ten feet of the building.",
    "Nothing is hung from or stored on balconies except outdoor furniture and plants in secure pots.",
    "Park only in your own space. Visitors use the spaces marked for them, for no longer than 48 hours.",
    "Waterbeds and aquariums over 30 gallons need consent in writing and proof of insurance.",
    "Moving in and out takes place between 8 a.m. and 8 p.m.; book the elevator and its pads two days ahead.",
    "Children may play in the yard until 9 p.m. The boiler room, the roof and the electrical closets are off limits.",
    "Keys and fobs that are lost are replaced for a charge. Tell the office the same day so that a fob can be blocked.",
    "Notify the office when you will be away for longer than two weeks in winter, and leave the heat at 55 degrees or "
    "more.",
    "Window air conditioners are installed with a bracket, by maintenance staff, between May and September.",
)


def house_rules(*, manager: Party, property_name: str, emergency_phone: str, effective_on: date, seed: int) -> bytes:
    """Return the house rules of a property on one page."""
    sheet = Sheet(
        "House Rules", seed=seed, issuer=manager.name, issuer_address=manager.address, reference=property_name
    )
    sheet.title(f"{property_name} · in force from {long_day(effective_on)}")
    sheet.say(
        "Many households share this building. These rules are part of every lease and are meant to keep it a good "
        "place to live."
    )
    for place, rule in enumerate(some(RULES, sheet.random.randint(9, 12), sheet.random), start=1):
        sheet.say(f"**{place}.** {rule}")
    sheet.box(
        f"**Emergencies at any hour: {emergency_phone}.** In case of fire or a smell of gas leave the building first "
        "and call 911, then call us."
    )
    return sheet.pdf()
