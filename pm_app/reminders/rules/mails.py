"""What the mails about dates say: one date alone, several together, the digest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from pm_app.kernel.dates import in_words
from pm_app.messages.rules.mail import Mail
from pm_app.reminders.enums import CriticalDateKind, Told, Urgency
from pm_app.reminders.rules.dates import days_left, days_words
from pm_app.reminders.rules.links import SNOOZED_DAYS, MailedAct, MailedLink, link_for
from pm_app.reminders.rules.mail_layout import Button, Entry, Letter, Section, Tone, html_of, text_of
from pm_app.reminders.rules.seeing import urgency_of

LONGEST_SUBJECT = 180
# So many of one part stand in a digest; the others are a link away.
MOST_IN_A_SECTION = 40
SOON_DAYS = 7

Sign = Callable[[MailedLink], str]


@dataclass(frozen=True)
class Desk:
    """Where mails lead and who signs: the origin of the app, the name of the office, what makes links of its own."""

    address: str
    office_name: str
    sign: Sign


@dataclass(frozen=True)
class Subject:
    """One date a mail is about. `place` is its property and unit, as far as `who` does not say them already."""

    alert_id: UUID
    kind: CriticalDateKind
    falls_on: date
    what: str
    who: str
    place: str = ""
    responsible: str = ""
    property_name: str = ""
    unit_name: str = ""


@dataclass(frozen=True)
class Reader:
    """The user a mail goes to, and whether this one may put a date off past its day."""

    user_id: UUID
    name: str
    email: str
    may_pass_date: bool = False


_SECTIONS = {
    Urgency.LATE: "Overdue",
    Urgency.THIS_WEEK: "This week",
    Urgency.IN_30: "Within 30 days",
    Urgency.IN_60: "Within 60 days",
    Urgency.IN_90: "Within 90 days",
    Urgency.LATER: "Later",
}


def alone_mail(
    subject: Subject, reader: Reader, told: Told, *, reminder_id: UUID, today: date, now: datetime, desk: Desk
) -> Mail:
    """Return the mail that tells one user of one date; its key is the same however often it is composed."""
    subject = plain(subject)
    words = days_words(subject.falls_on, today)
    heading = f"{subject.what}: {subject.who}"
    facts = [("Date", in_words(subject.falls_on)), ("Property", subject.place), ("Responsible", subject.responsible)]
    letter = Letter(
        heading=heading,
        preheader=f"{words}, {in_words(subject.falls_on)}. {subject.place}",
        badge=words[:1].upper() + words[1:],
        tone=tone_of(subject.falls_on, today),
        facts=tuple((name, value) for name, value in facts if value),
        first=Button("Open it", open_path(subject, desk)),
        others=acts_on(subject, reader, today=today, now=now, desk=desk),
        foot=(why_told(told),),
        foot_link=_choices(desk),
        signed=desk.office_name,
    )
    return mail_of(
        letter, f"{subject.what}, {words}: {subject.who}", f"reminder:{reminder_id}:{reader.user_id}", reader
    )


def together_mail(
    subjects: Sequence[Subject], reader: Reader, *, key: str, today: date, now: datetime, desk: Desk
) -> Mail:
    """Return one mail about several dates that would each have had a mail of its own."""
    count = len(subjects)
    title = f"{count} more dates need you now" if count != 1 else "One more date needs you now"
    letter = Letter(
        heading=title,
        preheader=", ".join(one_line(subject.what) for subject in subjects[:3]),
        paragraphs=("So many came up at once that they are told together.",),
        sections=_sections(subjects, frozenset(), reader, today=today, now=now, desk=desk),
        foot=("You get this because these dates are close or past, and you answer for them or nobody else has yet.",),
        foot_link=_choices(desk),
        signed=desk.office_name,
    )
    return mail_of(letter, title, key, reader)


def digest_mail(
    subjects: Sequence[Subject],
    new: frozenset[UUID],
    reader: Reader,
    *,
    today: date,
    now: datetime,
    desk: Desk,
) -> Mail:
    """Return the digest of a day: what needs attention by how near it is, the ids in `new` marked as new."""
    late = sum(subject.falls_on < today for subject in subjects)
    week = sum(0 <= days_left(subject.falls_on, today) <= SOON_DAYS for subject in subjects)
    counted = [f"{late} overdue" if late else "", f"{week} this week" if week else "", f"{len(new)} new" if new else ""]
    numbers = ", ".join(part for part in counted if part) or f"{len(subjects)} coming up"
    letter = Letter(
        heading=f"{today:%A}, {in_words(today)}",
        preheader=numbers,
        paragraphs=(f"{_dates(len(subjects))} on your list: {numbers}.",),
        sections=_sections(subjects, new, reader, today=today, now=now, desk=desk),
        foot=("You get this every working day while there is something on your list.",),
        foot_link=_choices(desk),
        signed=desk.office_name,
    )
    return mail_of(letter, f"Your dates: {numbers}", digest_key(reader.user_id, today), reader)


def digest_key(user_id: UUID, day: date) -> str:
    """Return what makes a digest the only one of its user and day."""
    return f"digest:{user_id}:{day.isoformat()}"


def acts_on(subject: Subject, reader: Reader, *, today: date, now: datetime, desk: Desk) -> tuple[Button, ...]:
    """Return what one user can do about a date from a mail: acknowledge it, and put it off where that is allowed."""
    acts = [Button("Acknowledge", _signed(subject, reader, MailedAct.ACKNOWLEDGE, now, desk))]
    if reader.may_pass_date or days_left(subject.falls_on, today) >= SNOOZED_DAYS:
        acts.append(Button("Snooze a week", _signed(subject, reader, MailedAct.SNOOZE, now, desk)))
    return tuple(acts)


def open_path(subject: Subject, desk: Desk) -> str:
    """Return the address of the page of a date."""
    return f"{desk.address}/alerts/{subject.alert_id}"


def tone_of(falls_on: date, today: date) -> Tone:
    """Return how pressing a date is."""
    left = days_left(falls_on, today)
    if left < 0:
        return Tone.LATE
    return Tone.SOON if left <= SOON_DAYS else Tone.CALM


def why_told(told: Told) -> str:
    """Return why somebody gets a mail, as a sentence to them."""
    if told is Told.RESPONSIBLE:
        return "You get this because you answer for it."
    if told is Told.ESCALATION:
        return "You get this because nobody has acknowledged it yet."
    return "You get this because of your role in the office."


def one_line(text: str, longest: int = LONGEST_SUBJECT) -> str:
    """Return the text in one line without control characters, cut with an ellipsis when it is too long."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def plain(subject: Subject) -> Subject:
    """Return the date with its names in one line each: no name writes lines of a mail."""
    names = {"what": subject.what, "who": subject.who, "place": subject.place, "responsible": subject.responsible}
    return replace(subject, **{name: one_line(text) for name, text in names.items()})


