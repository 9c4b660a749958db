"""What stands in a form when it opens, as a browser would send it back."""

from dataclasses import asdict
from typing import Any
from uuid import uuid4


def typed(draft: Any, **changes: str) -> dict[str, str]:
    """Return the fields of a draft as a form sends them, with what was typed over them, and a request key."""
    shown = {
        name: ("1" if value else "") if isinstance(value, bool) else str(value) for name, value in asdict(draft).items()
    }
    return {"request_key": str(uuid4()), **shown, **changes}
