"""The people of a mail to many, as lines of its lists."""

from collections.abc import Sequence
from dataclasses import dataclass

from pm_app.correspondence.enums import LeftOut
from pm_app.correspondence.rules.audience import Candidate, Sorted, reasons_counted
from pm_app.ui import paths
from pm_app.ui.format import count, plural

MOST_LEFT_OUT = 100
FIRST_NAMES = 3


@dataclass
class PersonLine:
    """Somebody who gets the mail."""

    person_id: str
    path: str
    name: str
    address: str
    detail: str


@dataclass
class LeftOutLine:
    """Somebody who gets none, and why; who was left out by hand can be taken in again."""

    person_id: str
    path: str
    name: str
    detail: str
    reason: str
    by_hand: bool


def person_lines(people: Sequence[Candidate]) -> list[PersonLine]:
    """Return the lines of those who get the mail."""
    return [
        PersonLine(
            str(one.person_id),
            paths.person_path(one.person_id),
            one.name,
            ", ".join(one.address.splitlines()),
            one.detail,
        )
        for one in people
    ]


def left_out_lines(found: Sorted) -> list[LeftOutLine]:
    """Return the lines of those who get none: those left out by hand first, at most 100 in all."""
    ordered = sorted(found.left_out, key=lambda pair: pair[1] != LeftOut.BY_HAND)
    return [
        LeftOutLine(
            str(one.person_id),
            paths.person_path(one.person_id),
            one.name,
            one.detail,
            reason.value.capitalize(),
            reason == LeftOut.BY_HAND,
        )
        for one, reason in ordered[:MOST_LEFT_OUT]
    ]


def left_out_words(found: Sorted) -> str:
    """Return how many are left out for which reasons: `3 left out: 2 no e-mail address, 1 left out by you`."""
    if not found.left_out:
        return ""
    reasons = ", ".join(f"{count(number)} {reason.value}" for reason, number in reasons_counted(found.left_out).items())
    return f"{count(len(found.left_out))} left out: {reasons}"


def what_letters_will_do(found: Sorted, words: str) -> str:
    """Return the sentences of the dialog: how many letters are made for whom, who is first, who is left out."""
    people = found.chosen
    names = "; ".join(one.name for one in people[:FIRST_NAMES])
    more = f" and {plural(len(people) - FIRST_NAMES, 'other')}" if len(people) > FIRST_NAMES else ""
    each = "One letter is made" if len(people) == 1 else f"{count(len(people))} letters are made, one for each address"
    out = left_out_words(found)
    return (
        f"{each}: {names}{more}. Meant are: {words}. {out + '. ' if out else ''}"
        "Each is kept on its own record, and all can be printed as one file."
    )


def what_will_happen(found: Sorted, words: str) -> str:
    """Return the sentences of the dialog: how many mails go to whom, who is first, who is left out."""
    people = found.chosen
    names = ", ".join(one.name for one in people[:FIRST_NAMES])
    more = f" and {plural(len(people) - FIRST_NAMES, 'other')}" if len(people) > FIRST_NAMES else ""
    each = "One mail goes out" if len(people) == 1 else f"{count(len(people))} mails go out, one to each person"
    out = left_out_words(found)
    return f"{each}: {names}{more}. Meant are: {words}. {out + '. ' if out else ''}This cannot be taken back."
