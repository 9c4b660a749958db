"""The pages of the app: address, title, what it shows, who may open it, and where it stands in the menu."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.ui import paths
from pm_app.ui.pages import settings_profile


@dataclass(frozen=True)
class Page:
    """One page. `needs`: None lets in everybody who is signed in. `menu`: its group, "" keeps it out of the menu.

    `count`: the name of the variable of `ShellState` that stands beside its label, or "".
    """

    path: str
    title: str
    page: Callable[[], rx.Component]
    on_load: Any
    needs: Permission | None = None
    menu: str = ""
    icon: str = ""
    label: str = ""
    count: str = ""


PAGES: list[Page] = [
    Page(paths.PROFILE, "Your sign-ins", settings_profile.page, settings_profile.ProfileState.load),
]
