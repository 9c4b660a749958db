"""Which topics there are, how each is told of by mail unless one chose otherwise, and what a notification may say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from pm_app.kernel.errors import Refused
from pm_app.notifications.enums import MailWay, Topic

LONGEST_TITLE = 200
LONGEST_DETAIL = 500
KEPT_FOR = timedelta(days=90)
MOST_FOLLOWED = 500
# The kinds of records one can follow.
FOLLOWED_KINDS = ("property", "tenancy", "person", "document")

# The topic of a critical date, by the name of its kind.
TOPIC_OF_DATE: dict[str, Topic] = {
    "lease end": Topic.LEASES,
    "renewal offer": Topic.LEASES,
    "renewal reply": Topic.LEASES,
    "move-out": Topic.LEASES,
    "rent increase notice": Topic.LEASES,
    "notice deadline": Topic.LEASES,
    "document expiration": Topic.DOCUMENTS,
    "cancel by": Topic.DOCUMENTS,
    "missing document": Topic.DOCUMENTS,
    "inspection": Topic.DOCUMENTS,
    "deposit deadline": Topic.DEPOSITS,
    "deposit transfer": Topic.DEPOSITS,
    "payment promise": Topic.PAYMENT_PLANS,
    "recurring date": Topic.RECURRING_DATES,
    "task": Topic.TASKS,
}

SHIPPED: dict[Topic, MailWay] = {
    Topic.LEASES: MailWay.DIGEST,
    Topic.DOCUMENTS: MailWay.DIGEST,
    Topic.DEPOSITS: MailWay.DIGEST,
    Topic.PAYMENT_PLANS: MailWay.DIGEST,
    Topic.RECURRING_DATES: MailWay.DIGEST,
    Topic.TASKS: MailWay.DIGEST,
    Topic.FOLLOWED: MailWay.NOT_AT_ALL,
    Topic.ESCALATIONS: MailWay.AT_ONCE,
    Topic.MAIL_TROUBLE: MailWay.NOT_AT_ALL,
    Topic.SYSTEM: MailWay.AT_ONCE,
    Topic.DIGEST: MailWay.DIGEST,
}

# Why a topic cannot be switched off.
NEEDED: dict[Topic, str] = {
    Topic.DEPOSITS: "The law sets these deadlines, and missing one can cost the whole deposit.",
    Topic.ESCALATIONS: "These come to you because nobody else has taken care of a date.",
    Topic.SYSTEM: "While scheduled work does not run, no other reminder goes out.",
}
# Topics that have only some ways: a digest that comes at once is none.
_WAYS: dict[Topic, tuple[MailWay, ...]] = {
    Topic.ESCALATIONS: (MailWay.AT_ONCE,),
    Topic.SYSTEM: (MailWay.AT_ONCE,),
    Topic.MAIL_TROUBLE: (MailWay.NOT_AT_ALL,),
    Topic.FOLLOWED: (MailWay.AT_ONCE, MailWay.NOT_AT_ALL),
    Topic.DIGEST: (MailWay.DIGEST, MailWay.NOT_AT_ALL),
}


@dataclass(frozen=True)
class Ways:
    """How one user is told of each topic by mail: what was chosen, else as it is shipped."""

    chosen: Mapping[Topic, MailWay]

    @property
    def digest(self) -> bool:
        """Whether this user gets the digest at all."""
        return self.chosen_for(Topic.DIGEST) is not MailWay.NOT_AT_ALL

    def of(self, topic: Topic) -> MailWay:
        """Return how this user is told of a topic; without a digest, what is needed comes at once, the rest not."""
        way = self.chosen_for(topic)
        if way is not MailWay.DIGEST or self.digest:
            return way
        return MailWay.AT_ONCE if topic in NEEDED else MailWay.NOT_AT_ALL

    def of_date(self, kind: str) -> MailWay:
        """Return how this user is told of a critical date of that kind (`lease end`, `task`, ...)."""
        return self.of(topic_of_date(kind))

    def chosen_for(self, topic: Topic) -> MailWay:
        """Return what this user chose for a topic, or how it is shipped; whether there is a digest does not count."""
        way = self.chosen.get(topic, SHIPPED[topic])
        return way if way in ways_for(topic) else SHIPPED[topic]


AS_SHIPPED = Ways({})


def topic_of_date(kind: str) -> Topic:
    """Return the topic that a kind of critical date belongs to."""
    return TOPIC_OF_DATE[str(kind)]


def ways_for(topic: Topic) -> tuple[MailWay, ...]:
    """Return the ways among which one may choose for a topic; what is needed has no "not by mail"."""
    given = _WAYS.get(topic, tuple(MailWay))
    return tuple(way for way in given if topic not in NEEDED or way is not MailWay.NOT_AT_ALL)


def check_way(topic: Topic, way: MailWay) -> None:
    """Refuse a way that a topic does not have, saying why."""
    if way in ways_for(topic):
        return
    if way is MailWay.NOT_AT_ALL:
        raise Refused(f"This cannot be switched off. {NEEDED[topic]}", field=topic.name.lower())
    raise Refused(f"Mail about {topic.value} cannot come {way.value}.", field=topic.name.lower())


def unsubscribe_path(topic: Topic) -> str:
    """Return the page within the app that asks whether mail about a topic is to stop; it wants its reader signed in."""
    return f"/settings/notifications?topic={quote(topic.value)}"


def checked_path(path: str) -> str:
    """Return a path within the app, or nothing when it leads anywhere else."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() else ""


def shortened(text: str, longest: int) -> str:
    """Return the text in one line, cut with an ellipsis when it is longer than allowed."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"
