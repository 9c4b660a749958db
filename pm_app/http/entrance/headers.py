"""The headers that every answer carries: what the browser may run, embed, keep and tell others."""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from starlette.datastructures import MutableHeaders

_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_HASHED = "/assets/"  # the build puts a hash of the content into these names
_YEAR = 365 * 24 * 3600

_ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def script_hashes(built: Path) -> list[str]:
    """Return the hashes of the inline scripts in the built pages, as a content security policy names them."""
    scripts = {
        script
        for page in built.rglob("*.html")
        for script in _INLINE_SCRIPT.findall(page.read_text(encoding="utf-8"))
        if script
    }
    return sorted(f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in scripts)


def content_policy(hashes: list[str], origins: list[str], store: str = "") -> str:
    """Return the content security policy of the app's own pages; `store` is where they send files straight to.

    `unsafe-eval`: Reflex evaluates what the server asks a page to do, toasts among it. `unsafe-inline` for styles: the
    components set them on elements. Workers read PDF files, a frame prints them.
    """
    sockets = " ".join(origin.replace("http", "ws", 1) for origin in origins)
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(["'self'", "'unsafe-eval'", *hashes]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": f"'self' blob: {sockets} {store}".rstrip(),
        "frame-src": "'self'",
        "worker-src": "'self' blob:",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {allowed}" for name, allowed in rules.items())


def complete(headers: MutableHeaders, *, path: str, status: int, policy: str, https: bool) -> None:
    """Add what is missing to the headers of an answer; what a route set itself stays."""
    for name, value in _ALWAYS.items():
        headers.setdefault(name, value)
    headers.setdefault("content-security-policy", policy)
    if https:
        headers.setdefault("strict-transport-security", f"max-age={_YEAR}")
    if path.startswith(_HASHED) and status == 200:
        headers["cache-control"] = f"private, max-age={_YEAR}, immutable"
        return
    kind = headers.get("content-type", "")
    is_answer = not kind or kind.startswith(("text/html", "application/json", "text/plain"))
    headers.setdefault("cache-control", "no-store" if is_answer else "private, no-cache")
