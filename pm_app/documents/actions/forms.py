"""Noting which forms of a file are in the store beside it: the picture of its first page, its pages as a PDF."""

from datetime import datetime

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.tables.documents import StoredFile
from pm_app.kernel.errors import NotFound


def record_forms(session: Session, actor: Actor, *, sha256: str, thumbnail: bool, view: bool, now: datetime) -> None:
    """Note that the forms of a content were put into the store; one that was there before keeps its moment."""
    actor.must(Permission.RUN_JOBS)
    file = session.exec(select(StoredFile).where(col(StoredFile.sha256) == sha256).with_for_update()).first()
    if file is None:
        raise NotFound("This file does not exist.")
    if thumbnail and file.thumbnail_at is None:
        file.thumbnail_at = now
    if view and file.view_at is None:
        file.view_at = now
