"""What may go wrong on purpose: refusals that a person reads, and suppliers that do not answer."""


class Refused(Exception):
    """Something is not allowed as asked; the message is a full sentence to the reader.

    `field` names the form field the sentence belongs beside, if there is one.
    """

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotAllowed(Refused):
    """The person who asks may not do or see this."""


class NotFound(Refused):
    """What was asked for is not there, or not there for this person."""


class Stale(Refused):
    """Somebody else changed the record since it was opened."""


class Unavailable(Exception):
    """A supplier (store, mail server, reader) did not answer; trying again later may work."""
