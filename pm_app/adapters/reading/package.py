"""A zip that carries a document: checked for bombs before anything is unpacked, its parts parsed as XML."""

import io
import zipfile

import lxml.etree as etree

from pm_app.adapters.reading.page import Unreadable

_MOST_UNPACKED = 400_000_000
_MOST_OF_A_PART = 60_000_000
_MOST_RATIO = 200
_MOST_PARTS = 10_000
_BOMB = "The file unpacks to far more than any document holds; it was not opened."


def opened(content: bytes) -> zipfile.ZipFile:
    """Return the zip, once its directory promises sane sizes. Raises `Unreadable` for a bomb or a password."""
    package = zipfile.ZipFile(io.BytesIO(content))
    parts = package.infolist()
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise Unreadable(_BOMB)
    for part in parts:
        if part.file_size > 5_000_000 and part.file_size > _MOST_RATIO * max(part.compress_size, 1):
            raise Unreadable(_BOMB)
        if part.flag_bits & 1:
            raise Unreadable("The file is protected with a password. Remove the password and file it again.")
    return package


def xml_part(package: zipfile.ZipFile, name: str) -> etree._Element | None:
    """Return the root of one part, None when the part is not there. Nothing outside the part is ever loaded."""
    try:
        info = package.getinfo(name)
    except KeyError:
        return None
    if info.file_size > _MOST_OF_A_PART:
        raise Unreadable(_BOMB)
    # a fresh parser each time, since one keeps what it counted of entities
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    return etree.fromstring(package.read(info), parser)
