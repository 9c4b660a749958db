"""Telling administrators what is wrong with the running system: under the bell, and by mail what is critical."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from pm_app.access.enums import Permission, Role
from pm_app.access.queries import colleagues_with_role
from pm_app.access.rules import Actor
from pm_app.correspondence.rules.mail_html import html_of
from pm_app.messages.actions.queueing import About, queue_message
from pm_app.messages.enums import MessagePurpose
from pm_app.messages.rules.mail import Mail
from pm_app.notifications.actions import notify
from pm_app.notifications.enums import NotificationKind
from pm_app.outbox.actions.problems import ProblemNoted, ProblemsNoted, note_problems
from pm_app.outbox.enums import Severity
from pm_app.outbox.rules.thresholds import Problem

JOBS_PATH = "/settings/jobs"


def tell_of_problems(
    session: Session, actor: Actor, *, found: Sequence[Problem], address: str, now: datetime
) -> ProblemsNoted:
    """Write down what is wrong at a moment, tell every administrator what changed, and return that.

    A problem is told when it begins and when it ends, one that gets worse once more: each time under the bell, and by
    mail as far as it is critical. `address` is the origin people open.
    """
    actor.must(Permission.RUN_JOBS)
    noted = note_problems(session, actor, found=found, now=now)
    users = colleagues_with_role(session, actor, role=Role.ADMINISTRATOR)
    for step, problems in (("began", noted.began), ("worse", noted.worse), ("ended", noted.ended)):
        for problem in problems:
            _tell(session, actor, users, problem, step, address, now)
    return noted


def _tell(
    session: Session,
    actor: Actor,
    users: Sequence[tuple[UUID, str, str]],
    problem: ProblemNoted,
    step: str,
    address: str,
    now: datetime,
) -> None:
    over = step == "ended"
    notify(
        session,
        actor,
        user_ids=[user_id for user_id, _, _ in users],
        key=f"problem {problem.problem_id} {step}",
        kind=NotificationKind.SYSTEM,
        title=f"Over: {problem.title}" if over else problem.title,
        detail="This has come to an end." if over else "Critical" if problem.severity == Severity.CRITICAL else "",
        path=JOBS_PATH,
        now=now,
    )
    if problem.severity != Severity.CRITICAL:
        return
    for user_id, name, email in users:
        mail = _mail(f"problem:{problem.problem_id}:{step}:{user_id}", problem, name, email, address, over=over)
        about = About("problem", problem.problem_id)
        queue_message(
            session, actor, mail=mail, to_user_id=user_id, about=about, purpose=MessagePurpose.SYSTEM, now=now
        )


def _mail(key: str, problem: ProblemNoted, name: str, email: str, address: str, *, over: bool) -> Mail:
    subject = "Over: a problem of Property Desk" if over else "A problem of Property Desk needs you"
    text = (
        f"Hello {name},\n\n"
        + (f"This is over:\n\n{problem.title}" if over else f"{problem.title}\n\nYou are told again when it is over.")
        + f"\n\nWhat ran and what waits: {address}{JOBS_PATH}\n"
    )
    return Mail(key, email, name, subject, text=text, html=html_of(text, title=subject))
