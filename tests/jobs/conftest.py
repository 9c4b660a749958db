"""What tests of jobs are given."""

from collections.abc import Iterator

import pytest

from pm_app.runtime import Runtime, with_services
from tests.fakes import CannedTextReader, WatchfulScanner


@pytest.fixture
def scanner(runtime: Runtime) -> Iterator[WatchfulScanner]:
    """A scanner is set; what is not infected says a word."""
    made = WatchfulScanner()
    with with_services(scanner=made, reader=CannedTextReader("Dear tenant")):
        yield made
