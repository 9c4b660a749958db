"""What goes wrong in the simulated office: processes die between any two steps, the database and the mail are away."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from threading import Lock
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session

from pm_app.jobs import deliver_messages
from pm_app.kernel.errors import Unavailable
from pm_app.messages.rules import HandoverUnsure, Mail, MailRefused


class Killed(BaseException):
    """The process is gone at this moment: no clean-up of the app's own sees it, as after kill -9."""


class Fate:
    """Decides by dice when a process dies or the database is away; quiet until it is told to be rough."""

    def __init__(self, seed: int) -> None:
        self._random, self._lock = Random(seed), Lock()
        self.rough = False
        self.database_away = False
        self.deaths: Counter[str] = Counter()

    def strikes(self, chance: float) -> bool:
        """Return whether it happens now, with this chance, while times are rough."""
        with self._lock:
            return self.rough and self._random.random() < chance

    def die_perhaps(self, where: str, chance: float) -> None:
        """End the process here, with this chance."""
        if self.strikes(chance):
            self.deaths[where] += 1
            raise Killed(where)

    def watch(self, sessions: sessionmaker[Session], *, chance: float) -> None:
        """Let processes die just before and just after any transaction ends; and keep the database away when told."""
        event.listen(sessions, "after_begin", self._refuse_when_away)
        event.listen(sessions, "before_commit", lambda _: self.die_perhaps("before a commit", chance))
        event.listen(sessions, "after_commit", lambda _: self.die_perhaps("after a commit", chance))

    def _refuse_when_away(self, *_: Any) -> None:
        if self.database_away:
            raise OperationalError("select 1", {}, Exception("the server closed the connection unexpectedly"))


class Post:
    """A mail server with moods, and the log its operator can look into: which mail was delivered, how often."""

    def __init__(self, fate: Fate, seed: int) -> None:
        self._fate, self._random, self._lock = fate, Random(seed), Lock()
        self.mood = "well"
        self.delivered: Counter[str] = Counter()
        self._greylisted: set[str] = set()

    def send(self, mail: Mail, *, handing_over: Callable[[], None]) -> str:
        """Take the mail as the mood is: or refuse it, put it off, cut the line with or without having taken it."""
        if self.mood == "down":
            raise Unavailable("The mail server does not answer.")
        if self.mood == "greylisting" and mail.to_address not in self._greylisted:
            self._greylisted.add(mail.to_address)
            raise Unavailable("The mail server does not take the mail now: 451 Greylisted, try again later")
        if "refused" in mail.to_address:
            raise MailRefused("The mail server refused this address: 550 No such user", field="to_address")
        self._fate.die_perhaps("before the text of a mail left", 0.02)
        handing_over()
        self._fate.die_perhaps("while the text of a mail left", 0.02)
        with self._lock:
            cut = self.mood == "cutting" and self._random.random() < 0.5
            if not cut or self._random.random() < 0.5:
                self.delivered[mail.key] += 1
        if cut:
            raise HandoverUnsure("The line was cut before the mail server said that it took the mail.")
        self._fate.die_perhaps("after a mail was delivered", 0.02)
        return f"<{mail.key}@post>"


@contextmanager
def survived() -> Iterator[None]:
    """Go on after a process died or the database was away, with what was written by then.

    What a dead process had in its memory is gone too.
    """
    try:
        yield
    except Killed:
        deliver_messages._arrived.clear()  # pyright: ignore[reportPrivateUsage]
    except OperationalError:
        return
