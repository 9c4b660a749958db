"""Rules of recurrence as they are written and said: what is refused, in words, in a form."""

from datetime import date

import pytest

from pm_app.tasks.enums import Frequency
from pm_app.tasks.rules.building import Builder, builder_of, built_rule
from pm_app.tasks.rules.recurring import LONGEST_RULE, RuleRefused, read_rule
from pm_app.tasks.rules.recurring_words import rule_in_words
from pm_app.tasks.rules.tasks import DayMissing, Repeating, checked_repeating

NEW_YEAR = date(2026, 1, 1)


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "every month",
        "INTERVAL=2",
        "FREQ=HOURLY",
        "FREQ=MINUTELY",
        "FREQ=SECONDLY",
        "FREQ=MONTHLY;FREQ=DAILY",
        "FREQ=MONTHLY;",
        "FREQ=MONTHLY;BYHOUR=3",
        "FREQ=MONTHLY;BYSETPOS=1",
        "FREQ=WEEKLY;BYDAY=MO,FR;BYSETPOS=1",
        "FREQ=DAILY;BYDAY=MO;BYSETPOS=1",
        "FREQ=MONTHLY;BYMONTHDAY=13,14;BYSETPOS=1",
        "FREQ=MONTHLY;BYDAY=1MO,-1FR;BYSETPOS=1",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=5",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-21",
        "FREQ=MONTHLY;BYMONTH=1,2,3;BYDAY=MO;BYSETPOS=5",
        "FREQ=YEARLY;BYMONTH=2,3;BYDAY=MO;BYSETPOS=9",
        "FREQ=YEARLY;BYDAY=MO;BYSETPOS=53",
        "FREQ=YEARLY;BYDAY=MO;BYSETPOS=99999",
        "FREQ=YEARLY;BYDAY=MO;BYSETPOS=x",
        "FREQ=MONTHLY;INTERVAL=0",
        "FREQ=MONTHLY;INTERVAL=-1",
        "FREQ=MONTHLY;INTERVAL=99999",
        "FREQ=DAILY;INTERVAL=99999999999999999999",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYMONTHDAY=-31",
        "FREQ=MONTHLY;BYMONTHDAY=1.5",
        "FREQ=MONTHLY;BYMONTHDAY=²",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=4,6;BYMONTHDAY=31",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=MONTHLY;BYDAY=5MO",
        "FREQ=MONTHLY;BYDAY=MO,1FR",
        "FREQ=MONTHLY;BYDAY=XX",
        "FREQ=WEEKLY;BYDAY=1MO",
        "FREQ=WEEKLY;BYMONTHDAY=1",
        "FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=1",
        "FREQ=MONTHLY;COUNT=0",
        "FREQ=MONTHLY;COUNT=1001",
        "FREQ=MONTHLY;COUNT=3;UNTIL=20270101",
        "FREQ=MONTHLY;UNTIL=20270230",
        "FREQ=MONTHLY;UNTIL=soon",
        "FREQ=MONTHLY;UNTIL=99991231",
        "FREQ=MONTHLY;WKST=XX",
        "FREQ=MONTHLY\nDTSTART:20200101T000000",
        "FREQ=MONTHLY;BYMONTHDAY=" + ",".join(["1"] * LONGEST_RULE),
    ],
)
def test_what_is_no_rule_or_an_absurd_one_is_refused(rule: str):
    with pytest.raises(RuleRefused) as refused:
        read_rule(rule)

    assert refused.value.field == "repeats"
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY", "every day"),
        ("FREQ=MONTHLY;INTERVAL=6", "every 6 months"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "every 2 weeks on Monday and Thursday"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "every month on the 31st, or the last day of a shorter month"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "every month on the last day"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", "every month on the 1st and 15th"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "every month on the last Friday"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "every month on the last weekday (Monday to Friday)"),
        ("FREQ=MONTHLY;BYDAY=SU,MO,TU,WE,TH,FR,SA;BYSETPOS=1,10", "every month on the first and 10th day"),
        ("FREQ=MONTHLY;BYDAY=TU,TH;BYSETPOS=3", "every month on the third day that is a Tuesday or Thursday"),
        ("FREQ=YEARLY;BYMONTH=6;BYDAY=FR;BYSETPOS=-4", "every year on the 4th to last Friday in June"),
        ("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=20", "every year on Nov 20"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "every year on Feb 29 (the 28th in a common year)"),
        ("FREQ=YEARLY;BYMONTH=9;BYDAY=1MO", "every year on the first Monday in September"),
        ("FREQ=YEARLY;BYMONTH=3,9;BYMONTHDAY=-1", "every year on the last day in March and September"),
        ("FREQ=MONTHLY;COUNT=3", "every month, 3 times"),
        ("FREQ=WEEKLY;UNTIL=20271231", "every week, until Dec 31, 2027"),
        ("", ""),
    ],
)
def test_a_rule_is_said_in_words(rule: str, words: str):
    assert rule_in_words(rule) == words


