"""What the mails about somebody's own access say: the invitation, and a new link after a lost or forgotten one."""

from pm_app.correspondence.rules.mail_html import html_of
from pm_app.correspondence.rules.templates import Written
from pm_app.messages.rules.addresses import one_line


def invitation_mail(*, name: str, by: str, office_name: str, link: str, days: int) -> Written:
    """Return the mail that welcomes a new user; its link sets the first password, once, within so many days."""
    office = one_line(office_name)
    return _written(
        f"Welcome to {office}",
        f"Hello {name},\n\n{by} has invited you to work in Property Desk for {office}.\n\n"
        f"Set your password here:\n{link}\n\n"
        f"The link works once and ends after {days} days. If you did not expect this mail, leave it unanswered.",
    )


def new_link_mail(*, name: str, by: str, office_name: str, link: str, days: int) -> Written:
    """Return the mail with a new link to set a password, which ends the ones before."""
    return _written(
        f"Set a new password for {one_line(office_name)}",
        f"Hello {name},\n\n{by} has made a new link with which you set your password for Property Desk:\n{link}\n\n"
        f"The link works once and ends after {days} days. Earlier links have ended; your present password works until "
        "you set another one. If you did not ask for this, tell the office.",
    )


def _written(subject: str, text: str) -> Written:
    return Written(subject, text, html_of(text, title=subject))
