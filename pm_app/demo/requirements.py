"""Which documents the sample office asks for, and where it does without."""

from collections.abc import Sequence
from datetime import date

from pm_app.demo.staff import Staff, at
from pm_app.demo.stays import Stay
from pm_app.documents.actions.requirements import add_requirement, waive_requirement
from pm_app.documents.enums import DocumentKind, KindLevel
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.rules.requirements import USUAL_REQUIREMENTS, Requirement
from pm_app.kernel.dates import add_months
from pm_app.runtime import run_now

# What hardly any paper of the sample office is filed for would fill the page with nothing but missing documents.
_LEFT_OUT = (DocumentKind.SMOKE_DETECTOR_TEST, DocumentKind.PROPERTY_INSURANCE, DocumentKind.MOVE_IN_INSPECTION)


def require_documents(people: Staff, stays: Sequence[Stay], today: date) -> None:
    """Switch on most of the usual rules, ask for the lease of every household, and do without one of them."""
    since = at(add_months(today, -14))
    for rule in USUAL_REQUIREMENTS:
        if rule.kind not in _LEFT_OUT:
            run_now(people.manager, add_requirement, rule=rule, now=since)
    lease = Requirement(DocumentKind.LEASE, KindLevel.LEASE, within_days=7)
    lease_rule = run_now(people.manager, add_requirement, rule=lease, now=since)
    run_now(
        people.manager,
        waive_requirement,
        requirement_id=lease_rule,
        target=LinkTarget(tenancy_id=stays[3].tenancy_id),
        reason="The signed original is with the owner.",
        now=at(add_months(today, -2)),
    )
