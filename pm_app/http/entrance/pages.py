"""Which page an address opens, and what one must hold to open it."""

import re
from collections.abc import Iterable

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor


class PageNeeds:
    """The permission each page needs, by its address; `/leases/[tenancy_id]` stands for any lease."""

    def __init__(self, pages: Iterable[tuple[str, Permission | None]]) -> None:
        # Addresses without a part in brackets first: they are the more particular ones.
        ordered = sorted(pages, key=lambda page: page[0].count("["))
        self._needs = [(_pattern(path), needed) for path, needed in ordered]

    def may_open(self, actor: Actor, path: str) -> bool:
        """Return whether the actor may open the page at this address; what is no page is not decided here."""
        for pattern, needed in self._needs:
            if pattern.fullmatch(path):
                return needed is None or actor.may(needed)
        return True


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"\[[^\]]+\]", path.rstrip("/"))
    return re.compile("[^/]+".join(re.escape(part) for part in parts) + "/?")
