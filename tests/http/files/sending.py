"""Sending files to the office and fetching them again, as our pages do."""

from typing import Any
from uuid import UUID

import httpx
from sqlmodel import Session, func, select

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.access.tables import UserProperty
from pm_app.documents.queries.details import DocumentDetails, document_details
from pm_app.documents.tables.documents import Document
from pm_app.runtime import Runtime
from tests.conftest import NOON, an_actor
from tests.fakes import MemoryObjectStore
from tests.http.browser import ORIGIN, Browser
from tests.ui.screen import a_browser

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
FETCH = {"sec-fetch-mode": "cors", "sec-fetch-site": "same-origin", "origin": ORIGIN}
SENT = FETCH | {"x-requested-with": "property-desk"}
COOKIE = "__Host-property-desk"


def carrying(browser: Browser, session: Session, actor: Actor) -> Browser:
    browser.cookies[COOKIE] = a_browser(session, actor)
    return browser


def scoped_to(browser: Browser, session: Session, property_id: UUID) -> Browser:
    actor = an_actor(session, Role.MANAGER)
    session.add(UserProperty(user_id=actor.user_id, property_id=property_id))  # pyright: ignore[reportArgumentType]
    return carrying(browser, session, actor)


async def upload(
    browser: Browser, content: Any = PDF, name: str = "Lease%204B.pdf", query: str = "", **headers: str
) -> httpx.Response:
    given = SENT | {"x-filename": name} | {key.replace("_", "-"): value for key, value in headers.items()}
    return await browser.ask("POST", f"/files{query}", given, content=content)


async def fetch(browser: Browser, path: str, **headers: str) -> httpx.Response:
    return await browser.ask("GET", path, FETCH | {key.replace("_", "-"): value for key, value in headers.items()})


def details(session: Session, document_id: UUID | str) -> DocumentDetails:
    session.expire_all()
    return document_details(session, CONSOLE, document_id=UUID(str(document_id)), today=NOON.date())


def nothing_was_written(session: Session, store: MemoryObjectStore, runtime: Runtime) -> bool:
    documents = session.exec(select(func.count()).select_from(Document)).one()
    left = list((runtime.settings.data_dir / "uploads").glob("*"))
    return documents == 0 and not store.objects and not left


async def a_stored(browser: Browser, content: bytes = PDF, name: str = "Lease%204B.pdf") -> str:
    answer = await upload(browser, content, name)
    return f"/documents/{answer.json()['document_id']}"
