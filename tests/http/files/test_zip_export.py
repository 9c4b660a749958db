"""Chosen documents in one zip file: what is in it, for whom, and what the index says of the rest."""

import csv
import io
from datetime import date
from hashlib import sha256
from uuid import UUID, uuid4
from zipfile import ZipFile

import httpx
import pytest
from sqlmodel import Session

from pm_app.access.queries import history_of
from pm_app.access.rules import CONSOLE, Actor
from pm_app.documents.actions.exporting import ExportedDocument, export_documents
from pm_app.documents.actions.trash import trash_document
from pm_app.documents.enums import DocumentKind
from pm_app.documents.rules.exporting import MOST_EXPORTED, check_export, names_in_zip
from pm_app.documents.rules.naming import LinkTarget, stored_key
from pm_app.http.files.zipped import zip_of
from pm_app.kernel.errors import Refused, Unavailable
from pm_app.runtime import run_now, with_services
from tests.conftest import NOON
from tests.factories.documents import a_content, a_document
from tests.factories.portfolio import a_property
from tests.fakes import MemoryObjectStore
from tests.http.browser import Browser
from tests.http.files.sending import FETCH, fetch, scoped_to


def a_kept(session: Session, store: MemoryObjectStore, title: str, *targets: LinkTarget, **more: object) -> UUID:
    """A document whose content, its title, is in the store."""
    document_id = a_document(session, *targets, title=title, content=a_content(title), **more)  # pyright: ignore[reportArgumentType]
    store.objects[stored_key(a_content(title))] = title.encode()
    session.commit()
    return document_id


async def zipped(browser: Browser, *ids: UUID) -> ZipFile:
    answer = await fetch(browser, f"/documents/export.zip?ids={','.join(str(id_) for id_ in ids)}")
    return opened(answer)


def opened(answer: httpx.Response) -> ZipFile:
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    return ZipFile(io.BytesIO(answer.content))


def index_of(archive: ZipFile) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"))))


async def test_chosen_documents_come_in_one_file_with_an_index(
    browser: Browser, session: Session, store: MemoryObjectStore
) -> None:
    place = a_property(session, name="Maple Court")
    lease = a_kept(session, store, "Lease 4B", LinkTarget(property_id=place.id), kind=DocumentKind.LEASE)
    policy = a_kept(session, store, "Policy", valid_through=date(2026, 3, 31), filename="acme.PDF")

    answer = await fetch(browser, f"/documents/export.zip?ids={policy},{lease}")

    archive = opened(answer)
    assert answer.headers["content-disposition"] == 'attachment; filename="documents-2026-01-15.zip"'
    assert archive.testzip() is None
    first, second = index_of(archive)
    assert (first["File"], first["Title"], first["Valid through"], first["Refused"]) == (
        "Policy.pdf",
        "Policy",
        "2026-03-31",
        "",
    )
    assert (second["Kind"], second["Belongs to"]) == ("lease", "Maple Court")
    for row in (first, second):
        assert sha256(archive.read(row["File"])).hexdigest() == row["SHA-256"]
    assert archive.namelist() == [first["File"], second["File"], "index.csv"]


async def test_what_is_not_yours_is_told_in_the_index_alone(
    stranger: Browser, session: Session, store: MemoryObjectStore
) -> None:
    mine, theirs = a_property(session), a_property(session)
    own = a_kept(session, store, "Mine", LinkTarget(property_id=mine.id))
    foreign = a_kept(session, store, "Theirs", LinkTarget(property_id=theirs.id))
    trashed = a_kept(session, store, "Thrown away", LinkTarget(property_id=mine.id))
    run_now(CONSOLE, trash_document, document_id=trashed, now=NOON)

    archive = await zipped(scoped_to(stranger, session, mine.id), own, foreign, trashed)

    assert len(archive.namelist()) == 2
    assert [row["Title"] for row in index_of(archive)] == ["Mine", *sorted([str(foreign), str(trashed)])]
    assert [row["Refused"] for row in index_of(archive)][1:] == [
        "This document does not exist, or it is not yours to see."
    ] * 2
    assert "Theirs" not in archive.read("index.csv").decode()


async def test_each_document_that_leaves_is_written_down(
    browser: Browser, session: Session, store: MemoryObjectStore
) -> None:
    ids = [a_kept(session, store, title) for title in ("One", "Two")]

    await zipped(browser, *ids)

    for document_id in ids:
        assert [entry.did for entry in history_of(session, CONSOLE, about_id=document_id)].count("exported") == 1


async def test_a_form_may_name_more_than_an_address_holds(
    browser: Browser, session: Session, store: MemoryObjectStore
) -> None:
    ids = [a_kept(session, store, f"Paper {number}") for number in range(3)]
    written = ",".join([*(str(id_) for id_ in ids), *(str(uuid4()) for _ in range(MOST_EXPORTED - 3))])

    archive = opened(await browser.ask("POST", "/documents/export.zip", FETCH, data={"ids": written}))

    assert len(archive.namelist()) == 4
    assert len(index_of(archive)) == MOST_EXPORTED


