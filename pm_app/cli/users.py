"""Commands on users."""

from typing import Annotated

import typer

from pm_app.access.actions.users import invite_user
from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE
from pm_app.cli.console import say
from pm_app.cli.office import open_office
from pm_app.runtime import run_now, services
from pm_app.settings import Settings


def add_user(
    email: Annotated[str, typer.Argument(help="The e-mail address the person signs in with.")],
    role: Annotated[Role, typer.Option(help="What the person is in the office.")],
    name: Annotated[str, typer.Option(help="The person's name; the part of the address before the @ without it.")] = "",
) -> None:
    """Add a user and print the link with which that person sets a password. It works once."""
    with open_office() as runtime:
        now = services().clock.now()
        name = name or email.partition("@")[0].replace(".", " ").title()
        token = run_now(CONSOLE, invite_user, email=email, name=name, role=role, now=now)
        say(invitation_link(runtime.settings, token))


def invitation_link(settings: Settings, token: str) -> str:
    """Return the address behind which an invited person sets a password."""
    return f"{settings.address}/invitation/{token}"
