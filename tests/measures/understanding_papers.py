"""Papers of the sample office, printed from facts we know: kinds of papers of which nobody published any."""

from collections.abc import Callable
from pathlib import Path

from pm_app.documents.enums import DocumentKind as K
from pm_app.documents.enums import FindingKind as F
from tests.demo import sample_papers as papers
from tests.measures.understanding_answers import Answer

SEED = 7
_TENANTS = papers.TENANTS
_UNIT = "204"
_HOME = papers.HOME.address

# Of each paper its kind, and what is printed on it; "" where nothing of that is on it.
_FACTS: dict[Callable[[int], bytes], tuple[K, dict[F, str]]] = {
    papers.a_lease: (
        K.LEASE,
        {F.EFFECTIVE_ON: "2026-06-01", F.EXPIRES_ON: "2027-05-31", F.DATED_ON: "2026-05-12", F.UNIT: _UNIT},
    ),
    papers.a_renewal: (
        K.RENEWAL,
        {F.EFFECTIVE_ON: "2026-06-01", F.EXPIRES_ON: "2027-05-31", F.DATED_ON: "2026-03-02", F.UNIT: _UNIT},
    ),
    papers.an_increase: (K.RENEWAL, {F.EFFECTIVE_ON: "2026-06-01", F.EXPIRES_ON: "", F.DATED_ON: "2026-03-02"}),
    papers.a_certificate: (
        K.CERTIFICATE_OF_INSURANCE,
        {
            F.EFFECTIVE_ON: papers.POLICY.effective_on.isoformat(),
            F.EXPIRES_ON: papers.POLICY.expires_on.isoformat(),
            F.REFERENCE: papers.POLICY.number,
            F.DATED_ON: "2026-11-19",
            F.ORGANIZATION: papers.VENDOR.name,
        },
    ),
    papers.a_renters_policy: (
        K.RENTERS_INSURANCE,
        {F.EFFECTIVE_ON: "2026-06-01", F.EXPIRES_ON: "2027-06-01", F.REFERENCE: "HO4-118-2207", F.UNIT: _UNIT},
    ),
    papers.a_license: (
        K.RENTAL_LICENSE,
        {F.EXPIRES_ON: "2027-02-28", F.REFERENCE: "RD-2026-0417", F.DATED_ON: "2026-03-01", F.ADDRESS: _HOME},
    ),
    papers.a_move_in: (K.MOVE_IN_INSPECTION, {F.DATED_ON: "2026-06-01", F.EXPIRES_ON: "", F.UNIT: _UNIT}),
    papers.a_fire_alarm_report: (
        K.FIRE_SAFETY_INSPECTION,
        {F.EXPIRES_ON: "2027-03-09", F.DATED_ON: "2026-03-09", F.REFERENCE: "FA-20931", F.ADDRESS: _HOME},
    ),
    papers.an_elevator_certificate: (
        K.ELEVATOR_OR_BOILER_CERTIFICATE,
        {F.EXPIRES_ON: "2027-03-09", F.REFERENCE: "EL-7719-A", F.ADDRESS: _HOME},
    ),
    papers.a_boiler_report: (K.ELEVATOR_OR_BOILER_CERTIFICATE, {F.EXPIRES_ON: "2027-03-09", F.ADDRESS: _HOME}),
    papers.an_entry: (K.NOTICE, {F.DATED_ON: "2026-10-05", F.EXPIRES_ON: "", F.UNIT: _UNIT}),
    papers.a_late_notice: (K.NOTICE, {F.DATED_ON: "2026-11-07", F.TOTAL: "67840", F.EXPIRES_ON: "", F.UNIT: _UNIT}),
    papers.a_notice_of_leaving: (K.NOTICE, {F.DATED_ON: "2027-03-15", F.NOTICE_ON: "2027-05-31", F.UNIT: _UNIT}),
    papers.a_vendor_contract: (
        K.VENDOR_CONTRACT,
        {F.EFFECTIVE_ON: "2026-11-01", F.EXPIRES_ON: "2027-10-31", F.ORGANIZATION: "North Yard Services"},
    ),
    papers.a_management_agreement: (
        K.MANAGEMENT_AGREEMENT,
        {F.EFFECTIVE_ON: "2025-07-01", F.EXPIRES_ON: "2027-06-30", F.DATED_ON: "2025-06-20", F.ADDRESS: _HOME},
    ),
    papers.a_pet_addendum: (K.ADDENDUM, {F.SIGNED_ON: "2026-05-12", F.UNIT: _UNIT}),
    papers.a_lead_disclosure: (K.LEAD_PAINT_DISCLOSURE, {F.SIGNED_ON: "2026-05-12", F.EXPIRES_ON: "", F.UNIT: _UNIT}),
    papers.an_invoice: (
        K.INVOICE,
        {
            F.REFERENCE: "BW-10442",
            F.DATED_ON: "2026-10-09",
            F.TOTAL: "71858",
            F.ORGANIZATION: papers.VENDOR.name,
            F.EXPIRES_ON: "",
        },
    ),
}
_WITH_TENANTS = (papers.a_lease, papers.a_renewal, papers.a_move_in, papers.a_late_notice, papers.an_entry)


def own_answers() -> list[Answer]:
    """Return what the papers of the sample office say."""
    answers: list[Answer] = []
    for paper, (kind, facts) in _FACTS.items():
        name = f"{paper.__name__}.pdf"
        answers.append(Answer(name, F.KIND, kind.value))
        answers += [Answer(name, what, value) for what, value in facts.items()]
        if paper in _WITH_TENANTS:
            answers += [Answer(name, F.PERSON, tenant) for tenant in _TENANTS]
    return answers


def print_papers(folder: Path) -> None:
    """Print every paper into a folder, under the names the answers call them by."""
    for paper in _FACTS:
        (folder / f"{paper.__name__}.pdf").write_bytes(paper(SEED))
