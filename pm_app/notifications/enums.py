"""What a notification is about, and how somebody wants to be told of a topic."""

from enum import StrEnum


class NotificationKind(StrEnum):
    """What a notification is about."""

    REMINDER = "reminder"
    ESCALATION = "escalation"
    TASK = "task"
    FOLLOWED = "followed record"
    MAIL_TROUBLE = "mail trouble"
    SYSTEM = "system"
    DONE = "done"


class MailWay(StrEnum):
    """How a user is told of a topic by mail; in the app everything is told."""

    AT_ONCE = "at once"
    DIGEST = "in the digest"
    NOT_AT_ALL = "not by mail"


class Topic(StrEnum):
    """What one may choose to be told of by mail. The digest is the mail that collects what does not come alone."""

    LEASES = "leases"
    DOCUMENTS = "documents"
    DEPOSITS = "deposits"
    PAYMENT_PLANS = "payment plans"
    RECURRING_DATES = "recurring dates"
    TASKS = "tasks"
    FOLLOWED = "followed records"
    ESCALATIONS = "escalations"
    MAIL_TROUBLE = "mail trouble"
    SYSTEM = "scheduled work"
    DIGEST = "digest"
