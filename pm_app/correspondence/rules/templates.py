"""Templates of mails: what is refused when one is saved, and the mail it becomes with the values of a record."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Template, TemplateError
from jinja2.meta import find_undeclared_variables

from pm_app.correspondence.enums import TemplatePurpose
from pm_app.correspondence.rules.fields import ABOUT_DEBT, MOST_ROWS, Row, Values, fields_of
from pm_app.correspondence.rules.mail_html import html_of
from pm_app.correspondence.rules.reading import ENVIRONMENT, TemplateRefused, check_text
from pm_app.kernel.listing import cleaned

LONGEST_NAME = 80
LONGEST_SUBJECT = 200
LONGEST_BODY = 10_000
LONGEST_MAIL = 100_000
LONGEST_VALUE = 2_000
NO_SUBJECT = "(no subject)"


@dataclass(frozen=True)
class Written:
    """A mail as it goes out: the subject in one line, the text, and the same as an HTML document."""

    subject: str
    text: str
    html: str


def check_template(purpose: TemplatePurpose, subject: str, body: str) -> tuple[str, str]:
    """Return subject and text as they are kept; refuses unknown fields and what cannot be read.

    The sentence names the field and the known one that is nearest; `field` is `subject` or `body`.
    """
    known = fields_of(purpose)
    subject = _one_line(subject)
    body = cleaned(_new_lines(body), longest=LONGEST_BODY, field="body", name="The text")
    if not subject:
        raise TemplateRefused("Write a subject: it is what people see first.", field="subject")
    if not body:
        raise TemplateRefused("Write the text of the mail.", field="body")
    check_text(subject, known=known, place="subject")
    check_text(body, known=known, place="body")
    return subject, body


def render(subject: str, body: str, values: Values) -> Written:
    """Return the mail that a checked template becomes; values must hold every field it uses (see `completed`).

    Whatever the values hold stays text: nothing in them is read as a field, an address line or HTML. Refuses a field
    without a value, a mail without text and one that grows beyond 100,000 characters.
    """
    given = {name: _bounded(value) for name, value in values.items()}
    try:
        title = _filled(_template(subject), given, "subject")
        text = _filled(_template(body), given, "body")
    except TemplateError as error:
        raise TemplateRefused(f"The template cannot be filled in: {error.message}.", field="body") from None
    text = _squeezed(cleaned(text, longest=LONGEST_MAIL, field="body", name="The mail"))
    if not text:
        raise TemplateRefused("The mail would be empty for this recipient.", field="body")
    line = " ".join(cleaned(title, longest=LONGEST_MAIL).split())
    line = line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1].rstrip() + "…"
    return Written(line or NO_SUBJECT, text, html_of(text, title=line))


def asks_for_money(subject: str, body: str) -> bool:
    """Return whether a checked template speaks of what is owed: it goes to no household under eviction."""
    return any(ABOUT_DEBT & find_undeclared_variables(ENVIRONMENT.parse(text)) for text in (subject, body))


def speaks_of_debt(subject: str, body: str) -> bool:
    """Return whether a text to many asks for money; one that cannot be read goes to nobody, and asks for none."""
    try:
        return asks_for_money(*check_template(TemplatePurpose.BULK_MAIL, subject, body))
    except TemplateRefused:
        return False


@lru_cache(maxsize=64)
def _template(text: str) -> Template:
    return ENVIRONMENT.from_string(text)


def _filled(template: Template, values: Values, place: str) -> str:
    made: list[str] = []
    size = 0
    for piece in template.generate(**values):
        size += len(piece)
        if size > LONGEST_MAIL:
            raise TemplateRefused(f"The mail would be longer than {LONGEST_MAIL:,} characters.", field=place)
        made.append(piece)
    return "".join(made)


def _bounded(value: str | Sequence[Row]) -> str | Sequence[Row]:
    if isinstance(value, str):
        return value[:LONGEST_VALUE]
    return [{name: part[:LONGEST_VALUE] for name, part in row.items()} for row in value[:MOST_ROWS]]


def _one_line(subject: str) -> str:
    subject = cleaned(subject, longest=LONGEST_SUBJECT, field="subject", name="The subject")
    if len(subject.splitlines()) > 1:
        raise TemplateRefused("The subject is one line.", field="subject")
    return " ".join(subject.split())


def _new_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _squeezed(text: str) -> str:
    lines = [line.rstrip() for line in text.split("\n")]
    kept = [line for place, line in enumerate(lines) if line or not place or lines[place - 1]]
    return "\n".join(kept)