@pytest.mark.parametrize(
    ("ids", "status"),
    [("", 400), ("nonsense", 404), (str(uuid4()), 404), (",".join(str(uuid4()) for _ in range(1_001)), 400)],
    ids=["none", "no ids", "nothing there", "too many"],
)
async def test_what_cannot_be_exported_is_refused_with_a_sentence(browser: Browser, ids: str, status: int) -> None:
    answer = await browser.ask("POST", "/documents/export.zip", FETCH, data={"ids": ids})

    assert answer.status_code == status
    assert answer.json()["error"].endswith(".")


async def test_strangers_get_nothing(stranger: Browser) -> None:
    assert (await fetch(stranger, f"/documents/export.zip?ids={uuid4()}")).status_code == 401


async def test_a_file_that_is_missing_or_damaged_is_told_and_the_others_come(
    browser: Browser, session: Session, store: MemoryObjectStore
) -> None:
    good, gone, bad = (a_kept(session, store, title) for title in ("Good", "Gone", "Damaged"))
    del store.objects[stored_key(sha256(b"Gone").hexdigest())]
    store.objects[stored_key(sha256(b"Damaged").hexdigest())] = b"damaged"

    rows = index_of(await zipped(browser, good, gone, bad))

    assert [(row["Title"], row["Refused"]) for row in rows] == [
        ("Good", ""),
        ("Gone", "Its file is not in the store."),
        ("Damaged", "Its file is not what was filed: the bytes differ."),
    ]
    assert rows[1]["File"] == ""


async def test_a_store_that_is_down_is_told_before_anything_is_sent(
    browser: Browser, session: Session, store: MemoryObjectStore
) -> None:
    document_id = a_kept(session, store, "Lease")
    store.down = True

    answer = await fetch(browser, f"/documents/export.zip?ids={document_id}")

    assert answer.status_code == 503


def test_a_store_that_goes_down_breaks_the_file_off(session: Session, manager: Actor, store: MemoryObjectStore) -> None:
    ids = [a_kept(session, store, title) for title in ("One", "Two")]
    pieces = zip_of(exported(session, manager, ids), [])
    next(pieces)
    store.down = True

    with pytest.raises(Unavailable):
        b"".join(pieces)


def exported(session: Session, actor: Actor, ids: list[UUID]) -> list[ExportedDocument]:
    return export_documents(session, actor, document_ids=ids, now=NOON)


def test_the_same_document_named_twice_comes_once(session: Session, manager: Actor, store: MemoryObjectStore) -> None:
    document_id = a_kept(session, store, "One")

    assert len(exported(session, manager, [document_id, document_id])) == 1


def test_a_formula_in_a_title_is_text_in_the_index(session: Session, manager: Actor, store: MemoryObjectStore) -> None:
    document_id = a_kept(session, store, "=cmd|'/c calc'!A0")

    archive = ZipFile(io.BytesIO(b"".join(zip_of(exported(session, manager, [document_id]), []))))

    assert index_of(archive)[0]["Title"] == "'=cmd|'/c calc'!A0"
    assert archive.namelist() == ["=cmd_'_c calc'!A0.pdf", "index.csv"]


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        ([("Lease", "a.pdf"), ("lease", "b.PDF"), ("Lease", "c.pdf")], ["Lease.pdf", "lease (2).pdf", "Lease (3).pdf"]),
        ([("../../etc/passwd", "x.pdf")], ["_.._etc_passwd.pdf"]),
        ([("C:\\windows\\system32", "x.exe")], ["C__windows_system32.exe"]),
        ([("invoice\u202efdp.exe", "x.pdf")], ["invoice_fdp.exe.pdf"]),
        ([("CON", "x.txt"), ("nul.", "x")], ["CON_.txt", "nul_"]),
        ([("...", "x.pdf"), ("   ", "y.pdf")], ["document.pdf", "document (2).pdf"]),
        ([("index", "x.csv")], ["index (2).csv"]),
        ([("Lease.pdf", "x.pdf")], ["Lease.pdf"]),
        ([("Bail – Müller", "x.p d/f")], ["Bail – Müller"]),
        ([("x" * 500, "x.pdf")], [f"{'x' * 120}.pdf"]),
    ],
)
def test_names_are_harmless_and_no_two_alike(titles: list[tuple[str, str]], expected: list[str]) -> None:
    assert names_in_zip(titles) == expected


@pytest.mark.parametrize(("count", "size"), [(0, 0), (1_001, 1), (2, 5_000_000_001)])
def test_too_much_is_refused(count: int, size: int) -> None:
    with pytest.raises(Refused):
        check_export(count, size)
    check_export(1_000, 5_000_000_000)


def test_a_large_export_holds_a_few_pieces_at_a_time(
    session: Session, manager: Actor, store: MemoryObjectStore
) -> None:
    piece, count = bytes(256 * 1024), 400

    class Endless(MemoryObjectStore):
        def chunks(self, key: str, *, first: int = 0, last: int | None = None):
            return (piece for _ in range(count))

    document = exported(session, manager, [a_kept(session, store, "Large")])[0]
    sizes = [len(part) for part in _parts(Endless(), document)]

    assert sum(sizes) > count * len(piece)
    assert max(sizes) < 2 * len(piece)


def _parts(store: MemoryObjectStore, document: ExportedDocument):
    with with_services(store=store):
        yield from zip_of([document], [])
