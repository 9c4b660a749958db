"""What a letter must say, how its text is parted, how it may have gone out."""

from datetime import date

import pytest

from pm_app.correspondence.enums import LetterDelivery
from pm_app.correspondence.rules.fields import sample_values
from pm_app.correspondence.rules.letters import (
    FOR_LETTERS,
    Block,
    Delivery,
    LetterText,
    address_lines,
    blanks_in,
    blocks_of,
    check_correctable,
    checked_delivery,
    checked_letter,
    letter_title,
    names_together,
    without_sign_off,
)
from pm_app.correspondence.rules.shipped import SHIPPED
from pm_app.correspondence.rules.templates import check_template, render
from pm_app.kernel.errors import Refused

TODAY = date(2026, 1, 15)
GIVEN = {
    "to_name": " Renee  Castellano ",
    "to_address": "88 Alder Court, Unit 204\r\n\r\nRiverton, OH 43099",
    "written_on": TODAY,
    "subject": "Notice of entry",
    "body": "Dear Renee,\r\n\r\nwe come by.",
    "signed_by": "Dana Whitfield",
}


def a_letter(**more: object) -> LetterText:
    return checked_letter(**{**GIVEN, **more, "today": TODAY})  # pyright: ignore[reportArgumentType]


def refused(**more: object) -> str | None:
    with pytest.raises(Refused) as refusal:
        a_letter(**more)
    return refusal.value.field


def test_a_letter_is_tidied():
    letter = a_letter()
    assert (letter.to_name, letter.to_lines) == (
        "Renee Castellano",
        ("88 Alder Court, Unit 204", "Riverton, OH 43099"),
    )
    assert letter.body == "Dear Renee,\n\nwe come by."


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"to_name": " \u200b "}, "to_name"),
        ({"to_name": "x" * 121}, "to_name"),
        ({"subject": ""}, "subject"),
        ({"body": "\x00 \n"}, "body"),
        ({"body": "x" * 50_001}, "body"),
        ({"body": "x\n" * 1_600}, "body"),
        ({"to_address": "\n".join(["a"] * 6)}, "to_address"),
        ({"to_address": "x" * 51}, "to_address"),
        ({"written_on": date(2026, 3, 17)}, "written_on"),
        ({"written_on": date(1989, 12, 31)}, "written_on"),
        ({"body": "on [[ day ]] between [[time]]"}, "body"),
        ({"subject": "Entry on [[day]]"}, "subject"),
    ],
)
def test_what_cannot_go_out_is_refused_at_its_field(given: dict[str, object], field: str):
    assert refused(**given) == field


def test_blanks_are_named_once_and_single_brackets_are_text():
    assert blanks_in("[[day]] and [[ day ]], [[time]], [not this], [[]]") == ["day", "time"]


def test_a_text_is_parted_into_paragraphs_and_lists():
    assert blocks_of("One\ntwo\n\n\n- a\n - b\nafter\n\nשלום English") == (
        Block(("One", "two")),
        Block(("a", "b"), items=True),
        Block(("after",)),
        Block(("שלום English",), from_right=True),
    )


def test_the_sign_off_of_a_mail_is_left_out_and_nothing_else():
    own = ("Harbor", "(555) 010-0199", "")
    assert without_sign_off("Dear A,\n\nbye\n\nHarbor\n(555) 010-0199\n", own) == "Dear A,\n\nbye"
    assert without_sign_off("Harbor is open\n\nbye", own) == "Harbor is open\n\nbye"


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("12 Elm Street, Springfield, IL 62701", ("12 Elm Street", "Springfield, IL 62701")),
        ("12 Elm Street, Unit 4, Springfield, IL 62701", ("12 Elm Street, Unit 4", "Springfield, IL 62701")),
        ("12 Elm Street\n\n Springfield", ("12 Elm Street", "Springfield")),
        ("Springfield", ("Springfield",)),
        (" ", ()),
    ],
)
def test_an_address_stands_as_on_an_envelope(written: str, lines: tuple[str, ...]):
    assert address_lines(written) == lines


def test_how_it_went_out_has_a_day_and_only_certified_mail_a_number():
    posted = checked_delivery(LetterDelivery.CERTIFIED, TODAY, " 9407  1 ", today=TODAY)
    assert posted == Delivery(LetterDelivery.CERTIFIED, TODAY, "9407 1")
    assert checked_delivery(LetterDelivery.TO_BE_SENT, TODAY, "9", today=TODAY) == Delivery()
    for way, on, number, field in (
        (LetterDelivery.POSTED, None, "", "delivered_on"),
        (LetterDelivery.POSTED, date(2026, 1, 16), "", "delivered_on"),
        (LetterDelivery.HANDED_OVER, TODAY, "9407", "delivery_number"),
    ):
        with pytest.raises(Refused) as refusal:
            checked_delivery(way, on, number, today=TODAY)
        assert refusal.value.field == field


def test_it_is_corrected_once_and_said_when_it_was_open():
    check_correctable(Delivery(), corrected=True)
    check_correctable(Delivery(LetterDelivery.POSTED, TODAY), corrected=False)
    with pytest.raises(Refused):
        check_correctable(Delivery(LetterDelivery.POSTED, TODAY), corrected=True)


def test_a_title_fits_and_names_are_said_together():
    title = letter_title("s" * 300, "n" * 300, "Jan 15, 2026")
    assert len(title) <= 200
    assert title.endswith("…, Jan 15, 2026")
    assert names_together(["A", "B", "C"]) == "A, B and C"
    assert names_together(["A"]) == "A"
    assert names_together(["x" * 100, "y" * 100]).endswith(" and others")


def test_shipped_letters_can_be_read_and_hold_no_line_of_a_mail():
    letters = [one for one in SHIPPED if one.used_for in FOR_LETTERS]
    assert {"letter", "entry-notice", "lease-cover"} <= {one.key for one in letters}
    for one in letters:
        subject, body = check_template(one.purpose, one.subject, one.body)
        written = render(subject, body, sample_values(one.purpose))
        assert "this mail" not in written.text
        assert "{{" not in written.text
