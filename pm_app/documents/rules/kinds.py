"""What an office expects of each kind of document, before anybody changed the settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from pm_app.documents.enums import DocumentKind
from pm_app.kernel.dates import day_before


@dataclass(frozen=True)
class KindFacts:
    """What an office expects of a kind of document.

    `ladder` lists the days before the last good day on which to remind, the farthest first; a negative number is that
    many days after it, and again every so many days. `usual_months` is how long such a document mostly holds.
    """

    expires: bool
    ladder: tuple[int, ...] = ()
    usual_months: int | None = None


DEFAULT_LADDER = (60, 30, 7, 0)
LASTING = KindFacts(expires=False, ladder=DEFAULT_LADDER)
INSURANCE_KINDS = frozenset(
    {DocumentKind.RENTERS_INSURANCE, DocumentKind.PROPERTY_INSURANCE, DocumentKind.CERTIFICATE_OF_INSURANCE}
)

_EXPIRING_KINDS: dict[DocumentKind, KindFacts] = {
    DocumentKind.LEASE: KindFacts(True, (120, 90, 60, 30, 7, 0), 12),
    DocumentKind.RENEWAL: KindFacts(True, (90, 60, 30), 12),
    DocumentKind.MONTH_TO_MONTH_AGREEMENT: KindFacts(True, (30, 0), 12),
    DocumentKind.ADDENDUM: KindFacts(True, (30, 7, 0), 12),
    DocumentKind.PET_RECORD: KindFacts(True, (30, 7, 0), 12),
    DocumentKind.LEAD_CERTIFICATE: KindFacts(True, (90, 60, 30), 24),
    DocumentKind.DISCLOSURE: KindFacts(True, (30, 7), 12),
    DocumentKind.PERIODIC_INSPECTION: KindFacts(True, (30, 7, 0), 12),
    DocumentKind.RENTERS_INSURANCE: KindFacts(True, (30, 15, 7, 0, -7), 12),
    DocumentKind.IDENTIFICATION: KindFacts(True, (60, 30)),
    DocumentKind.NOTICE: KindFacts(True, (1, 0)),
    DocumentKind.SUBSIDY_CONTRACT: KindFacts(True, (120, 90, 60, 30), 12),
    DocumentKind.MANAGEMENT_AGREEMENT: KindFacts(True, (90, 60, 30), 12),
    DocumentKind.TAX_FORM: KindFacts(True, (60, 30), 36),
    DocumentKind.PROPERTY_INSURANCE: KindFacts(True, (60, 30, 15, 7, 0, -1), 12),
    DocumentKind.MORTGAGE_OR_TAX_BILL: KindFacts(True, (30, 7, 0), 12),
    DocumentKind.RENTAL_LICENSE: KindFacts(True, (90, 60, 30, 7, 0, -7), 12),
    DocumentKind.PERMIT: KindFacts(True, (60, 30, 7), 12),
    DocumentKind.FIRE_SAFETY_INSPECTION: KindFacts(True, (60, 30, 7, 0, -7), 12),
    DocumentKind.ELEVATOR_OR_BOILER_CERTIFICATE: KindFacts(True, (60, 30, 7, 0, -7), 12),
    DocumentKind.BACKFLOW_TEST: KindFacts(True, (45, 30, 7), 12),
    DocumentKind.SMOKE_DETECTOR_TEST: KindFacts(True, (30, 7), 12),
    DocumentKind.SERVICE_RECORD: KindFacts(True, (30, 7), 12),
    DocumentKind.ENERGY_CERTIFICATE: KindFacts(True, (180, 90), 120),
    DocumentKind.WARRANTY: KindFacts(True, (60, 30, 0), 12),
    DocumentKind.UTILITY_AGREEMENT: KindFacts(True, (180, 120, 90, 60)),
    DocumentKind.CERTIFICATE_OF_INSURANCE: KindFacts(True, (60, 45, 30, 15, 7, 0, -7), 12),
    DocumentKind.VENDOR_LICENSE: KindFacts(True, (60, 30, 7, 0), 12),
    DocumentKind.VENDOR_CONTRACT: KindFacts(True, (60, 30)),
    DocumentKind.COMPANY_LICENSE: KindFacts(True, (120, 90, 60, 30, 7, 0), 12),
}

KIND_FACTS: Mapping[DocumentKind, KindFacts] = MappingProxyType(
    {kind: _EXPIRING_KINDS.get(kind, LASTING) for kind in DocumentKind}
)


def expiring_window_days(kind: DocumentKind) -> int:
    """Return how many days before its last good day a document of this kind is called expiring: its first rung."""
    return max(KIND_FACTS[kind].ladder)


def insurance_valid_through(printed_expiration_on: date) -> date:
    """Return the last good day of a policy: the day before the one printed, as policies end just after midnight."""
    return day_before(printed_expiration_on)
