"""Ending mail of a kind from the mail itself: which topic that is, and the address that does it at once."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from pm_app.messages.enums import MessagePurpose
from pm_app.messages.rules.mail import Mail
from pm_app.messages.rules.sealing import sealed, unsealed
from pm_app.notifications.enums import MailWay, Topic
from pm_app.notifications.rules import ways_for

_WHAT_FOR = "mail that is ended"


def topic_ended(purpose: MessagePurpose, link: str) -> Topic | None:
    """Return the topic whose mail ends with one press in a mail that carries this link; None when the page must ask."""
    if not link:
        return None
    named = parse_qs(urlsplit(link).query).get("topic", [""])[-1]
    topic = next((one for one in Topic if one.value == named), None)
    if topic is None and purpose is MessagePurpose.DIGEST:
        topic = Topic.DIGEST
    return topic if topic and MailWay.NOT_AT_ALL in ways_for(topic) else None


def ended_at_once(mail: Mail, *, message_id: UUID, purpose: MessagePurpose, desk: str, secret: str) -> Mail:
    """Return the mail with the address that ends its kind without a page, where one press can mean only one thing."""
    if topic_ended(purpose, mail.unsubscribe) is None:
        return mail
    word = sealed(message_id, secret, what_for=_WHAT_FOR)
    return replace(mail, unsubscribe=f"{desk}/unsubscribe/{word}", ends_at_once=True)


def message_ended(word: str, secret: str) -> UUID | None:
    """Return the message whose kind an address ends; None unless we made that address."""
    return unsealed(word, secret, what_for=_WHAT_FOR)
