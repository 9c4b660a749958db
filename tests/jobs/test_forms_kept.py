"""What shows a file: its small picture and its pages as a PDF are put into the store once, when it is read."""

from uuid import UUID

import pytest
from sqlmodel import Session

from pm_app.access.rules import CONSOLE, SCHEDULER
from pm_app.documents.actions.forms import record_forms
from pm_app.documents.actions.reading import read_again
from pm_app.documents.enums import ReadingMethod, ReadingOutcome
from pm_app.documents.queries.forms import FileForms, file_forms
from pm_app.documents.rules.texts import FileText, PageText
from pm_app.filing import Filing, file_path
from pm_app.jobs.read_documents import read_documents
from pm_app.kernel.errors import NotFound, Refused
from pm_app.runtime import Runtime, run_now, services
from tests.conftest import NOON
from tests.fakes import CannedTextReader

PAGE = PageText(1, "Dear tenant", ReadingMethod.OCR, 91)


def filed(runtime: Runtime) -> UUID:
    path = runtime.settings.data_dir / "fax.tif"
    path.write_bytes(b"II*\x00a fax")
    return file_path(CONSOLE, path, Filing("fax.tif")).document_id


def read_as(runtime: Runtime, text: FileText) -> None:
    assert isinstance(runtime.services.reader, CannedTextReader)
    runtime.services.reader.answers["fax.tif"] = text
    read_documents()


def forms(session: Session, document_id: UUID) -> FileForms:
    session.expire_all()
    return file_forms(session, CONSOLE, document_id=document_id)


def kept(key: str) -> bytes:
    return b"".join(services().store.chunks(key))


def test_the_picture_and_the_pages_are_kept_beside_the_file(session: Session, runtime: Runtime) -> None:
    document_id = filed(runtime)

    read_as(runtime, FileText(ReadingOutcome.READ, "", 1, (PAGE,), b"RIFF picture", b"%PDF- pages"))

    found = forms(session, document_id)
    assert (found.has_thumbnail, found.has_view) == (True, True)
    assert (kept(found.thumbnail_key), kept(found.view_key)) == (b"RIFF picture", b"%PDF- pages")


def test_a_file_without_a_picture_has_none(session: Session, runtime: Runtime) -> None:
    document_id = filed(runtime)

    read_as(runtime, FileText(ReadingOutcome.READ, "", 1, (PAGE,)))

    found = forms(session, document_id)
    assert (found.has_thumbnail, found.has_view) == (False, False)


def test_what_was_not_there_at_first_comes_with_a_later_reading(session: Session, runtime: Runtime) -> None:
    document_id = filed(runtime)
    read_as(runtime, FileText(ReadingOutcome.READ, "", 1, (PAGE,), b"RIFF picture"))
    run_now(CONSOLE, read_again, document_id=document_id, now=NOON)

    read_as(runtime, FileText(ReadingOutcome.READ, "", 1, (PAGE,), b"RIFF another", b"%PDF- pages"))

    found = forms(session, document_id)
    assert found.has_view
    assert kept(found.thumbnail_key) == b"RIFF picture"


def test_forms_of_an_unknown_content_are_refused(session: Session) -> None:
    with pytest.raises(NotFound):
        record_forms(session, SCHEDULER, sha256="0" * 64, thumbnail=True, view=False, now=NOON)


def test_only_the_reading_notes_forms(session: Session) -> None:
    with pytest.raises(Refused):
        record_forms(session, CONSOLE, sha256="0" * 64, thumbnail=True, view=False, now=NOON)
