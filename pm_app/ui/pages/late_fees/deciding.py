"""The dialogs of late fees: approve and post, dismiss, waive, keep."""

from uuid import UUID

import reflex as rx

from pm_app.access.rules import Actor
from pm_app.kernel.errors import Refused
from pm_app.receivables.actions.late_fee_waivers import keep_late_fee, waive_late_fee
from pm_app.receivables.actions.late_fees import LONGEST_REASON, approve_late_fees, dismiss_late_fees
from pm_app.receivables.rules.late_fees.due import FeeKey
from pm_app.runtime import run, services
from pm_app.ui.format import dollars, parse_whole, plural
from pm_app.ui.pages.late_fees.lines import fees_in
from pm_app.ui.pages.late_fees.state import LateFeesState, fees_words
from pm_app.ui.parts.dialog import confirm_dialog, form_dialog
from pm_app.ui.parts.form import errors_of, text_field
from pm_app.ui.parts.toasts import said, warned
from pm_app.ui.session import signed_in


class DecidingState(rx.State):
    """The open dialog: `pending` are the fees it is about, `waiver` the waiver it declines."""

    pending: list[str] = []
    words: str = ""
    body: str = ""
    approving: bool = False
    dismissing: bool = False
    waiver: str = ""
    waiver_words: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def open_approval(self, form: dict[str, str]):
        await signed_in(self)
        self._ask([text for text in form.get("fees", "").split(",") if text])
        if not self.pending:
            return warned("Tick at least one late fee.")
        self.approving = True

    @rx.event
    async def open_approval_of_all(self):
        await signed_in(self)
        page = await self.get_state(LateFeesState)
        self._ask(page.every)
        self.approving = True

    @rx.event
    async def close_approval(self):
        self.approving = False

    @rx.event
    async def submit_approval(self):
        actor = await signed_in(self)
        page = await self.get_state(LateFeesState)
        posted, cents, problems = await _post(actor, fees_in(self.pending))
        self.approving, self.pending, page.problems = False, [], problems
        told = f"{plural(posted, 'late fee')} posted, {dollars(cents)}."
        return [LateFeesState.load, said(told) if posted else warned("No late fee was posted.")]

    @rx.event
    async def open_dismissal(self):
        await signed_in(self)
        page = await self.get_state(LateFeesState)
        self._ask(page.ticked)
        if not self.pending:
            return warned("Tick at least one late fee.")
        self.dismissing, self.errors = True, {}

    @rx.event
    async def close_dismissal(self):
        self.dismissing = False

    @rx.event
    async def submit_dismissal(self, form: dict[str, str]):
        actor = await signed_in(self)
        clock = services().clock
        try:
            dismissed = await run(
                actor,
                dismiss_late_fees,
                keys=list(fees_in(self.pending)),
                reason=form.get("reason", ""),
                today=clock.today(),
                now=clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.dismissing, self.pending, self.errors = False, [], {}
        return [LateFeesState.load, said(f"{plural(dismissed, 'late fee')} dismissed.")]

    @rx.event
    async def submit_waiver(self, late_fee_id: str, cents: int):
        actor = await signed_in(self)
        clock = services().clock
        amount = parse_whole(str(cents)) or 0
        fee = {"late_fee_id": _id(str(late_fee_id)), "amount_cents": amount}
        try:
            await run(actor, waive_late_fee, **fee, today=clock.today(), now=clock.now())
        except Refused as refusal:
            return [LateFeesState.load, warned(refusal.message)]
        return [LateFeesState.load, said(f"{dollars(amount)} waived.")]

    @rx.event
    async def open_keeping(self, late_fee_id: str, words: str):
        await signed_in(self)
        self.waiver, self.waiver_words, self.errors = str(late_fee_id), str(words), {}

    @rx.event
    async def close_keeping(self):
        self.waiver = ""

    @rx.event
    async def submit_keeping(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            await run(
                actor,
                keep_late_fee,
                late_fee_id=_id(self.waiver),
                reason=form.get("reason", ""),
                now=services().clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.waiver, self.errors = "", {}
        return [LateFeesState.load, said("The fee stays.")]

    def _ask(self, texts: list[str]) -> None:
        keys = fees_in(texts)
        homes = plural(len({key.tenancy_id for key in keys}), "household")
        self.pending, self.words = list(texts), fees_words(texts)
        self.body = (
            f"{self.words}, for {homes}. Each becomes a charge dated the day of its fee and is in the ledger at once; "
            "where the late-fee settings say so, the household is written to."
        )


async def _post(actor: Actor, fees: dict[FeeKey, int]) -> tuple[int, int, list[str]]:
    """Post household by household, so that nobody else waits for the whole; return fees, cents, and what went wrong."""
    posted, cents, problems = 0, 0, []
    clock = services().clock
    for tenancy_id in dict.fromkeys(key.tenancy_id for key in fees):
        some = {key: amount for key, amount in fees.items() if key.tenancy_id == tenancy_id}
        answer = await run(actor, approve_late_fees, fees=some, today=clock.today(), now=clock.now())
        posted, cents = posted + len(answer.charge_ids), cents + answer.posted_cents
        problems.extend(one.problem for one in answer.refused)
    counted = {problem: problems.count(problem) for problem in problems}
    return posted, cents, [f"{plural(number, 'fee')} not posted: {problem}" for problem, number in counted.items()]


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused("This form was not sent as a whole. Reload the page and try again.") from None


def dialogs() -> rx.Component:
    """Return the dialogs of the page."""
    s = DecidingState
    return rx.fragment(
        confirm_dialog(
            title="Approve and post " + s.words + "?",
            body=s.body,
            confirm="Approve and post",
            open_=s.approving,
            on_confirm=s.submit_approval,
            on_close=s.close_approval,
        ),
        form_dialog(
            text_field(
                "Why", "reason", max_length=LONGEST_REASON, auto_focus=True, placeholder="Agreed with the tenant"
            ),
            title="Dismiss " + s.words,
            note="They are not charged, now or later. The reason is kept.",
            submit="Dismiss",
            busy="Dismissing…",
            open_=s.dismissing,
            on_close=s.close_dismissal,
            on_submit=s.submit_dismissal,
            errors=s.errors,
        ),
        form_dialog(
            text_field("Why", "reason", max_length=LONGEST_REASON, auto_focus=True),
            title="Keep the fee of " + s.waiver_words,
            note="No waiver of it is proposed again. The reason is kept.",
            submit="Keep the fee",
            open_=s.waiver != "",
            on_close=s.close_keeping,
            on_submit=s.submit_keeping,
            errors=s.errors,
        ),
    )
