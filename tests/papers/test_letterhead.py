"""The letterhead of the office: who may set it, what fits on it, and two who set it at once."""

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed, Refused, Stale
from pm_app.messages.actions import change_letterhead
from pm_app.messages.queries import find_letterhead
from pm_app.messages.rules import Letterhead
from pm_app.papers import letterhead_of
from pm_app.runtime import run_now
from tests.conftest import NOON, an_actor


def set_letterhead(actor: Actor, *, version: int = 0, **changed: str) -> None:
    said = {
        "office_name": "Riverton Property Management",
        "address": "1420 Alder Street\nRiverton, OH 43099",
        "phone": "(614) 555-0142",
        "email": "office@riverton.example",
        "website": "riverton.example",
        "footer": "Equal housing opportunity.",
    } | changed
    run_now(actor, change_letterhead, version=version, now=NOON, **said)  # pyright: ignore[reportArgumentType]


def test_papers_are_signed_as_the_office_set_it(administrator: Actor):
    set_letterhead(administrator, address="  1420 Alder   Street \n\n Riverton, OH 43099\n")

    assert letterhead_of(administrator) == Letterhead(
        "Riverton Property Management",
        ("1420 Alder Street", "Riverton, OH 43099"),
        "(614) 555-0142",
        "office@riverton.example",
        "riverton.example",
        "Equal housing opportunity.",
    )


def test_until_then_papers_carry_the_name_of_the_settings(administrator: Actor):
    assert letterhead_of(administrator) == Letterhead("Property Desk")
    assert run_now(administrator, find_letterhead) is None


def test_setting_it_again_changes_the_one_there_is(administrator: Actor):
    set_letterhead(administrator)
    set_letterhead(administrator, version=1, office_name="Riverton Homes")

    kept = run_now(administrator, find_letterhead)
    assert kept is not None
    assert (kept.letterhead.office_name, kept.version) == ("Riverton Homes", 2)


@pytest.mark.parametrize("version", [0, 2])
def test_who_did_not_see_the_last_change_is_told(administrator: Actor, version: int):
    set_letterhead(administrator)

    with pytest.raises(Stale):
        set_letterhead(administrator, version=version, office_name="Mine")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"office_name": "  "}, "office_name"),
        ({"office_name": "x" * 81}, "office_name"),
        ({"address": "1\n2\n3\n4\n5"}, "address"),
        ({"address": "x" * 81}, "address"),
        ({"footer": "x" * 201}, "footer"),
        ({"phone": "x" * 81}, "phone"),
    ],
)
def test_what_does_not_fit_is_refused(administrator: Actor, changed: dict[str, str], field: str):
    with pytest.raises(Refused) as refusal:
        set_letterhead(administrator, **changed)  # pyright: ignore[reportArgumentType]

    assert refusal.value.field == field


@pytest.mark.parametrize("role", [Role.LEASING, Role.MAINTENANCE, Role.READ_ONLY])
def test_not_everybody_may_set_it(session: Session, role: Role):
    with pytest.raises(NotAllowed):
        set_letterhead(an_actor(session, role))
