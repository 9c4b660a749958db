"""What a page is to the app: its address, its title, who may open it, where it stands in the menu."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from pm_app.access.enums import Permission


@dataclass(frozen=True)
class Page:
    """One page. `needs`: None lets in everybody who is signed in. `menu`: its group, "" keeps it out of the menu.

    Groups and their lines stand in the order of the pages; the group "-" stands alone at the foot.
    `count`: the name of the variable of `WaitingState` that stands beside its label, or "".
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
