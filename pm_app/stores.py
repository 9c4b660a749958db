"""Moving everything the office keeps to another object store, checked byte for byte, as often as it takes."""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile

from pm_app.documents.rules.naming import HELD_BELOW, INCOMING_BELOW
from pm_app.kernel.errors import NotFound, Unavailable
from pm_app.ports import ObjectStore, StoredObject

# What is on its way, and filed or swept within hours.
PASSING = (INCOMING_BELOW, HELD_BELOW)
_NAMES_ITS_CONTENT = re.compile(r"(?:documents|photos)/([0-9a-f]{64})")
# The store need not know better: whoever sends an object says what it is.
_MEDIA_TYPE = "application/octet-stream"


class Damaged(Exception):
    """The bytes are not those that were expected."""


@dataclass
class Migration:
    """What became of the objects. `refused` holds the keys that were not copied, each with its reason."""

    copied: int = 0
    copied_bytes: int = 0
    already_there: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


def content_named_by(key: str) -> str | None:
    """Return the SHA-256 that the content of the key must have, or None when its name does not say."""
    named = _NAMES_ITS_CONTENT.fullmatch(key)
    return named.group(1) if named else None


def sha256_of(pieces: Iterator[bytes]) -> str:
    """Return the SHA-256 of the pieces together, in hexadecimal."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def lasting(store: ObjectStore) -> Iterator[StoredObject]:
    """Yield what the store keeps for good, without what is only on its way."""
    return (found for found in store.listed() if not found.key.startswith(PASSING))


def migrate_objects(
    source: ObjectStore,
    target: ObjectStore,
    *,
    workplace: Path,
    done: Callable[[StoredObject], object] = lambda _: None,
) -> Migration:
    """Copy every object to the target and read it back there; the source is left as it is.

    What the target has already with the right size and content stays, so it goes on where it was interrupted; what it
    has with a wrong one is replaced. An object whose content is not what its name says is refused, and the others go
    on. One object at a time lies in the folder `workplace`. `done` hears of each. Raises `Unavailable` when a store
    stops answering.
    """
    migration = Migration()
    there = {found.key: found.size_bytes for found in lasting(target)}
    for found in lasting(source):
        try:
            if found.key in there and _is_whole(source, target, found, there[found.key]):
                migration.already_there += 1
            else:
                _copy(source, target, found, replacing=found.key in there, workplace=workplace)
                migration.copied += 1
                migration.copied_bytes += found.size_bytes
        except (Damaged, NotFound) as problem:
            migration.refused.append((found.key, str(problem)))
        done(found)
    return migration


def _is_whole(source: ObjectStore, target: ObjectStore, found: StoredObject, size_there: int) -> bool:
    if size_there != found.size_bytes:
        return False
    expected = content_named_by(found.key) or sha256_of(source.chunks(found.key))
    return sha256_of(target.chunks(found.key)) == expected


def _copy(source: ObjectStore, target: ObjectStore, found: StoredObject, *, replacing: bool, workplace: Path) -> None:
    with TemporaryFile(dir=workplace, prefix="moving-") as file:
        digest, size = hashlib.sha256(), 0
        for piece in source.chunks(found.key):
            digest.update(piece)
            size += len(piece)
            _write(file.write, piece)
        if (content_named_by(found.key) or digest.hexdigest()) != digest.hexdigest():
            raise Damaged("Its content is not what was filed under this name.")
        if replacing:
            target.delete(found.key)
        file.seek(0)
        target.put(found.key, file, size=size, media_type=_MEDIA_TYPE)
    if sha256_of(target.chunks(found.key)) != digest.hexdigest():
        target.delete(found.key)
        raise Damaged("It came to the other store with another content.")


def _write(write: Callable[[bytes], object], piece: bytes) -> None:
    try:
        write(piece)
    except OSError as problem:
        raise Unavailable(f"A file cannot be taken in: {problem.strerror or problem}.") from problem
