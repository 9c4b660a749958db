"""Which object store a place names, and what is asked of it beside objects."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pm_app.adapters.folder_object_store import FolderObjectStore
from pm_app.adapters.s3_object_store import S3ObjectStore
from pm_app.kernel.errors import Refused
from pm_app.ports import ObjectStore, Preparation
from pm_app.settings import Settings


class NoPlace(Refused):
    """A place that is neither a folder nor a bucket."""


def store_for(settings: Settings) -> ObjectStore:
    """Return the store the settings name; raises `ValueError` when it cannot be set up as they say."""
    kind, _, place = settings.store.partition(":")
    if kind == "folder":
        return FolderObjectStore(Path(place).expanduser())
    bucket, _, prefix = place.removeprefix("//").partition("/")
    return S3ObjectStore(
        bucket,
        endpoint=settings.s3_endpoint,
        public_endpoint=settings.s3_public_endpoint,
        region=settings.s3_region,
        access_key=settings.s3_access_key,
        secret_key=settings.s3_secret_key,
        prefix=prefix,
    )


def store_at(place: str, settings: Settings) -> ObjectStore:
    """Return another store, to move to: `folder:/path` or `s3://bucket/prefix`, with the keys the settings have for it.

    Refuses (`NoPlace`) a place of another form, and one that is, holds or lies in the office's own store.
    """
    if not any(place.startswith(kind) and len(place) > len(kind) for kind in ("folder:", "s3://")):
        raise NoPlace("Write where to: folder:/path/to/files, or s3://bucket/prefix.")
    target = replace(
        settings,
        store=place,
        s3_endpoint=settings.to_s3_endpoint or settings.s3_endpoint,
        s3_public_endpoint=None,
        s3_access_key=settings.to_s3_access_key or settings.s3_access_key,
        s3_secret_key=settings.to_s3_secret_key or settings.s3_secret_key,
    )
    here, there = _full(settings), _full(target)
    if here.startswith(there) or there.startswith(here):
        raise NoPlace("This is where the files are already. Choose a place outside of it.")
    try:
        store = store_for(target)
    except ValueError as problem:
        raise NoPlace(str(problem)) from problem
    check_answers(store)
    return store


def check_answers(store: ObjectStore) -> None:
    """Ask whether the store is as the settings say; raises `Unavailable` with a sentence when it is not."""
    if isinstance(store, S3ObjectStore):
        store.check()


def prepare(store: ObjectStore, *, passing: Sequence[str], origins: Sequence[str]) -> list[Preparation]:
    """Set the store up to be careful with what it holds; nothing is there to be done for a folder."""
    return store.prepare(passing=passing, origins=origins) if isinstance(store, S3ObjectStore) else []


def _full(settings: Settings) -> str:
    """Return a text that begins with that of another place exactly when it lies in it."""
    kind, _, place = settings.store.partition(":")
    if kind == "folder":
        return f"folder:{Path(place).expanduser().resolve()}/"
    return f"{settings.s3_endpoint or ''} {settings.store.rstrip('/')}/"
