"""The signature on the links of a mail, and reading it: nobody but this office can make such a link."""

from uuid import UUID

from itsdangerous import BadSignature, URLSafeSerializer

from pm_app.access.rules import Actor
from pm_app.reminders.rules.links import LinkEnded, MailedAct, MailedLink, check_link, claims_of, link_of
from pm_app.runtime import installed, services

_LONGEST = 500


def signed(link: MailedLink) -> str:
    """Return the link as a text that stands in an address; whoever changes a letter of it has no link."""
    return _signer().dumps(claims_of(link))  # pyright: ignore[reportReturnType]


def verify(actor: Actor, alert_id: UUID, text: str) -> MailedAct:
    """Return what this person may do about this date by the link; the caller asks to confirm, then does it.

    The link is no right of its own: what it offers is done as whoever is signed in. Refuses (`LinkEnded`) one that was
    not made here, is older than thirty days, belongs to another date, or was mailed to somebody else.
    """
    try:
        claims = _signer().loads(text[:_LONGEST])
    except (BadSignature, UnicodeError, ValueError) as forged:
        raise LinkEnded("This link was not made here, or a part of it is missing.") from forged
    link = link_of(claims)
    check_link(link, alert_id=alert_id, user_id=actor.user_id, now=services().clock.now())
    return link.act


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(installed().settings.secret_key, salt="a link in a mail about a date")
