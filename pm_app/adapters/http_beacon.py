"""Tells a watching service (such as healthchecks.io) by HTTP that the office is alive, or that it is not well."""

import httpx

from pm_app.kernel.errors import Unavailable

SECONDS = 10.0
LONGEST_SAID = 2_000


class HttpBeacon:
    """Asks for an address at each beat, and for the same with `/fail` behind it, and what is wrong, as a warning."""

    def __init__(self, url: str, *, seconds: float = SECONDS) -> None:
        self._url, self._seconds = url, seconds

    def beat(self) -> None:
        """Say that the office is alive."""
        self._say("GET", self._url)

    def warn(self, what: str) -> None:
        """Say that the office is not well, and why."""
        address = httpx.URL(self._url)
        failing = str(address.copy_with(path=f"{address.path.rstrip('/')}/fail"))
        self._say("POST", failing, what[:LONGEST_SAID].encode())

    def _say(self, method: str, url: str, content: bytes | None = None) -> None:
        try:
            answer = httpx.request(
                method, url, content=content, timeout=self._seconds, follow_redirects=True, trust_env=False
            )
        except (httpx.HTTPError, httpx.InvalidURL) as problem:
            raise Unavailable(f"The heartbeat was not heard: {type(problem).__name__}.") from problem
        if answer.status_code >= 400:
            raise Unavailable(f"The heartbeat was answered with {answer.status_code}.")
