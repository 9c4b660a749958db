"""Where mail comes back to, and what the reports about it say."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pm_app.messages.rules.bounces import is_hard, letter_of, message_in, return_path, returned_in, sent_to, status_in
from tests.messages.made_reports import a_report, an_absence_note

SECRET = "s" * 48
MESSAGE = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
BOUNCES = "bounces@desk.example.com"


@given(st.uuids(), st.text(min_size=32))
def test_the_address_says_which_mail_it_is_about(message_id: UUID, secret: str):
    path = return_path(BOUNCES, message_id, secret)

    assert message_in([f"Somebody <{path.upper()}>"], secret) == message_id
    assert len(path.partition("@")[0]) <= 64


def test_an_office_without_such_an_address_has_none():
    assert return_path("", MESSAGE, SECRET) == ""


def test_nobody_else_can_make_such_an_address():
    path = return_path(BOUNCES, MESSAGE, SECRET)
    token = path.partition("+")[2].partition("@")[0]
    others = [
        return_path(BOUNCES, MESSAGE, "t" * 48),
        path.replace(token, token[:26] + "a" * 16),
        path.replace(token, "b" + token[1:]),
        path.replace(token, token[:-2]),
        "bounces+@desk.example.com",
        "bounces@desk.example.com",
    ]

    assert [message_in([other], SECRET) for other in others] == [None] * len(others)
    assert message_in([*others, path], SECRET) == MESSAGE


def test_a_report_says_whether_it_failed_and_in_whose_words():
    returned = returned_in(letter_of(a_report("x@example.com")))

    assert returned is not None
    assert (returned.failed, returned.status) == (True, "5.1.1")
    assert returned.reason == "550 5.1.1 <maria@example.org>: no such user"


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_mail_that_is_late_or_passed_on_did_not_fail(action: str):
    returned = returned_in(letter_of(a_report("x@example.com", action=action, status="4.4.1")))

    assert returned is not None
    assert not returned.failed


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(an_absence_note("x@example.com"), id="an absence note"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff\xfe\x00garbage", id="garbage"),
        pytest.param(b"Content-Type: multipart/report\r\n\r\nno parts", id="a report without parts"),
        pytest.param(a_report("x@example.com").split(b"Final-Recipient")[0], id="a report that was cut off"),
    ],
)
def test_what_is_no_report_says_nothing(content: bytes):
    assert returned_in(letter_of(content)) is None


@given(st.binary(max_size=400))
def test_no_letter_however_broken_ends_the_reading(tail: bytes):
    letter = letter_of(a_report("x@example.com")[:700] + tail)

    assert message_in(sent_to(letter), SECRET) is None


@pytest.mark.parametrize(
    ("status", "hard"),
    [
        ("5.1.1", True),
        ("5.1.2", True),
        ("5.1.10", True),
        ("5.2.1", True),
        ("5.4.1", True),
        ("5.4.4", True),
        ("5.1.7", False),
        ("5.1.8", False),
        ("5.2.2", False),
        ("5.4.7", False),
        ("5.7.1", False),
        ("5.0.0", False),
        ("4.1.1", False),
        ("", False),
    ],
)
def test_only_what_is_about_the_address_ends_all_mail_to_it(status: str, hard: bool):
    assert is_hard(status) == hard


def test_the_status_is_found_in_an_answer():
    assert [status_in("5.1.1 no such user"), status_in("no such user"), status_in("10.5.1.1")] == ["5.1.1", "", ""]


def test_a_delivered_to_line_counts_when_the_letter_is_addressed_to_somebody_else():
    path = return_path(BOUNCES, uuid4(), SECRET)
    letter = letter_of(b"Delivered-To: " + path.encode() + b"\r\n" + a_report("postmaster@desk.example.com"))

    assert message_in(sent_to(letter), SECRET) is not None
