"""Offers of renewal in the sample office: one in each state, the others still to be made."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid5

from pm_app.demo.staff import Staff, at
from pm_app.demo.stays import KEYS
from pm_app.kernel.dates import day_after
from pm_app.leasing.actions.offers import Announcing, decline_offer, make_offer, record_offer_sent, withdraw_offer
from pm_app.leasing.enums import RenewalStep, SentHow
from pm_app.leasing.queries.renewals import RenewalRow, renewals
from pm_app.leasing.rules import term_ends_on
from pm_app.leasing.rules.offers import TermOffered, last_day_to_answer, raised_rent
from pm_app.offer_letters import put_out_on_paper
from pm_app.receivables.actions.rents import accept_renewal_offer
from pm_app.runtime import run_now

_NOTICE = Announcing(30, confirmed=True)
_RISES_BPS = (300, 250, 0, 400)


def offer_renewals(people: Staff, today: date) -> None:
    """Offer a renewal to some of those whose lease ends within 120 days; the soonest and the farthest wait for one."""
    rows = run_now(people.leasing, renewals, today=today, within_days=120)
    homes = [row for row in rows if row.step == RenewalStep.NO_OFFER and row.rent_cents and row.is_monthly]
    stories = (_sent, _lapsed, _declined, _accepted, _bettered, _not_sent)
    for place, (home, story) in enumerate(zip(homes[1:], stories, strict=False)):
        story(people, home, _RISES_BPS[place % len(_RISES_BPS)], today)


def _sent(people: Staff, home: RenewalRow, bps: int, today: date) -> None:
    offer_id = _made(people, home, bps, today, today + timedelta(days=14))
    put_out_on_paper(
        people.leasing,
        offer_id,
        handed_on=today,
        request_key=uuid5(KEYS, f"letter to {home.tenancy_id}"),
        late_confirmed=True,
    )


def _lapsed(people: Staff, home: RenewalRow, bps: int, today: date) -> None:
    _out(people, _made(people, home, bps, today - timedelta(days=24), today - timedelta(days=2)), today, 24)


def _declined(people: Staff, home: RenewalRow, bps: int, today: date) -> None:
    offer_id = _made(people, home, bps, today - timedelta(days=15), today + timedelta(days=9))
    _out(people, offer_id, today, 15)
    on = today - timedelta(days=4)
    answer = {"declined_on": on, "today": on, "now": at(on), "reason": "They are looking for a house of their own."}
    run_now(people.leasing, decline_offer, offer_id=offer_id, **answer)


def _accepted(people: Staff, home: RenewalRow, bps: int, today: date) -> None:
    offer_id = _made(people, home, bps, today - timedelta(days=20), today + timedelta(days=5))
    _out(people, offer_id, today, 20)
    on = today - timedelta(days=3)
    run_now(people.leasing, accept_renewal_offer, offer_id=offer_id, accepted_on=on, today=today, now=at(on))


def _bettered(people: Staff, home: RenewalRow, bps: int, today: date) -> None:
    """An offer is taken back, a second one made, and the third, with less of a rise, is out."""
    first = _made(people, home, bps + 300, today - timedelta(days=30), today)
    taken_on = today - timedelta(days=28)
    run_now(people.leasing, withdraw_offer, offer_id=first, today=taken_on, now=at(taken_on), reason="Wrong unit type.")
    _made(people, home, bps + 200, today - timedelta(days=20), today + timedelta(days=10))
    last = _made(people, home, bps, today - timedelta(days=6), today + timedelta(days=20))
    _out(people, last, today, 6)


def _not_sent(people: Staff, home: RenewalRow, bps: int, today: date) -> None:
    _made(people, home, bps, today, today + timedelta(days=30), words="Thank you for staying with us.")


def _made(people: Staff, home: RenewalRow, bps: int, made_on: date, reply_by: date, words: str = "") -> UUID:
    starts_on = day_after(home.ends_on or made_on)
    answered_by = min(reply_by, last_day_to_answer(starts_on, made_on))
    term = TermOffered(starts_on, term_ends_on(starts_on, 12), raised_rent(home.rent_cents or 0, bps), answered_by)
    return run_now(
        people.leasing,
        make_offer,
        request_key=uuid5(KEYS, f"offer to {home.tenancy_id} of {made_on} {bps}"),
        tenancy_id=home.tenancy_id,
        term=replace(term, reply_by=max(term.reply_by, made_on)),
        announcing=_NOTICE,
        today=made_on,
        now=at(made_on),
        words=words,
    )


def _out(people: Staff, offer_id: UUID, today: date, days_ago: int) -> None:
    on = today - timedelta(days=days_ago)
    run_now(
        people.leasing,
        record_offer_sent,
        offer_id=offer_id,
        sent_on=on,
        how=SentHow.MAIL,
        announcing=_NOTICE,
        today=on,
        now=at(on),
    )
