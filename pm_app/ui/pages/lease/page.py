"""/leases/[tenancy_id]: the whole page of a household: its head, what can be done, its tabs."""

import reflex as rx

from pm_app.ui import paths
from pm_app.ui.pages.lease import (
    answering,
    arrangements_panel,
    arranging_dialogs,
    billing,
    charging,
    crediting,
    deposit_dialogs,
    deposit_panel,
    documents,
    history,
    joining,
    leaving,
    ledger,
    moving,
    offering,
    offers,
    overview,
    papers,
    people,
    receipt_mail,
    receiving_form,
    refunding,
    renewing,
    returning,
    reversing,
    staying_on,
    terms,
)
from pm_app.ui.pages.lease.answering import AnsweringState
from pm_app.ui.pages.lease.billing import BillingState
from pm_app.ui.pages.lease.charging import ChargingState
from pm_app.ui.pages.lease.crediting import CreditingState
from pm_app.ui.pages.lease.frame import HouseholdState, figures
from pm_app.ui.pages.lease.joining import JoiningState
from pm_app.ui.pages.lease.leaving import LeavingState
from pm_app.ui.pages.lease.ledger_rows import RowActions
from pm_app.ui.pages.lease.loading import LeaseState
from pm_app.ui.pages.lease.moving import MovingState
from pm_app.ui.pages.lease.offering import OfferingState
from pm_app.ui.pages.lease.papers import PapersState
from pm_app.ui.pages.lease.receipt_mail import MailReceiptState
from pm_app.ui.pages.lease.receiving import ReceivingState
from pm_app.ui.pages.lease.refunding import RefundingState
from pm_app.ui.pages.lease.renewing import RenewingState
from pm_app.ui.pages.lease.returning import ReturningState
from pm_app.ui.pages.lease.reversing import ReversingState
from pm_app.ui.pages.lease.staying_on import StayingOnState
from pm_app.ui.parts.address import Tab, tabs
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import MenuItem, button, text_link
from pm_app.ui.parts.communication import CommunicationState
from pm_app.ui.parts.communication_view import communication_panel, log_dialog
from pm_app.ui.parts.following import follow_button
from pm_app.ui.parts.page import alert_line, missing_page, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.task_form import task_dialog

__all__ = ["LeaseState", "page"]


def page() -> rx.Component:
    """Return the page."""
    return rx.cond(
        HouseholdState.missing,
        missing_page("This lease is not here", paths.LEASES, "All leases"),
        parts_page(
            _head(),
            rx.cond(HouseholdState.eviction != "", alert_line(HouseholdState.eviction)),
            figures(),
            tabs(
                Tab("Overview"),
                Tab("Ledger", "ledger"),
                Tab("Deposit", "deposit", shown=HouseholdState.shows_money),
                Tab("Terms", "terms"),
                Tab("Arrangements", "arrangements", shown=HouseholdState.shows_money),
                Tab("People", "people"),
                Tab("Communication", "communication"),
                Tab("Documents", "documents"),
                Tab("History", "history"),
            ),
            _tab(),
            *_dialogs(),
        ),
    )


def _dialogs() -> list[rx.Component]:
    """What opens over the page."""
    return [
        leaving.dialogs(),
        renewing.dialogs(),
        offering.dialogs(),
        answering.dialogs(),
        rx.cond(HouseholdState.asks_offer, rx.el.span(hidden=True, on_mount=OfferingState.open_offer)),
        charging.dialogs(),
        staying_on.dialogs(),
        joining.dialogs(),
        receiving_form.dialogs(),
        crediting.dialogs(),
        moving.dialogs(),
        returning.dialogs(),
        refunding.dialogs(),
        rx.cond(HouseholdState.asks_receipt, rx.el.span(hidden=True, on_mount=ReceivingState.open_receipt)),
        deposit_dialogs.dialogs(),
        billing.dialogs(),
        reversing.dialogs(),
        papers.dialogs(),
        receipt_mail.dialogs(),
        arranging_dialogs.dialogs(),
        log_dialog(),
        task_dialog(),
    ]


def _head() -> rx.Component:
    s = HouseholdState
    at_ledger = s.tab == "ledger"
    return page_head(
        s.name,
        crumbs=[("Leases", paths.LEASES), (s.place, s.unit_path)],
        badge=status_badge(s.state, s.tone),
        sub=rx.fragment(text_link(s.property_name, s.property_path, inline=True), s.term),
        ready=s.loaded,
        primary=rx.cond(s.may_receive, button("Record receipt", kind="primary", on_click=ReceivingState.open_receipt)),
        actions=[
            follow_button(),
            rx.cond(at_ledger & s.may_charge, button("Add charge", on_click=BillingState.open_charge)),
            rx.cond(at_ledger & s.may_credit, button("Give credit", on_click=CreditingState.open_credit)),
            rx.cond(~at_ledger & s.may_renew, button("Renew", on_click=RenewingState.open_renewal)),
            rx.cond(~at_ledger & s.may_renew, button("Record notice", on_click=LeavingState.open_notice)),
            rx.cond(s.under_notice, button("Withdraw notice", on_click=LeavingState.open_withdrawal)),
        ],
        menu=_menu(),
    )


