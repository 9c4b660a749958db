"""Which files are handed out, and what is said of those that are held back because of a virus."""

from pm_app.documents.enums import ReadingOutcome, ScanState
from pm_app.documents.rules.texts import FileText
from pm_app.kernel.errors import NotAllowed

LONGEST_VIRUS_NAME = 200


class HeldBack(NotAllowed):
    """A file that is handed out to nobody: it is still to be scanned for viruses, or one was found in it."""


def held_back(scan: ScanState, virus: str) -> str:
    """Return why a file is handed out to nobody, as a sentence; an empty text when it may be."""
    if scan == ScanState.WAITING:
        return "This file is still to be scanned for viruses. It opens as soon as that is done."
    return virus_words(virus) if scan == ScanState.INFECTED else ""


def virus_words(virus: str) -> str:
    """Return what is said of a file in which a virus was found."""
    return f"A virus was found in this file: {virus}. It is locked and was not read; move the document to the trash."


def check_handed_out(scan: ScanState, virus: str) -> None:
    """Refuse (`HeldBack`) a file that is handed out to nobody."""
    why = held_back(scan, virus)
    if why:
        raise HeldBack(why)


def virus_name(told: str) -> str:
    """Return the name of a virus as it is kept: on one line, never empty, never long."""
    named = " ".join("".join(one if one.isprintable() else " " for one in told).split())
    return named[:LONGEST_VIRUS_NAME] or "unnamed"


def infected_text(virus: str) -> FileText:
    """Return what is kept as the text of a file in which a virus was found: none, and the reason."""
    return FileText(ReadingOutcome.UNREADABLE, virus_words(virus), 0, ())
