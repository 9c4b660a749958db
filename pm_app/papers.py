"""Papers of the office: drawing them, keeping them as documents, mailing them. Every door takes these steps alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from pm_app.access.rules import Actor
from pm_app.arriving import arriving
from pm_app.documents.actions.filing import Content
from pm_app.documents.actions.mailing import Letter, Mailed, file_and_mail
from pm_app.documents.enums import DocumentKind, DocumentSource
from pm_app.documents.queries.rows import rows_of
from pm_app.documents.rules.naming import LinkTarget
from pm_app.filing import Filed, Filing, file_arrived, keep_and_record
from pm_app.kernel.dates import first_of_month, in_words
from pm_app.kernel.errors import Refused
from pm_app.messages.queries import find_letterhead
from pm_app.messages.rules import Letterhead
from pm_app.people.queries import PersonDetails, person_details
from pm_app.ports import TableReport
from pm_app.receivables.queries.deposit_papers import deposit_evidence, deposit_statement
from pm_app.receivables.queries.late_papers import check_notice_free, late_notice
from pm_app.receivables.queries.papers import receipt_paper, receipt_tenancy, statement
from pm_app.receivables.queries.slips import deposit_slip
from pm_app.receivables.rules.papers import Addressee, AgingStrip, Paper, Statement
from pm_app.runtime import installed, paper_maker, run_now, services


class NoAddress(Refused):
    """Somebody of whom the office knows no e-mail address."""


@dataclass(frozen=True)
class Drawn:
    """A paper as a file: its content, its name, its title, what kind of document it is, whose tenancy it belongs to."""

    pdf: bytes
    filename: str
    title: str
    kind: DocumentKind
    tenancy_id: UUID | None


@dataclass(frozen=True)
class Wording:
    """What the mail says that carries a paper; it begins with a greeting and ends with the office's name by itself."""

    subject: str
    body: str


def letterhead_of(actor: Actor) -> Letterhead:
    """Return how the office signs its papers: as it is set, or with no more than its name."""
    kept = run_now(actor, find_letterhead)
    return kept.letterhead if kept else Letterhead(installed().settings.office_name)


def paper_pdf(actor: Actor, paper: Paper) -> bytes:
    """Return any paper as a PDF on the letterhead; whether the actor may see what is on it was asked before."""
    return paper_maker.paper(letterhead_of(actor), paper)


def table_pdf(actor: Actor, report: TableReport) -> bytes:
    """Return a list as a PDF, across the sheet."""
    return paper_maker.table(letterhead_of(actor), report)


def example_drawn(actor: Actor, today: date) -> Drawn:
    """Return a statement of nobody, to see the letterhead on."""
    nobody = Addressee("Your tenant", ("1 Example Street, Unit 1",), "Example House, Unit 1")
    ages = AgingStrip(0, 0, 0, 0, 0, 0)
    paper = Statement(nobody, "0000-0000", today, first_of_month(today), today, 0, (), 0, 0, 0, ages)
    return Drawn(paper_pdf(actor, paper), "example.pdf", "Example", DocumentKind.OTHER, None)


def statement_drawn(
    actor: Actor,
    tenancy_id: UUID,
    starts_on: date,
    ends_on: date,
    as_of: date,
    *,
    known_at: datetime | None = None,
    message: str = "",
) -> Drawn:
    """Return a household's statement for a period, as the tenant is to read it, with the name to keep it under."""
    paper = run_now(
        actor,
        statement,
        tenancy_id=tenancy_id,
        starts_on=starts_on,
        ends_on=ends_on,
        as_of=as_of,
        known_at=known_at,
        message=message,
    )
    period = f"{in_words(paper.starts_on)} – {in_words(paper.ends_on)}"
    return Drawn(
        pdf=paper_pdf(actor, paper),
        filename=f"statement-{paper.account}-{paper.ends_on.isoformat()}.pdf",
        title=title_of("Statement", paper.addressee.name, period),
        kind=DocumentKind.TENANT_STATEMENT,
        tenancy_id=tenancy_id,
    )


def statement_pdf(actor: Actor, tenancy_id: UUID, starts_on: date, ends_on: date, as_of: date) -> bytes:
    """Return a household's statement for a period as a PDF."""
    return statement_drawn(actor, tenancy_id, starts_on, ends_on, as_of).pdf