def test_counted_from_done_is_said_too():
    assert rule_in_words("FREQ=MONTHLY;INTERVAL=6", from_last_done=True) == (
        "every 6 months, from the last time it was done"
    )


@pytest.mark.parametrize(
    ("asked", "rule"),
    [
        (Builder(6, Frequency.MONTHLY), "FREQ=MONTHLY;INTERVAL=6"),
        (Builder(1, Frequency.MONTHLY, month_day=-1), "FREQ=MONTHLY;BYMONTHDAY=-1"),
        (Builder(3, month_weekday=-1), "FREQ=MONTHLY;INTERVAL=3;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
        (Builder(1, month_weekday=1), "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1"),
        (Builder(2, Frequency.WEEKLY, (0, 3)), "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH"),
        (Builder(1, Frequency.YEARLY), "FREQ=YEARLY"),
        (Builder(90, Frequency.DAILY), "FREQ=DAILY;INTERVAL=90"),
    ],
)
def test_what_a_form_asks_for_is_a_rule_and_back(asked: Builder, rule: str):
    assert built_rule(asked) == rule
    assert builder_of(rule) == asked


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MONTHLY;BYDAY=1MO",
        "FREQ=MONTHLY;BYMONTHDAY=1,15",
        "FREQ=MONTHLY;BYMONTHDAY=-2",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH;BYSETPOS=-1",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=DAILY;BYDAY=MO",
        "FREQ=WEEKLY;COUNT=3",
        "FREQ=WEEKLY;UNTIL=20270101",
    ],
)
def test_a_rule_that_says_more_than_the_form_is_left_as_written(rule: str):
    assert builder_of(rule) is None


def test_a_form_that_asks_for_what_does_not_go_together_is_refused():
    weekly, daily = Frequency.WEEKLY, Frequency.DAILY
    for asked in (
        Builder(weekdays=(0,)),
        Builder(unit=weekly, month_day=15),
        Builder(unit=weekly, month_weekday=-1),
        Builder(0, daily),
    ):
        with pytest.raises(RuleRefused):
            built_rule(asked)


def test_a_task_comes_again_with_its_days_written_out():
    assert checked_repeating(Repeating("FREQ=MONTHLY"), date(2026, 1, 31)).repeats == "FREQ=MONTHLY;BYMONTHDAY=31"
    assert checked_repeating(Repeating(" "), None) == Repeating()
    assert checked_repeating(Repeating("FREQ=WEEKLY", from_done=True), None) == Repeating("FREQ=WEEKLY", True)
    with pytest.raises(DayMissing):
        checked_repeating(Repeating("FREQ=WEEKLY"), None)
    for rule in ("FREQ=WEEKLY;BYDAY=MO", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1", "FREQ=WEEKLY;COUNT=2"):
        with pytest.raises(RuleRefused):
            checked_repeating(Repeating(rule, from_done=True), None)
