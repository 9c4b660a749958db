"""A browser for tests of routes: it keeps its cookies and sends what browsers say about where a request comes from."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http.cookies import SimpleCookie
from typing import Any

import httpx
from starlette.types import ASGIApp

ORIGIN = "http://127.0.0.1:8000"
_OPENS = {"sec-fetch-mode": "navigate", "sec-fetch-site": "none", "accept": "text/html"}
_SENDS = {"sec-fetch-mode": "navigate", "sec-fetch-site": "same-origin", "origin": ORIGIN, "accept": "text/html"}


class Browser:
    """Opens addresses and sends forms; follows no redirect by itself."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self.cookies: dict[str, str] = {}

    async def open(self, path: str, **headers: str) -> httpx.Response:
        """Open an address as if it had been typed."""
        return await self._ask("GET", path, _OPENS | headers)

    async def send(self, path: str, form: dict[str, str] | None = None, **headers: str) -> httpx.Response:
        """Send a form of one of our own pages."""
        return await self._ask("POST", path, _SENDS | headers, data=form or {})

    async def ask(self, method: str, path: str, headers: dict[str, str], **more: Any) -> httpx.Response:
        """Send any request with exactly these headers, and the cookies."""
        return await self._ask(method, path, headers, **more)

    async def _ask(self, method: str, path: str, headers: dict[str, str], **more: Any) -> httpx.Response:
        held = {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        plain = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = await self._client.request(method, path, headers=held | plain, **more)
        for line in answer.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        return answer


@asynccontextmanager
async def browsing(app: ASGIApp) -> AsyncIterator[Browser]:
    """Yield a browser that stands before this app."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN) as client:
        yield Browser(client)
