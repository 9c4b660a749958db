"""What is an e-mail address that mail can be sent to, and what may stand in a line of a mail's head."""

import re

_ADDRESS = re.compile(r"[^\s\x00-\x1f\x7f<>()\[\],;:\\\"@]+@[^\s\x00-\x1f\x7f<>()\[\],;:\\\"@]+")
# RFC 5321 allows no longer ones, and no server takes them.
_LONGEST, _LONGEST_LOCAL = 254, 64


def sendable(address: str) -> str:
    """Return the address as mail servers know it, with an international domain in ASCII; empty when there is none."""
    if not _ADDRESS.fullmatch(address) or len(address) > _LONGEST:
        return ""
    local, _, domain = address.partition("@")
    try:
        known = f"{local.encode('ascii').decode()}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return ""
    return known if len(local) <= _LONGEST_LOCAL and len(known) <= _LONGEST else ""


def one_line(text: str) -> str:
    """Return the text without line ends and control characters: a header cannot be smuggled in."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