def _menu() -> list[MenuItem]:
    s = HouseholdState
    at_ledger = s.tab == "ledger"
    return [
        MenuItem("Add charge", on_click=BillingState.open_charge, icon="receipt", shown=~at_ledger & s.may_charge),
        MenuItem("Give credit", on_click=CreditingState.open_credit, icon="tag", shown=~at_ledger & s.may_credit),
        MenuItem("Returned payment…", on_click=ReturningState.open_return(""), icon="undo-2", shown=s.may_return),
        MenuItem("Refund…", on_click=RefundingState.open_refund, icon="hand-coins", shown=s.may_refund),
        MenuItem("Write off…", on_click=CreditingState.open_balance, icon="eraser", shown=s.may_credit),
        MenuItem("Renew", on_click=RenewingState.open_renewal, icon="calendar-plus", shown=at_ledger & s.may_renew),
        MenuItem("Record notice", on_click=LeavingState.open_notice, icon="mail", shown=at_ledger & s.may_renew),
        MenuItem("Offer renewal", on_click=OfferingState.open_offer, icon="file-pen", shown=s.may_renew),
        MenuItem("Log a call", on_click=CommunicationState.open_log("call"), icon="phone", shown=s.may_log),
        MenuItem("Mail a paper…", on_click=PapersState.open_papers, icon="send", shown=s.may_mail),
        MenuItem("Write a letter", href=s.letter_path, icon="mail-open", shown=s.may_log),
        MenuItem("Change rent", on_click=RenewingState.open_rent, icon="banknote", shown=s.may_change),
        MenuItem("Late fees", href=s.late_fees_path, icon="calendar-x", shown=s.late_fees_path != ""),
        MenuItem("Add person", href=s.add_person_path, icon="user-plus", shown=s.may_change),
        MenuItem("Edit", on_click=RenewingState.open_edit, icon="pencil", shown=s.may_change),
        MenuItem("Change notice", on_click=LeavingState.open_notice, icon="mail", shown=s.under_notice),
        MenuItem(
            "End lease…",
            on_click=LeavingState.open_end,
            icon="log-out",
            danger=True,
            separate=True,
            shown=s.may_change & ~s.may_cancel,
        ),
        MenuItem(
            "Cancel lease…",
            on_click=LeavingState.open_cancel,
            icon="circle-x",
            danger=True,
            separate=True,
            shown=s.may_cancel,
        ),
    ]


def _tab() -> rx.Component:
    return rx.fragment(
        rx.match(
            HouseholdState.tab,
            (
                "ledger",
                ledger.panel(
                    actions=RowActions(
                        reverse=lambda source: ReversingState.open_reversal(source),
                        returned=lambda source: ReturningState.open_return(source),
                        move=lambda source: MovingState.open_move(source),
                        waive=lambda source: CreditingState.open_waiver(source),
                        write_off=lambda source: CreditingState.open_write_off(source),
                        mail=lambda source: MailReceiptState.open_mailing(source),
                    ),
                    on_receive=ReceivingState.open_receipt,
                    on_earlier=BillingState.open_earlier,
                ),
            ),
            ("terms", _terms()),
            (
                "people",
                rx.fragment(
                    joining.finder(),
                    people.panel(on_leave=lambda party_id, name: JoiningState.open_leave(party_id, name)),
                ),
            ),
            *_others(),
            overview.panel(),
        )
    )


def _terms() -> rx.Component:
    return terms.panel(
        on_change_rent=RenewingState.open_rent,
        on_add=ChargingState.open_add,
        on_end=lambda line_id, kind: ChargingState.open_end(line_id, kind),
        on_premiums=StayingOnState.open_premiums,
        offers=offers.panel(
            on_make=OfferingState.open_offer,
            on_send=lambda offer_id: OfferingState.open_sending(offer_id),
            on_accept=lambda offer_id: AnsweringState.open_acceptance(offer_id),
            on_decline=lambda offer_id: AnsweringState.open_decline(offer_id),
            on_withdraw=lambda offer_id: AnsweringState.open_withdrawal(offer_id),
        ),
    )


def _others() -> list[tuple[str, rx.Component]]:
    return [
        ("deposit", deposit_panel.panel()),
        ("arrangements", arrangements_panel.panel()),
        ("communication", communication_panel()),
        ("documents", documents.panel()),
        ("history", history.panel()),
    ]
