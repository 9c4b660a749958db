"""The entrance: nobody gets to a page, a file, an asset or the socket without a sign-in, nor from another site."""

import logging
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pm_app.access.enums import Permission
from pm_app.access.rules import NOBODY, Actor
from pm_app.asking import actor_behind
from pm_app.http.entrance.body import in_time, limited
from pm_app.http.entrance.headers import complete, content_policy, script_hashes
from pm_app.http.entrance.pages import PageNeeds
from pm_app.log import referenced
from pm_app.runtime import installed, upload_origin

logger = logging.getLogger(__name__)

# Reflex answers these to anybody; we use none of them.
_NEVER = ("/_upload", "/_all_routes", "/auth-codespace")
_PUBLIC = frozenset(
    {"/signin", "/login", "/signout", "/healthz", "/metrics", "/favicon.svg", "/favicon.ico", "/logo.svg"}
)
_PUBLIC_BELOW = ("/invitation/", "/fonts/")
# A calendar program has no cookie: the secret in the address says whose calendar it is.
_CALENDAR = re.compile(r"/calendar/[\w-]{20,100}\.ics")
# A mail program ends mail of a kind without a cookie: the sealed word in the address says whose and which.
_UNSUBSCRIBE = re.compile(r"/unsubscribe/[a-z2-7]{42}")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_MOST_BYTES = 1_000_000
_MOST_BYTES_SIGNED_OUT = 16_000


class Entrance:
    """Wraps the whole app.

    pages: address and needed permission of each page; built: the folder of the built pages; uploads: beginnings of
    addresses that take large bodies and count them themselves.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        pages: Iterable[tuple[str, Permission | None]],
        built: Path,
        uploads: tuple[str, ...] = (),
    ) -> None:
        self._app = app
        self._pages = PageNeeds(pages)
        self._hashes = script_hashes(built)
        self._built = {f"/{page.relative_to(built).with_suffix('')}" for page in built.rglob("*.html")}
        self._uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http":
            with referenced():
                await self._request(scope, receive, self._completing(scope, send))
        else:
            await self._app(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        own = headers.get("origin") in installed().settings.origins
        if not own or await actor_behind(headers.get("cookie", "")) is NOBODY:
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": "Please sign in."})
            return
        await self._app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, headers = scope["path"], Headers(scope=scope)
        receive = in_time(receive, installed().settings.upload_patience_seconds)
        refusal = self._refused_to_all(scope, headers)
        most = _MOST_BYTES_SIGNED_OUT
        if refusal is None and not _is_public(path):
            actor = await actor_behind(headers.get("cookie", ""))
            refusal = self._refused_to(actor, scope, headers)
            most = _MOST_BYTES
        if refusal is not None:
            await refusal(scope, receive, send)
        elif path.startswith(self._uploads):
            await self._app(scope, receive, send)
        elif path in self._built:
            # The file of this page; asked for without its ending, the files' server would lead to `/leases/`.
            await self._app({**scope, "path": f"{path}.html"}, receive, send)
        else:
            await self._app(scope, limited(receive, most), send)

    def _refused_to_all(self, scope: Scope, headers: Headers) -> Response | None:
        path = scope["path"]
        # A file below `/fonts/../` would be served to strangers as if it stood below `/fonts/`.
        climbs = not {".", ".."}.isdisjoint(path.replace("\\", "/").split("/"))
        if climbs or any(path == never or path.startswith(f"{never}/") for never in _NEVER):
            return PlainTextResponse("Not found.", status_code=404)
        if scope["method"] not in _SAFE and _from_another_site(headers):
            logger.warning("refused a request from another site", extra={"path": path})
            return JSONResponse({"error": "This came from another site and was not done."}, status_code=403)
        return None

    def _refused_to(self, actor: Actor, scope: Scope, headers: Headers) -> Response | None:
        navigates = scope["method"] in _SAFE and _is_navigation(headers)
        if actor is NOBODY and navigates:
            wanted = _address(scope)
            onward = "" if wanted == "/" else f"?next={quote(wanted, safe='/')}"
            return RedirectResponse(f"/signin{onward}", status_code=303)
        if actor is NOBODY:
            return JSONResponse({"error": "Please sign in."}, status_code=401)
        if scope["method"] in _SAFE and not self._pages.may_open(actor, scope["path"]):
            if scope["path"] == "/":
                return PlainTextResponse("Your role does not allow this page.", status_code=403)
            return RedirectResponse("/", status_code=303)
        return None

    def _completing(self, scope: Scope, send: Send) -> Send:
        settings = installed().settings
        policy = content_policy(self._hashes, settings.origins, upload_origin())
        https = settings.address.startswith("https:")

        async def completed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                complete(headers, path=scope["path"], status=message["status"], policy=policy, https=https)
            await send(message)

        return completed


def _is_public(path: str) -> bool:
    secret = _CALENDAR.fullmatch(path) or _UNSUBSCRIBE.fullmatch(path)
    return path in _PUBLIC or path.startswith(_PUBLIC_BELOW) or secret is not None


def _is_navigation(headers: Headers) -> bool:
    mode = headers.get("sec-fetch-mode")
    return mode == "navigate" if mode else "text/html" in headers.get("accept", "")


def _from_another_site(headers: Headers) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    # Browsers that tell neither are too old to be used; programs without a browser have no cookie to be misused.
    origin = headers.get("origin")
    return origin is not None and origin not in installed().settings.origins


def _address(scope: Scope) -> str:
    query = scope.get("query_string", b"").decode("latin-1")
    path = quote(scope["path"])
    return f"{path}?{query}" if query else path