def mail_of(letter: Letter, subject: str, key: str, reader: Reader) -> Mail:
    """Return a letter as the mail to a user."""
    name, address = one_line(reader.name), reader.email
    return Mail(key, address, name, one_line(subject), text=text_of(letter), html=html_of(letter))


def _sections(
    subjects: Sequence[Subject], new: frozenset[UUID], reader: Reader, *, today: date, now: datetime, desk: Desk
) -> tuple[Section, ...]:
    grouped: dict[Urgency, list[Subject]] = {urgency: [] for urgency in _SECTIONS}
    for subject in sorted(subjects, key=lambda one: (one.falls_on, one.who, one.alert_id)):
        grouped[urgency_of(subject.falls_on, today)].append(plain(subject))
    made: list[Section] = []
    for urgency, members in grouped.items():
        if not members:
            continue
        entries = tuple(
            Entry(
                title=f"{one.what}: {one.who}",
                detail=" · ".join(part for part in (in_words(one.falls_on), one.place) if part),
                when=days_words(one.falls_on, today),
                tone=tone_of(one.falls_on, today),
                href=open_path(one, desk),
                is_new=one.alert_id in new,
                acts=acts_on(one, reader, today=today, now=now, desk=desk),
            )
            for one in members[:MOST_IN_A_SECTION]
        )
        left = len(members) - len(entries)
        more = Button(f"And {left:,} more in the app", f"{desk.address}/alerts") if left else None
        made.append(Section(f"{_SECTIONS[urgency]} ({len(members):,})", entries, more))
    return tuple(made)


def _signed(subject: Subject, reader: Reader, act: MailedAct, now: datetime, desk: Desk) -> str:
    token = desk.sign(link_for(subject.alert_id, reader.user_id, act, now))
    return f"{open_path(subject, desk)}?do={act.name.lower()}&token={token}"


def _choices(desk: Desk) -> Button:
    return Button("Choose what you are told by mail", f"{desk.address}/settings/notifications")


def _dates(count: int) -> str:
    return "One date is" if count == 1 else f"{count:,} dates are"
