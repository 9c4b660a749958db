"""What an office expects of each kind of document, before anybody changed the settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from pm_app.documents.enums import DocumentKind as K
from pm_app.documents.enums import KindLevel, RetentionBasis, Sensitivity
from pm_app.kernel.dates import add_months, day_after, day_before
from pm_app.kernel.errors import Refused

MOST_MONTHS = 1_200
# Critical dates are looked for no farther ahead than this.
MOST_DAYS = 365
MOST_RUNGS = 12
DEFAULT_LADDER = (60, 30, 7, 0)
INSURANCE_KINDS = frozenset({K.RENTERS_INSURANCE, K.PROPERTY_INSURANCE, K.CERTIFICATE_OF_INSURANCE})


@dataclass(frozen=True)
class KindFacts:
    """What an office expects of a kind of document.

    `ladder` lists the days before the last good day on which to remind, the farthest first; a negative number is that
    many days after it, and again every so many days. `usual_months` is how long such a document mostly holds. It is
    kept for `keep_months` from what `keep_basis` says on; None: for good.
    """

    expires: bool
    ladder: tuple[int, ...] = ()
    usual_months: int | None = None
    levels: tuple[KindLevel, ...] = tuple(KindLevel)
    keep_basis: RetentionBasis = RetentionBasis.FILING
    keep_months: int | None = 84
    sensitivity: Sensitivity = Sensitivity.ORDINARY

    @property
    def window_days(self) -> int:
        """How many days before its last good day such a document is called expiring: its first rung."""
        return max(0, *self.ladder) if self.ladder else 0

    @property
    def is_restricted(self) -> bool:
        """Whether only those who may view sensitive documents see this kind."""
        return self.sensitivity is Sensitivity.RESTRICTED


_LEVELS = dict(zip("PUTAOVC", KindLevel, strict=True))


def _until(
    basis: RetentionBasis, levels: str, ladder: tuple[int, ...], usual: int | None, keep: int | None, *, secret: bool
) -> KindFacts:
    sensitivity = Sensitivity.RESTRICTED if secret else Sensitivity.ORDINARY
    at = tuple(_LEVELS[letter] for letter in levels)
    return KindFacts(bool(ladder), ladder or DEFAULT_LADDER, usual, at, basis, keep, sensitivity)


def _ended(
    levels: str, ladder: tuple[int, ...] = (), usual: int | None = None, keep: int = 84, *, secret: bool = False
) -> KindFacts:
    """Kept from its expiration or the end of the lease on."""
    return _until(RetentionBasis.EXPIRATION, levels, ladder, usual, keep, secret=secret)


def _filed(
    levels: str, ladder: tuple[int, ...] = (), usual: int | None = None, keep: int = 84, *, secret: bool = False
) -> KindFacts:
    """Kept from the day it was filed on."""
    return _until(RetentionBasis.FILING, levels, ladder, usual, keep, secret=secret)


def _lasting(
    levels: str,
    ladder: tuple[int, ...] = (),
    usual: int | None = None,
    keep: int | None = None,
    *,
    secret: bool = False,
) -> KindFacts:
    """Kept as long as the property is managed."""
    return _until(RetentionBasis.ALWAYS, levels, ladder, usual, keep, secret=secret)


# Domain rules §19. How long something is kept is to be looked at by a lawyer: these are what offices mostly do.
KIND_FACTS: Mapping[K, KindFacts] = MappingProxyType(
    {
        K.LEASE: _ended("T", (120, 90, 60, 30, 7, 0), 12),
        K.RENEWAL: _ended("T", (90, 60, 30), 12),
        K.MONTH_TO_MONTH_AGREEMENT: _ended("T", (30, 0), 12),
        K.ADDENDUM: _ended("T", (30, 7, 0), 12),
        K.PET_RECORD: _ended("T", (30, 7, 0), 12, 36, secret=True),
        # Three years from the start of the lease are asked for; from its end on is never less.
        K.LEAD_PAINT_DISCLOSURE: _ended("T", keep=36),
        K.LEAD_CERTIFICATE: _lasting("PU", (90, 60, 30), 24),
        K.DISCLOSURE: _ended("TU", (30, 7), 12),
        K.MOVE_IN_INSPECTION: _ended("T"),
        K.MOVE_OUT_INSPECTION: _ended("T"),
        K.PERIODIC_INSPECTION: _filed("U", (30, 7, 0), 12),
        K.RENTERS_INSURANCE: _ended("T", (30, 15, 7, 0, -7), 12, 36),
        K.GUARANTY: _ended("TA", secret=True),
        K.IDENTIFICATION: _filed("TAO", (60, 30), keep=60, secret=True),
        K.INCOME_PROOF: _filed("TA", keep=60, secret=True),
        K.APPLICATION: _filed("A", keep=60, secret=True),
        K.SCREENING_REPORT: _filed("A", keep=60, secret=True),
        K.NOTICE: _filed("T", (1, 0)),
        K.DEPOSIT_STATEMENT: _filed("T"),
        K.TENANT_STATEMENT: _filed("T"),
        K.RECEIPT: _filed("TUV"),
        K.SUBSIDY_CONTRACT: _ended("T", (120, 90, 60, 30), 12, secret=True),
        K.MANAGEMENT_AGREEMENT: _ended("OP", (90, 60, 30), 12),
        K.TAX_FORM: _ended("OVC", (60, 30), 36, secret=True),
        K.DEED: _lasting("P"),
        K.PROPERTY_INSURANCE: _ended("P", (60, 30, 15, 7, 0, -1), 12, 120),
        K.MORTGAGE_OR_TAX_BILL: _filed("P", (30, 7, 0), 12),
        K.RENTAL_LICENSE: _lasting("PU", (90, 60, 30, 7, 0, -7), 12, 84),
        K.PERMIT: _lasting("PU", (60, 30, 7), 12),
        K.CERTIFICATE_OF_OCCUPANCY: _lasting("PU"),
        K.FIRE_SAFETY_INSPECTION: _filed("P", (60, 30, 7, 0, -7), 12),
        K.ELEVATOR_OR_BOILER_CERTIFICATE: _filed("P", (60, 30, 7, 0, -7), 12),
        K.BACKFLOW_TEST: _filed("P", (45, 30, 7), 12),
        K.SMOKE_DETECTOR_TEST: _filed("U", (30, 7), 12),
        K.SERVICE_RECORD: _filed("PU", (30, 7), 12, 36),
        K.ENERGY_CERTIFICATE: _lasting("P", (180, 90), 120),
        K.WARRANTY: _ended("PU", (60, 30, 0), 12, 12),
        K.UTILITY_AGREEMENT: _ended("P", (180, 120, 90, 60)),
        K.CERTIFICATE_OF_INSURANCE: _ended("V", (60, 45, 30, 15, 7, 0, -7), 12, 120),
        K.VENDOR_LICENSE: _ended("V", (60, 30, 7, 0), 12),
        K.VENDOR_CONTRACT: _ended("V", (60, 30)),
        K.COMPANY_LICENSE: _ended("C", (120, 90, 60, 30, 7, 0), 12, 120),
        K.INVOICE: _filed("VUP"),
        K.ESTIMATE: _filed("VUP"),
        K.LIEN_WAIVER: _filed("VUP"),
        K.BANK_STATEMENT: _filed("C", secret=True),
        K.DEPOSIT_SLIP: _filed("C"),
        # A claim may follow years later: kept until somebody sets a day.
        K.INCIDENT_REPORT: _lasting("PUTAOVC", secret=True),
        K.CORRESPONDENCE: _filed("PUTAOVC", secret=True),
        K.PHOTO: _filed("PUTAOVC"),
        K.OTHER: _filed("PUTAOVC"),
    }
)


class LadderOutOfOrder(Refused):
    """Days of reminders that are not the farthest first, or say one day twice."""


def insurance_valid_through(printed_expiration_on: date) -> date:
    """Return the last good day of a policy: the day before the one printed, as policies end just after midnight."""
    return day_before(printed_expiration_on)


def printed_expiration(kind: K, valid_through: date) -> date:
    """Return the expiration date that is printed on a document that is good through a day: later by one on policies."""
    return day_after(valid_through) if kind in INSURANCE_KINDS else valid_through


def usual_end(valid_from: date | None, usual_months: int | None) -> date | None:
    """Return the last good day of a document that holds as long as its kind mostly does, if that is known."""
    if valid_from is None or usual_months is None:
        return None
    return day_before(add_months(valid_from, usual_months))


def check_ladder(ladder: Sequence[int]) -> None:
    """Refuse days of reminders that are out of order, doubled, too many or too far off (`LadderOutOfOrder`)."""
    if len(ladder) > MOST_RUNGS:
        raise LadderOutOfOrder(f"Remind at most {MOST_RUNGS} times. Leave some days out.", field="ladder")
    if any(abs(days) > MOST_DAYS for days in ladder):
        raise LadderOutOfOrder("A reminder is at most 365 days off. Check the days.", field="ladder")
    if list(ladder) != sorted(set(ladder), reverse=True):
        raise LadderOutOfOrder(
            "Write the days from far to near, each once, days after the date with a minus: 60, 30, 7, 0, -7.",
            field="ladder",
        )


def check_months(usual_months: int | None, keep_months: int | None) -> None:
    """Refuse a usual validity or a time to keep that nobody can mean: they are in months, at most a hundred years."""
    if usual_months is not None and not 1 <= usual_months <= MOST_MONTHS:
        raise Refused("The usual validity is from 1 month to 100 years.", field="usual_months")
    if keep_months is not None and not 0 <= keep_months <= MOST_MONTHS:
        raise Refused("The time to keep is at most 100 years.", field="keep_months")
