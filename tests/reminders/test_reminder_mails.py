"""What the mails about dates look like: the same in HTML and text, nothing to load, nothing that runs."""

import re
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pm_app.correspondence.rules.values import OfficeFacts
from pm_app.messages.rules.mail import Mail
from pm_app.reminders.enums import CriticalDateKind, Told
from pm_app.reminders.rules.mails import Desk, Reader, Subject, alone_mail, digest_mail, together_mail
from pm_app.reminders.rules.merging import outsider_values, staff_values

TODAY = date(2026, 1, 15)
NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
DESK = Desk("https://desk.example.com", "Harbor Property Management", lambda link: link.act.name.lower())
DANA = Reader(uuid4(), "Dana Whitlow", "dana@example.com")
OFFICE = OfficeFacts("Harbor Property Management", "555-0100", "office@example.com")


def a_subject(
    days: int = 20, what: str = "Lease ends", who: str = "Renee Castellano", place: str = "Alder Court"
) -> Subject:
    return Subject(uuid4(), CriticalDateKind.LEASE_END, TODAY + timedelta(days=days), what, who, place, "Dana Whitlow")


def alone(subject: Subject, reader: Reader = DANA) -> Mail:
    return alone_mail(subject, reader, Told.RESPONSIBLE, reminder_id=uuid4(), today=TODAY, now=NOW, desk=DESK)


class _Seen(HTMLParser):
    """What somebody sees of an HTML document, its links, and the tags in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self._hidden = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._hidden += tag in ("style", "title")
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words += re.findall(r"\w+", data)


@pytest.mark.parametrize(
    "mail",
    [
        pytest.param(alone(a_subject()), id="alone"),
        pytest.param(
            together_mail([a_subject(), a_subject(-3)], DANA, key="k", today=TODAY, now=NOW, desk=DESK), id="together"
        ),
        pytest.param(
            digest_mail([a_subject(), a_subject(70)], frozenset(), DANA, today=TODAY, now=NOW, desk=DESK), id="digest"
        ),
    ],
)
def test_html_and_text_say_the_same_and_lead_to_the_same_places(mail: Mail):
    seen = _Seen(mail.html)

    assert set(seen.links) == set(re.findall(r"https://\S+", mail.text))
    # What a list of mails shows beside the subject says nothing that is not in the mail, but for how it is written.
    assert {word.lower() for word in seen.words} <= {word.lower() for word in re.findall(r"\w+", mail.text)} | {"open"}


@pytest.mark.parametrize("mail", [alone(a_subject()), alone(a_subject(-400))])
def test_the_html_has_no_tables_no_pictures_and_loads_nothing(mail: Mail):
    tags = _Seen(mail.html).tags

    assert tags <= {"html", "head", "meta", "title", "style", "body", "div", "span", "h1", "h2", "p", "a"}
    assert re.findall(r"url\(|@import|https?://(?!desk\.example\.com)", mail.html) == []


@given(what=st.text(max_size=80), who=st.text(max_size=80), place=st.text(max_size=80), name=st.text(max_size=60))
def test_whatever_names_hold_stays_text(what: str, who: str, place: str, name: str):
    subject = a_subject(5, what, who, place)
    reader = Reader(DANA.user_id, name, DANA.email)
    mails = (
        alone(subject, reader),
        digest_mail([subject], frozenset(), reader, today=TODAY, now=NOW, desk=DESK),
    )

    for mail in mails:
        assert not [field for field in (mail.subject, mail.to_name) if field and not field.isprintable()]
        assert len(mail.subject) <= 180
        assert _shape(mail.text) == _shape(alone(a_subject(5), reader).text if mail is mails[0] else mail.text)
        assert _Seen(mail.html).tags <= _Seen(alone(a_subject()).html).tags | {"h2", "p"}


def _shape(text: str) -> list[str]:
    """How each line begins: a name that writes lines of its own would change it."""
    return [line.partition(":")[0] if ": https://" in line else "" for line in text.split("\n") if "https://" in line]


def test_snoozing_a_week_is_offered_only_where_it_does_not_pass_the_date_or_one_may():
    may = Reader(DANA.user_id, DANA.name, DANA.email, may_pass_date=True)

    assert "Snooze a week" in alone(a_subject(7)).text
    assert "Snooze a week" not in alone(a_subject(6)).text
    assert "Snooze a week" in alone(a_subject(6), may).text


def test_the_key_is_the_same_however_often_a_mail_is_composed():
    reminder_id, subject = uuid4(), a_subject()
    asked = {"reminder_id": reminder_id, "today": TODAY, "now": NOW, "desk": DESK}

    assert alone_mail(subject, DANA, Told.ROLE, **asked).key == f"reminder:{reminder_id}:{DANA.user_id}"
    assert digest_mail([subject], frozenset(), DANA, today=TODAY, now=NOW, desk=DESK).key == (
        f"digest:{DANA.user_id}:2026-01-15"
    )


@pytest.mark.parametrize(
    ("days", "words"), [(45, "in 45 days"), (1, "tomorrow"), (0, "today"), (-1, "yesterday"), (-3, "3 days ago")]
)
def test_how_far_off_a_day_is_reads_well_in_a_sentence(days: int, words: str):
    values = outsider_values(a_subject(days), "Renee", organization=False, today=TODAY, office=OFFICE)

    assert values["days"] == words


@pytest.mark.parametrize(
    ("name", "organization", "first"),
    [("Ms. Renee Castellano", False, "Renee"), ("Brightwater Plumbing", True, "Brightwater Plumbing")],
)
def test_who_is_written_to_is_called_as_where_templates_are_tried_out(name: str, organization: bool, first: str):
    values = outsider_values(a_subject(), name, organization=organization, today=TODAY, office=OFFICE)

    assert values["first_name"] == first


def test_users_are_called_without_their_title():
    reader = Reader(DANA.user_id, "Dr. Dana Whitlow", DANA.email)
    asked = {"today": TODAY, "now": NOW, "desk": DESK, "office": OFFICE}

    values = staff_values(a_subject(), reader, Told.ROLE, **asked)

    assert (values["first_name"], values["office_phone"]) == ("Dana", "555-0100")
