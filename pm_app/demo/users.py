"""The demo's sign-ins: one for each role, all with the same password that everybody may know."""

from datetime import datetime

from pm_app.access.actions.users import accept_invitation, invite_user
from pm_app.access.enums import Role
from pm_app.access.queries import users
from pm_app.access.rules import CONSOLE, NOBODY
from pm_app.runtime import run_now

DOMAIN = "demo.example"
PASSWORD = "property-desk-demo"  # noqa: S105 - printed at every start; the demo is served to its own machine only
PEOPLE = (
    ("admin", "Ada Morgan", Role.ADMINISTRATOR),
    ("manager", "Mara Ellison", Role.MANAGER),
    ("accounting", "Omar Haddad", Role.ACCOUNTING),
    ("leasing", "Lena Fischer", Role.LEASING),
    ("maintenance", "Milo Santos", Role.MAINTENANCE),
    ("readonly", "Rhea Okafor", Role.READ_ONLY),
)
EMAILS = tuple(f"{local}@{DOMAIN}" for local, _, _ in PEOPLE)


def add_demo_users(now: datetime) -> None:
    """Invite the six and accept in their name, as each of them would."""
    for (_, name, role), email in zip(PEOPLE, EMAILS, strict=True):
        token = run_now(CONSOLE, invite_user, email=email, name=name, role=role, now=now)
        run_now(NOBODY, accept_invitation, token=token, password=PASSWORD, now=now)


def demo_users_exist() -> bool:
    """Return whether somebody who may sign in has an address of the demo."""
    return any(user.email.endswith(f"@{DOMAIN}") and user.disabled_at is None for user in run_now(CONSOLE, users))


def only_demo_users() -> bool:
    """Return whether nobody was ever invited whose address is not the demo's."""
    return all(user.email in EMAILS for user in run_now(CONSOLE, users))
