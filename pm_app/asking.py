"""Who is asking: the person behind the cookie that a browser sends, for pages, routes and sockets alike."""

from http.cookies import CookieError, SimpleCookie

from pm_app.access.actions.signing_in import resume_sign_in
from pm_app.access.rules import NOBODY, Actor
from pm_app.runtime import installed, run, services

LONGEST_TOKEN = 200


def token_in(cookies: str) -> str:
    """Return the token in a `Cookie` header, or an empty text when there is none that makes sense."""
    try:
        held = SimpleCookie(cookies).get(installed().settings.cookie_name)
    except CookieError:
        return ""
    return held.value if held is not None and len(held.value) <= LONGEST_TOKEN else ""


def network_address(forwarded_for: str, socket_address: str) -> str:
    """Return where a request came from: what our own proxies say, as many as the settings know of, or the socket."""
    hops = installed().settings.trusted_proxies
    forwarded = [part.strip() for part in forwarded_for.split(",") if part.strip()]
    return forwarded[-hops] if hops and len(forwarded) >= hops else socket_address


async def actor_behind(cookies: str) -> Actor:
    """Return who holds the token in a `Cookie` header; NOBODY when there is none, or it has ended."""
    token = token_in(cookies)
    if not token:
        return NOBODY
    runtime = installed()
    return await run(
        NOBODY, resume_sign_in, token=token, now=services().clock.now(), idle=runtime.idle, longest=runtime.longest
    )
