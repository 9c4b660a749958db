"""Looking after the store of files: that every record has its object and every object its record."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from uuid import UUID

from pm_app.access.rules import SCHEDULER
from pm_app.books.rules import Finding
from pm_app.documents.queries.keeping import KeptContent, contents_among, documents_having, kept_contents
from pm_app.documents.rules.naming import STORED_BELOW, THUMBNAILS_BELOW, VIEWS_BELOW
from pm_app.portfolio.queries.photos import property_photos
from pm_app.ports import StoredObject
from pm_app.runtime import run_now, services
from pm_app.stores import content_named_by, sha256_of

CHECKS = 4
# What is being filed, made or replaced at this moment is younger than this.
LEFT_ALONE = timedelta(days=1)
PHOTOS_BELOW = "photos/"
OF_CONTENTS = (STORED_BELOW, THUMBNAILS_BELOW, VIEWS_BELOW)
_AT_ONCE = 1_000
_MOST_NAMED = 5


@dataclass
class _Seen:
    """What a look at the store found wrong, by the SHA-256 of the contents, the photos and the keys concerned."""

    missing: set[str] = field(default_factory=set)
    wrong_size: set[str] = field(default_factory=set)
    damaged: set[str] = field(default_factory=set)
    without_record: list[str] = field(default_factory=list)
    photos: set[str] = field(default_factory=set)


def store_findings(*, contents: bool = False, read: Callable[[StoredObject], object] = lambda _: None) -> list[Finding]:
    """Return what does not agree between the records and the store, at most one finding per check.

    Every content on record has its object with its size, and the thumbnail and the view it is said to have; every
    photo of a property is there; every object older than a day belongs to one of these. With `contents` everything is
    read, and its SHA-256 must be what it was filed with; `read` hears of each object that was. What is filed or deleted
    meanwhile is no finding. Raises `Unavailable` when the store does not answer.
    """
    seen = _Seen()
    listed = {found.key: found for below in (*OF_CONTENTS, PHOTOS_BELOW) for found in services().store.listed(below)}
    expected = _look_at_records(seen, listed)
    photos = run_now(SCHEDULER, property_photos)
    for sha256 in photos:
        expected.add(f"{PHOTOS_BELOW}{sha256}")
        if _is_missing(f"{PHOTOS_BELOW}{sha256}", listed):
            seen.photos.add(sha256)
    seen.without_record = [key for key, found in listed.items() if key not in expected and is_orphan(found)]
    if contents:
        _read_all(seen, (found for key, found in listed.items() if key in expected), read)
    return _told(seen, photos)


def is_orphan(found: StoredObject) -> bool:
    """Return whether an object that nothing listed accounts for is indeed old enough, there, and without a record."""
    old = found.changed_at < services().clock.now() - LEFT_ALONE
    return old and not has_record(found.key) and services().store.size(found.key) is not None


def has_record(key: str) -> bool:
    """Return whether a record asks for the object of this key at this moment."""
    return bool(with_record([key]))


def with_record(keys: Iterable[str]) -> set[str]:
    """Return those of these keys, of contents, their forms and photos, whose objects a record asks for."""
    keys = list(keys)
    asked = {key for key in keys if key.startswith(OF_CONTENTS)}
    kept = run_now(SCHEDULER, contents_among, sha256s=sorted({content_of(key) for key in asked})) if asked else {}
    wanted = {key for content in kept.values() for key in content.keys}
    if len(asked) < len(keys):
        wanted |= {f"{PHOTOS_BELOW}{sha256}" for sha256 in run_now(SCHEDULER, property_photos)}
    return wanted.intersection(keys)


def content_of(key: str) -> str:
    """Return the SHA-256 of the content that an object belongs to, from its key."""
    return key.rpartition("/")[2].partition(".")[0]


def _look_at_records(seen: _Seen, listed: dict[str, StoredObject]) -> set[str]:
    """Compare every content on record with what is listed; return the keys the records ask for."""
    expected: set[str] = set()
    for content in _records():
        for key, size in content.keys.items():
            expected.add(key)
            if _is_missing(key, listed):
                seen.missing.add(content.sha256)
            elif size is not None and key in listed and listed[key].size_bytes != size:
                seen.wrong_size.add(content.sha256)
    return expected


def _records() -> Iterator[KeptContent]:
    after = ""
    while some := run_now(SCHEDULER, kept_contents, after=after, limit=_AT_ONCE):
        yield from some
        after = some[-1].sha256


def _is_missing(key: str, listed: dict[str, StoredObject]) -> bool:
    """Return whether the object is neither listed nor came since, while its record is still there."""
    return key not in listed and services().store.size(key) is None and has_record(key)


def _read_all(seen: _Seen, objects: Iterable[StoredObject], read: Callable[[StoredObject], object]) -> None:
    for found in objects:
        expected = content_named_by(found.key)
        if expected is None or content_of(found.key) in seen.wrong_size:
            continue
        if sha256_of(services().store.chunks(found.key)) != expected:
            (seen.photos if found.key.startswith(PHOTOS_BELOW) else seen.damaged).add(expected)
        read(found)


def _told(seen: _Seen, photos: dict[str, UUID]) -> list[Finding]:
    found: list[Finding] = []
    for sha256s, what in (
        (seen.missing, "files on record are not in the store"),
        (seen.wrong_size, "files in the store have another size than on record"),
        (seen.damaged, "files in the store are not what was filed"),
    ):
        if sha256s:
            documents = run_now(SCHEDULER, documents_having, sha256s=sorted(sha256s)[:_AT_ONCE])
            found.append(_finding(len(sha256s), what, documents.values(), tuple(documents)))
    if seen.photos:
        ids = tuple(photos[sha256] for sha256 in sorted(seen.photos))
        found.append(_finding(len(seen.photos), "photos of properties are missing or damaged", (), ids))
    if seen.without_record:
        found.append(_finding(len(seen.without_record), "objects in the store have no record", seen.without_record, ()))
    return found


def _finding(count: int, what: str, names: Iterable[str], ids: tuple[UUID, ...]) -> Finding:
    some = list(islice(names, _MOST_NAMED))
    named = f": {', '.join(some)}{' and others' if count > len(some) else ''}" if some else ""
    return Finding("files", f"{count:,} {what}{named}.", ids)
