"""What is asked and done for a text that goes to many on paper: who gets a letter, how it looks, making them."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pm_app.access.rules import Actor
from pm_app.correspondence.actions.letter_runs import LettersToMany, letters_to_many
from pm_app.correspondence.queries.addresses import who_gets_letters
from pm_app.correspondence.queries.audience import who_gets_it
from pm_app.correspondence.queries.letter_runs import PlannedLetter, planned_letters
from pm_app.correspondence.rules.audience import Sorted
from pm_app.correspondence.rules.letters import LETTER_KINDS
from pm_app.correspondence.rules.templates import speaks_of_debt
from pm_app.documents.enums import DocumentKind
from pm_app.kernel.errors import Refused, Unavailable
from pm_app.letters import preview_letter
from pm_app.papers import letterhead_of
from pm_app.runtime import installed, run, services
from pm_app.ui import paths
from pm_app.ui.format import count
from pm_app.ui.pages.new_mail.asking import BY_LETTER, BY_MAIL, an_id, audience_in, by_in
from pm_app.ui.parts.letter_delivery import delivery_in


@dataclass
class LetterShown:
    """The letter of one of the list, as it would be made: whose it is, where it is shown, what stays blank."""

    to: str = ""
    path: str = ""
    unprinted: str = ""
    problem: str = ""


def everybody_in(query: Mapping[str, str]) -> bool:
    """Return whether letters go to all of the audience, not only to those whom mail does not reach."""
    return by_in(query) == BY_LETTER


async def sorted_out(actor: Actor, query: Mapping[str, str], subject: str, body: str, *, without: list[UUID]) -> Sorted:
    """Return who would get the mail, or the letter, that the address means, and who is left out and why."""
    given: dict[str, Any] = {
        "audience": audience_in(query),
        "today": services().clock.today(),
        "speaks_of_debt": speaks_of_debt(subject, body),
        "without": without,
    }
    if by_in(query) == BY_MAIL:
        return await run(actor, who_gets_it, **given)
    return await run(actor, who_gets_letters, everybody=everybody_in(query), **given)


async def planned_for_letters(
    actor: Actor, query: Mapping[str, str], *, subject: str, body: str, without: list[UUID]
) -> tuple[Sorted, list[PlannedLetter]]:
    """Return who would get a letter, and every letter as it would be made."""
    return await run(
        actor,
        planned_letters,
        audience=audience_in(query),
        everybody=everybody_in(query),
        subject=subject,
        body=body,
        signed_by=actor.name,
        today=services().clock.today(),
        without=without,
    )


async def shown_letter(
    actor: Actor, query: Mapping[str, str], *, subject: str, body: str, without: list[UUID], place: int
) -> LetterShown:
    """Draw the letter of the one at `place` of the list, or say why there is none."""
    try:
        _, letters = await planned_for_letters(actor, query, subject=subject, body=body, without=without)
        if not letters:
            return LetterShown(problem="Nobody would get this letter yet, or blanks in double brackets are left open.")
        one = letters[min(place, len(letters) - 1)]
        shown = await asyncio.to_thread(preview_letter, actor, one.letter, about=one.about)
    except (Refused, Unavailable) as problem:
        return LetterShown(problem=str(problem))
    to = f"{min(place, len(letters) - 1) + 1} of {count(len(letters))}: {one.letter.to_name}"
    return LetterShown(to, f"{paths.LETTERS}/preview/{shown.key}", " ".join(shown.unprinted[:40]))


async def made_letters(
    actor: Actor,
    query: Mapping[str, str],
    form: Mapping[str, str],
    *,
    subject: str,
    body: str,
    seal: str,
    without: list[UUID],
) -> LettersToMany:
    """Write the letters down as the dialog says; a job makes them."""
    clock = services().clock
    kind = form.get("kind", DocumentKind.CORRESPONDENCE.value)
    if kind not in LETTER_KINDS:
        raise Refused("Choose what the letters are filed as.", field="kind")
    given: dict[str, Any] = {"audience": audience_in(query), "everybody": everybody_in(query), "seal": seal}
    return await run(
        actor,
        letters_to_many,
        request_key=an_id(form.get("request_key", "")),
        subject=subject,
        body=body,
        kind=DocumentKind(kind),
        delivery=delivery_in(form, clock.today()),
        signed_by=str(form.get("signed_by", actor.name)),
        letterhead=await asyncio.to_thread(letterhead_of, actor),
        typed=str(form.get("typed", "")),
        asks_above=installed().settings.mails_at_once,
        without=frozenset(without),
        today=clock.today(),
        now=clock.now(),
        **given,
    )
