"""Letters between the office and its tenants: entry, late rent, moving out."""

from collections.abc import Sequence
from datetime import date

from pm_app.demo.papers.layout import Sheet
from pm_app.demo.papers.parties import Home, Party
from pm_app.demo.papers.words import dollars, listed, long_day


def _letter(title: str, manager: Party, tenants: Sequence[str], home: Home, written_on: date, *, seed: int) -> Sheet:
    sheet = Sheet(title, seed=seed, issuer=manager.name, issuer_address=manager.address, reference=home.unit)
    sheet.letter_to(tenants, (home.unit, *home.address.split(", ", 1)), written_on)
    sheet.title()
    return sheet


def notice_to_enter(
    *,
    manager: Party,
    tenants: Sequence[str],
    home: Home,
    written_on: date,
    enter_on: date,
    window: str,
    reason: str,
    seed: int,
) -> bytes:
    """Return a notice of entry; `window` is like `between 9 a.m. and noon`, `reason` a sentence."""
    sheet = _letter("Notice to Enter", manager, tenants, home, written_on, seed=seed)
    sheet.say(
        f"We need to enter your home on **{long_day(enter_on)}**, **{window}**. {reason}",
        sheet.random.choice(
            (
                "You are welcome to be there, but you do not have to be. Our staff knock, announce themselves and "
                "carry identification. Please move furniture and belongings about three feet away from the place of "
                "work.",
                "Somebody from our staff will come along with the contractor and stay until the work is done. If "
                "nobody opens we will use the office's key and leave a card that says when we came and left.",
            )
        ),
        "Please keep pets in a closed room or take them with you. If this day is impossible for you, call us no later "
        "than the day before, and we will look for another time in the same week.",
    )
    if manager.phone:
        sheet.say(f"The office can be reached at {manager.phone}.")
    sheet.signatures([(manager.name, "Property manager")], written_on)
    return sheet.pdf()


def late_rent_notice(
    *,
    manager: Party,
    tenants: Sequence[str],
    home: Home,
    rent_cents: int,
    late_fee_cents: int,
    paid_cents: int = 0,
    due_on: date,
    written_on: date,
    pay_by: date,
    seed: int,
) -> bytes:
    """Return a reminder of rent that is late, with what is owed in total."""
    sheet = _letter("Late Rent Notice", manager, tenants, home, written_on, seed=seed)
    owed = rent_cents + late_fee_cents - paid_cents
    sheet.say(
        sheet.random.choice(
            (
                f"The rent for {due_on:%B} was due on {long_day(due_on)}. As of today we have not received all of it.",
                f"Our records show that part or all of the rent due on {long_day(due_on)} is still open.",
            )
        )
    )
    rows = [
        [f"Rent due {long_day(due_on)}", dollars(rent_cents)],
        ["Late fee under the lease", dollars(late_fee_cents)],
    ]
    if paid_cents:
        rows.append(["Payments received", dollars(-paid_cents)])
    sheet.table(("Item", "Amount"), [*rows, ["**Amount owed**", f"**{dollars(owed)}**"]], (72, 28), right=(1,))
    sheet.say(
        f"Please pay **{dollars(owed)}** by **{long_day(pay_by)}**. If your payment crossed with this letter, accept "
        "our thanks and disregard it.",
        "If you cannot pay the whole amount at once, call us before that day. We can often agree on a payment plan, "
        "and we keep a list of agencies that help with rent. This letter is a reminder; it does not end your lease.",
    )
    sheet.signatures([(manager.name, "Accounts receivable")], written_on)
    return sheet.pdf()


def notice_to_vacate(
    *,
    manager: Party,
    tenants: Sequence[str],
    home: Home,
    written_on: date,
    move_out_on: date,
    forwarding_address: str,
    seed: int,
) -> bytes:
    """Return a tenant's letter that gives notice of moving out."""
    sheet = Sheet("Notice of Intent to Vacate", seed=seed, reference=home.unit)
    sheet.say(f"{listed(tenants)}\n{home.unit}, {home.address}")
    sheet.letter_to((manager.name,), manager.address.split(", ", 1), written_on)
    sheet.title()
    sheet.say(
        sheet.random.choice(
            (
                f"This is our written notice that we will move out of {home.unit} at {home.property_name}. Our last "
                f"day will be **{long_day(move_out_on)}**.",
                f"I am writing to give notice under the lease. {home.unit} will be empty and the keys returned on "
                f"**{long_day(move_out_on)}**.",
            )
        ),
        sheet.random.choice(
            (
                "A new job in another city is the reason; we have been happy here and thank the maintenance staff for "
                "their help.",
                "We have bought a house nearby and are closing at the end of the month.",
                "With a second child on the way the apartment has become too small for us.",
            )
        ),
        "Please send the statement of the security deposit and whatever is left of it to this "
        f"address:\n{forwarding_address}",
        "We would like to do the walk-through together in the last week. You may show the apartment to new tenants "
        "after a day's notice.",
    )
    sheet.signatures([(name, "Tenant") for name in tenants], written_on)
    return sheet.pdf()
