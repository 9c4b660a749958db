"""The log: JSON lines with a reference, and no secret in any of them, whoever wrote it."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from pm_app.log import RedactedRecord, configure_logging, redacted, reference, referenced


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the configured log writes; afterwards logging is as it was."""
    root, factory = logging.getLogger(), logging.getLogRecordFactory()
    handlers, level = list(root.handlers), root.level
    stream = io.StringIO()
    configure_logging("info", stream)
    yield stream
    logging.setLogRecordFactory(factory)
    root.handlers[:] = handlers
    root.setLevel(level)


def told(stream: io.StringIO) -> dict[str, Any]:
    """The last line of the log."""
    return json.loads(stream.getvalue().splitlines()[-1])


SECRETS = {
    "the headers of an event": "Event(router_data={'headers': {'cookie': '__Host-property-desk=S3CRET; theme=dark'}})",
    "json": '{"password": "S3CRET, with \\"quotes\\"", "name": "Ann"}',
    "a header": "GET / HTTP/1.1\r\nCookie: property-desk=S3CRET\r\nAuthorization: Bearer S3CRET",
    "an address with a token": "GET /_event?token=S3CRET&transport=websocket",
    "a link that works once": "opened /invitation/S3CRETS3CRET",
    "a server's address": "postgresql+psycopg://desk:S3CRET@db.example.com/desk and smtp://a:S3CRET@mail:587",
    "a setting": "PM_SECRET_KEY=S3CRET PM_S3_ACCESS_KEY=S3CRET",
    "the text of an object": "SignIn(token='S3CRET', password_hash='S3CRET')",
    "what a browser sent": "no handler for Event(name='a.b', payload={'form': {'ssn': 'S3CRET'}}, router_data={})",
}


@pytest.mark.parametrize("text", SECRETS.values(), ids=SECRETS.keys())
def test_no_secret_is_written(lines: io.StringIO, text: str) -> None:
    logging.getLogger("reflex").error("failed: %s", text)

    assert "S3CRET" not in lines.getvalue()
    assert "failed" in told(lines)["message"]


def test_secrets_are_gone_from_a_stack_and_from_extra_facts_too(lines: io.StringIO) -> None:
    try:
        raise ValueError("token=S3CRET")
    except ValueError:
        logging.getLogger("x").exception("broke", extra={"password": "S3CRET", "details": {"cookie": "S3CRET"}})

    assert "S3CRET" not in lines.getvalue()
    assert "ValueError" in told(lines)["stack"]


def test_handlers_of_libraries_are_given_redacted_messages_as_well(lines: io.StringIO) -> None:
    record = logging.getLogRecordFactory()("reflex", logging.ERROR, "", 1, "%s", ("cookie=S3CRET",), None)

    assert isinstance(record, RedactedRecord)
    assert "S3CRET" not in logging.Formatter().format(record)


def test_what_is_no_secret_is_left_as_it_is() -> None:
    text = "rent posted for 3 tenancies; the tokens of the text were counted: 12 (cookies are baked)"

    assert redacted(text) == text


def test_a_line_carries_the_facts_and_the_reference_of_what_was_going_on(lines: io.StringIO) -> None:
    with referenced("1a2b3c4d"):
        logging.getLogger("pm_app.worker").info("job done", extra={"job": "post-rent", "done": 3})

    line = told(lines)
    kept = {name: line[name] for name in ("level", "logger", "message", "job", "done", "reference")}
    assert kept == {
        "level": "info",
        "logger": "pm_app.worker",
        "message": "job done",
        "job": "post-rent",
        "done": 3,
        "reference": "1a2b3c4d",
    }
    assert line["at"].endswith("+00:00")


def test_a_reference_ends_with_its_block() -> None:
    with referenced() as outer:
        with referenced() as inner:
            assert reference.get() == inner != outer
        assert reference.get() == outer
    assert reference.get() == ""


def test_a_message_of_many_lines_and_a_very_long_one_stay_one_line(lines: io.StringIO) -> None:
    logging.getLogger("x").warning("two\nlines %s", "x" * 100_000)

    assert len(lines.getvalue().splitlines()) == 1
    assert len(lines.getvalue()) < 10_000
