"""The addresses of the app: the patterns of its pages, the links between them, and how a list is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode
from uuid import UUID

HOME = "/"
PROPERTIES = "/properties"
PROPERTY_IMPORT = "/properties/import"
PROPERTY = "/properties/[property_id]"
UNITS = "/units"
UNIT = "/units/[unit_id]"
PEOPLE = "/people"
PERSON = "/people/[person_id]"
LEASES = "/leases"
NEW_LEASE = "/leases/new"
RENT_ROLL_IMPORT = "/leases/import"
LEASE = "/leases/[tenancy_id]"
DOCUMENTS = "/documents"
DOCUMENT_READING = "/documents/reading"
INBOX = "/documents/inbox"
COMPLIANCE = "/documents/compliance"
REQUIRED_DOCUMENTS = "/settings/required-documents"
DOCUMENT = "/documents/[document_id]"
RECEIPTS = "/receipts"
RECEIPT_ENTRY = "/receipts/entry"
BANK_DEPOSITS = "/bank-deposits"
BANKING = "/banking"
BANKING_IMPORT = "/banking/import"
DELINQUENCY = "/delinquency"
RENT_ROLL = "/rent-roll"
RENEWALS = "/renewals"
LATE_FEES = "/late-fees"
COLLECTED = "/collected"
CHARGES_RUN = "/charges-run"
DEPOSITS = "/deposits"
JOURNAL = "/journal"
ACCOUNTS = "/accounts"
PERIODS = "/periods"
ALERTS = "/alerts"
ALERT = "/alerts/[alert_id]"
CALENDAR = "/calendar"
TASKS = "/tasks"
TASK = "/tasks/[task_id]"
RECURRING_DATES = "/recurring-dates"
RECURRING_DATE = "/recurring-dates/[recurring_date_id]"
TASK_TEMPLATES = "/settings/task-templates"
NOTIFICATIONS = "/notifications"
SETTINGS = "/settings"
USERS = "/settings/users"
OFFICE = "/settings/office"
LATE_FEE_SETTINGS = "/settings/late-fees"
DEPOSIT_DEADLINES = "/settings/deposit-deadlines"
PROFILE = "/settings/profile"
NOTIFICATION_SETTINGS = "/settings/notifications"
OFFICE_CALENDAR = "/settings/calendar"
MAIL = "/settings/mail"
MAIL_TEMPLATES = "/settings/mail-templates"
REMINDER_RULES = "/settings/reminders"
NEW_MAIL = "/mail/new"
BULK_MAILS = "/mail/sent"
LETTERS = "/letters"
NEW_LETTER = "/letters/new"
JOBS = "/settings/jobs"
REPORT_SCHEDULES = "/settings/report-schedules"
BILLING = "/settings/billing"
DOCUMENT_KINDS = "/settings/document-kinds"
DOCUMENT_FIELDS = "/settings/document-fields"
SIGN_OUT = "/signout"

PAGE_SIZES = (25, 50, 100)
PAGE_SIZE = 50
LAST_PAGE = 100_000
LONGEST_SEARCH = 200


def with_query(path: str, /, **query: str) -> str:
    """Return the address with the given query; empty values are left out."""
    asked = urlencode({name: value for name, value in query.items() if value}, quote_via=quote)
    return f"{path}?{asked}" if asked else path


def property_path(property_id: UUID | str, tab: str = "") -> str:
    """Return the address of one property, at a tab if one is named."""
    return with_query(f"{PROPERTIES}/{property_id}", tab=tab)


def unit_path(unit_id: UUID | str, tab: str = "") -> str:
    """Return the address of one unit, at a tab if one is named."""
    return with_query(f"{UNITS}/{unit_id}", tab=tab)


def person_path(person_id: UUID | str, tab: str = "") -> str:
    """Return the address of one person or organization, at a tab if one is named."""
    return with_query(f"{PEOPLE}/{person_id}", tab=tab)


def lease_path(tenancy_id: UUID | str, tab: str = "") -> str:
    """Return the address of one household's page; `tab="ledger"` is its ledger."""
    return with_query(f"{LEASES}/{tenancy_id}", tab=tab)


def new_offer_path(tenancy_id: UUID | str) -> str:
    """Return the address of one household's terms with the dialog opened that offers a renewal."""
    return with_query(f"{LEASES}/{tenancy_id}", tab="terms", add="offer")


def renewal_letter_path(offer_id: UUID | str) -> str:
    """Return the address of the letter of one offer of renewal, as it would go out."""
    return f"/papers/renewal-offer/{offer_id}"


def ledger_row_path(tenancy_id: UUID | str, source_id: UUID | str) -> str:
    """Return the address of a household's ledger with the row of one charge, receipt or credit opened."""
    return with_query(f"{LEASES}/{tenancy_id}", tab="ledger", open=str(source_id))


