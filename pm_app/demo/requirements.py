"""Which documents the sample office asks for, and where it does without."""

from collections.abc import Sequence
from datetime import date

from pm_app.demo.staff import Staff, at
from pm_app.demo.stays import Stay
from pm_app.documents.actions.requirements import add_requirement, waive_requirement
from pm_app.documents.enums import DocumentKind
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.rules.requirements import USUAL_REQUIREMENTS
from pm_app.kernel.dates import add_months
from pm_app.runtime import run_now

# What hardly any paper of the sample office is filed for would fill the page with nothing but missing documents.
_LEFT_OUT = (DocumentKind.SMOKE_DETECTOR_TEST, DocumentKind.PROPERTY_INSURANCE, DocumentKind.MOVE_IN_INSPECTION)


def require_documents(people: Staff, stays: Sequence[Stay], today: date) -> None:
    """Switch on most of the usual rules, and do without a disclosure in a home that was rebuilt since."""
    since = at(add_months(today, -14))
    rules = {
        rule.kind: run_now(people.manager, add_requirement, rule=rule, now=since)
        for rule in USUAL_REQUIREMENTS
        if rule.kind not in _LEFT_OUT
    }
    old = next(stay for stay in stays if stay.household.building.year_built < 1978)
    run_now(
        people.manager,
        waive_requirement,
        requirement_id=rules[DocumentKind.LEAD_PAINT_DISCLOSURE],
        target=LinkTarget(tenancy_id=old.tenancy_id),
        reason="Rebuilt in 1999 and certified free of lead.",
        now=at(add_months(today, -2)),
    )