def receipt_drawn(actor: Actor, receipt_id: UUID, as_of: date) -> Drawn:
    """Return the paper of one receipt, with the balance on a day, and the name to keep it under."""
    tenancy_id = run_now(actor, receipt_tenancy, receipt_id=receipt_id)
    paper = run_now(actor, receipt_paper, receipt_id=receipt_id, as_of=as_of)
    return Drawn(
        pdf=paper_pdf(actor, paper),
        filename=f"receipt-{paper.account}-{paper.received_on.isoformat()}.pdf",
        title=title_of("Receipt", paper.addressee.name, in_words(paper.received_on)),
        kind=DocumentKind.RECEIPT,
        tenancy_id=tenancy_id,
    )


def receipt_pdf(actor: Actor, receipt_id: UUID, as_of: date) -> bytes:
    """Return the paper of one receipt as a PDF."""
    return receipt_drawn(actor, receipt_id, as_of).pdf


def late_notice_drawn(
    actor: Actor, tenancy_id: UUID, as_of: date, *, rent_only: bool = False, pay_by: date | None = None
) -> Drawn:
    """Return a notice of what is overdue on a day, or of the rent alone, with the name to keep it under."""
    paper = run_now(actor, late_notice, tenancy_id=tenancy_id, as_of=as_of, rent_only=rent_only, pay_by=pay_by)
    what = "Notice of unpaid rent" if rent_only else "Late notice"
    return Drawn(
        pdf=paper_pdf(actor, paper),
        filename=f"notice-{paper.account}-{as_of.isoformat()}.pdf",
        title=title_of(what, paper.addressee.name, in_words(as_of)),
        kind=DocumentKind.NOTICE,
        tenancy_id=tenancy_id,
    )


def deposit_statement_drawn(actor: Actor, tenancy_id: UUID, as_of: date, *, message: str = "") -> Drawn:
    """Return the statement of a deposit that was itemized, naming the papers that prove it, and its own name."""
    proofs = run_now(actor, deposit_evidence, tenancy_id=tenancy_id)
    titles = {row.document_id: row.title for row in run_now(actor, rows_of, proofs, as_of)}
    asked = {"tenancy_id": tenancy_id, "as_of": as_of, "evidence": titles, "message": message}
    paper = run_now(actor, deposit_statement, **asked)
    return Drawn(
        pdf=paper_pdf(actor, paper),
        filename=f"deposit-statement-{paper.account}-{as_of.isoformat()}.pdf",
        title=title_of("Deposit statement", paper.addressee.name, in_words(as_of)),
        kind=DocumentKind.DEPOSIT_STATEMENT,
        tenancy_id=tenancy_id,
    )


def deposit_slip_drawn(actor: Actor, bank_deposit_id: UUID) -> Drawn:
    """Return the slip of a bank deposit, with the name to keep it under."""
    paper = run_now(actor, deposit_slip, bank_deposit_id=bank_deposit_id)
    return Drawn(
        pdf=paper_pdf(actor, paper),
        filename=f"deposit-{paper.deposited_on.isoformat()}.pdf",
        title=title_of(paper.reference, paper.bank, in_words(paper.deposited_on)),
        kind=DocumentKind.DEPOSIT_SLIP,
        tenancy_id=None,
    )


def send_statement(
    actor: Actor,
    tenancy_id: UUID,
    *,
    starts_on: date,
    ends_on: date,
    as_of: date,
    to: Sequence[UUID],
    request_key: UUID,
    message: str = "",
) -> Mailed:
    """Draw a statement, keep it as a document of the household, and mail it to people; the same key sends it once."""
    drawn = statement_drawn(actor, tenancy_id, starts_on, ends_on, as_of, message=message)
    period = f"{in_words(starts_on)} – {in_words(min(ends_on, as_of))}"
    wording = Wording(f"Your statement, {period}", f"Attached is the statement of your account for {period}.")
    return send_drawn(actor, drawn, wording, to=to, request_key=request_key)


def send_receipt(actor: Actor, receipt_id: UUID, *, as_of: date, to: Sequence[UUID], request_key: UUID) -> Mailed:
    """Draw the paper of a receipt, keep it as a document of the household, and mail it; the same key sends it once."""
    drawn = receipt_drawn(actor, receipt_id, as_of)
    wording = Wording("Your receipt", "Thank you for your payment. The receipt is attached.")
    return send_drawn(actor, drawn, wording, to=to, request_key=request_key)


def send_late_notice(
    actor: Actor, tenancy_id: UUID, *, as_of: date, to: Sequence[UUID], request_key: UUID, pay_by: date | None = None
) -> Mailed:
    """Draw a late notice, keep it, and mail it; refused (`NoticeHeld`) while an eviction hold is on the household."""
    run_now(actor, check_notice_free, tenancy_id=tenancy_id, day=as_of)
    drawn = late_notice_drawn(actor, tenancy_id, as_of, pay_by=pay_by)
    wording = Wording("Your account is past due", "Attached is a notice of what is past due on your account.")
    return send_drawn(actor, drawn, wording, to=to, request_key=request_key)


def send_deposit_statement(
    actor: Actor, tenancy_id: UUID, *, as_of: date, to: Sequence[UUID], request_key: UUID, message: str = ""
) -> Mailed:
    """Draw the statement of a deposit, keep it as a document of the household, and mail it; the same key sends once."""
    drawn = deposit_statement_drawn(actor, tenancy_id, as_of, message=message)
    wording = Wording("Your deposit", "Attached is the statement of your deposit: what we held, kept and paid back.")
    return send_drawn(actor, drawn, wording, to=to, request_key=request_key)


def send_drawn(actor: Actor, drawn: Drawn, wording: Wording, *, to: Sequence[UUID], request_key: UUID) -> Mailed:
    """Keep a paper and mail it to people, in one transaction; the same key files it once and mails it once to each.

    Refuses (`NoAddress`) when the office knows no e-mail address of somebody it is to go to: then nothing is sent.
    """
    letters, filing = letters_to(actor, to, wording), filing_of(drawn, request_key)
    with arriving() as arrived:
        arrived.take(drawn.pdf)
        arrived.finish()

        def record(media_type: str) -> Mailed:
            return run_now(
                actor,
                file_and_mail,
                request_key=request_key,
                content=Content(arrived.sha256, arrived.size_bytes, media_type, drawn.filename),
                title=drawn.title,
                kind=drawn.kind,
                tenancy_id=drawn.tenancy_id,
                letters=letters,
                now=services().clock.now(),
            )

        return keep_and_record(arrived, filing, record)


def keep_drawn(actor: Actor, drawn: Drawn, *, request_key: UUID) -> Filed:
    """Keep a paper as a document of the household, for what goes out on paper; the same key files it once."""
    links = (LinkTarget(tenancy_id=drawn.tenancy_id),) if drawn.tenancy_id else ()
    with arriving() as arrived:
        arrived.take(drawn.pdf)
        arrived.finish()
        return file_arrived(actor, arrived, filing_of(drawn, request_key, links))


def filing_of(drawn: Drawn, request_key: UUID, links: tuple[LinkTarget, ...] = ()) -> Filing:
    """Return how a paper is filed that the office made itself."""
    return Filing(drawn.filename, request_key, drawn.title, drawn.kind, links, source=DocumentSource.OFFICE)


def letters_to(actor: Actor, to: Sequence[UUID], wording: Wording) -> list[Letter]:
    """Return the mail to each of these people once; refuses (`NoAddress`) somebody whose address is not known."""
    letterhead = letterhead_of(actor)
    people = [run_now(actor, person_details, person_id=person_id) for person_id in dict.fromkeys(to)]
    return [_letter(person, wording, letterhead) for person in people]


def _letter(person: PersonDetails, wording: Wording, letterhead: Letterhead) -> Letter:
    if not person.email:
        raise NoAddress(
            f"{person.name} has no e-mail address. Add one on the page of {person.name} under People, then send again.",
            field="to",
        )
    reach = "\n".join(line for line in (letterhead.office_name, letterhead.phone, letterhead.email) if line)
    text = f"Hello {person.name},\n\n{wording.body}\n\n{reach}\n"
    return Letter(person.person_id, person.email, person.name, wording.subject, text)


def title_of(kind: str, name: str, when: str) -> str:
    """Return the title of a document: what, whose and when, however long the name is."""
    room = 200 - len(kind) - len(when) - 4
    return f"{kind}, {name if len(name) <= room else name[: room - 1] + '…'}, {when}"