def document_path(document_id: UUID | str, page: int = 1, found: str = "") -> str:
    """Return the address of one document, at a page and with the words that are to be marked in it."""
    return with_query(f"{DOCUMENTS}/{document_id}", page=str(page) if page > 1 else "", q=found)


def alert_path(alert_id: UUID | str) -> str:
    """Return the address of one critical date with its timeline."""
    return f"{ALERTS}/{alert_id}"


def task_path(task_id: UUID | str) -> str:
    """Return the address of one task."""
    return f"{TASKS}/{task_id}"


def recurring_date_path(recurring_date_id: UUID | str) -> str:
    """Return the address of one recurring date."""
    return f"{RECURRING_DATES}/{recurring_date_id}"


def thumbnail_path(document_id: UUID | str, content: str) -> str:
    """Return the address of the picture of a document's first page, or "" without the content there is one of."""
    return f"{DOCUMENTS}/{document_id}/thumbnail?of={content}" if content else ""


def inbox_path(document_id: UUID | str) -> str:
    """Return the address of the inbox with one paper on top."""
    return with_query(INBOX, document=str(document_id))


def entry_path(number: str) -> str:
    """Return the address of the journal at one entry, by its number such as 2026-00041."""
    return with_query(JOURNAL, q=number)


def account_path(number: int, **query: str) -> str:
    """Return the address of one account, line by line, in the days and the property the query names."""
    return with_query(JOURNAL, view="account", account=str(number), **query)


def new_lease_path(unit_id: UUID | str) -> str:
    """Return the address where a new lease of a unit is entered."""
    return with_query(NEW_LEASE, unit_id=str(unit_id))


def message_path(message_id: UUID | str) -> str:
    """Return the address of the office's mail with one message opened."""
    return with_query(MAIL, open=str(message_id))


def mail_template_path(key: str) -> str:
    """Return the address of one template of a mail, by its id or what it is shipped as; `new` is one to write."""
    return with_query(MAIL_TEMPLATES, template=key)


def bulk_mail_path(bulk_mail_id: UUID | str) -> str:
    """Return the address of what was mailed to many with one of them opened."""
    return with_query(BULK_MAILS, open=str(bulk_mail_id))


def new_letter_path(*, tenancy_id: UUID | str = "", person_id: UUID | str = "", property_id: UUID | str = "") -> str:
    """Return the address at which a letter is written that concerns a lease, a person or a property."""
    return with_query(NEW_LETTER, lease=str(tenancy_id), person=str(person_id), property=str(property_id))


def letter_run_path(letter_run_id: UUID | str) -> str:
    """Return the address of the letters to many of one text."""
    return with_query(LETTERS, run=str(letter_run_id))


def billing_path(property_id: UUID | str | None = None, tenancy_id: UUID | str | None = None) -> str:
    """Return the address where billing is set, for the company or at the level that is named."""
    return with_query(BILLING, property_id=str(property_id or ""), tenancy_id=str(tenancy_id or ""))


def late_fee_settings_path(property_id: UUID | str | None = None, tenancy_id: UUID | str | None = None) -> str:
    """Return the address where late fees are set, for the company or at the level that is named."""
    return with_query(LATE_FEE_SETTINGS, property_id=str(property_id or ""), tenancy_id=str(tenancy_id or ""))


def photo_path(property_id: UUID | str, sha256: str | None) -> str:
    """Return the address of a property's photo, which changes with the photo; empty when there is none."""
    return f"/photos/{property_id}?v={sha256[:12]}" if sha256 else ""


def export_query(query: Mapping[str, str], **more: str) -> str:
    """Return the query that an export takes from its page: what narrows and sorts the rows, not which part is shown."""
    kept = {name: value for name, value in query.items() if name not in {"page", "size", "tab", "add"}}
    return with_query("", **(kept | more))


@dataclass(frozen=True)
class Listing:
    """What the address asks of a list: words to find, sort, direction, page (from 1) and rows on a page."""

    text: str
    sort: str
    descending: bool
    page: int
    size: int

    @property
    def offset(self) -> int:
        """How many rows come before the page."""
        return (self.page - 1) * self.size


def listing(query: Mapping[str, str], *, sorts: Sequence[str], default_sort: str) -> Listing:
    """Read what an address asks of a list from `q`, `sort` (`-` in front: descending), `page` and `size`.

    What makes no sense is answered with the default: anybody can type an address.
    """
    asked = query.get("sort", "")
    sort = asked if asked.removeprefix("-") in sorts else default_sort
    size = _whole(query.get("size", ""), PAGE_SIZE)
    return Listing(
        text=query.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH],
        sort=sort.removeprefix("-"),
        descending=sort.startswith("-"),
        page=max(1, min(LAST_PAGE, _whole(query.get("page", ""), 1))),
        size=size if size in PAGE_SIZES else PAGE_SIZE,
    )


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise
