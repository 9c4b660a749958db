"""How often the reader's proposals are right, on sample papers whose answers were published."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

from pm_app.adapters.content_type import media_type_of
from pm_app.adapters.limited_text_reader import LimitedTextReader
from pm_app.documents.enums import FindingKind
from pm_app.documents.rules.findings import Finding
from pm_app.documents.rules.texts import PageText
from pm_app.documents.rules.understanding.reading import understood
from tests.journeys.office import PROJECT
from tests.measures.understanding_answers import Answer, published_answers
from tests.measures.understanding_papers import own_answers, print_papers

SAMPLES = PROJECT.parent / "shared" / "samples" / "documents"
_NAMES = (FindingKind.PERSON, FindingKind.ORGANIZATION)
# What the inbox fills in by itself.
LEAST_FILLED_IN = 50
TODAY = date(2026, 1, 15)


@dataclass
class Tally:
    """How often a kind was asked for, how often something was proposed, and how often that was right."""

    asked: int = 0
    proposed: int = 0
    first_right: int = 0
    any_right: int = 0
    nothing_asked: int = 0
    nothing_kept: int = 0

    def as_row(self, kind: FindingKind) -> str:
        """Return the tally as a line of a table."""
        precision = f"{self.first_right} of {self.proposed}" if self.proposed else "–"
        none = f"{self.nothing_kept} of {self.nothing_asked}" if self.nothing_asked else "–"
        return (
            f"| {kind.value} | {self.asked} | {precision} | {self.first_right} of {self.asked}"
            f" | {self.any_right} of {self.asked} | {none} |"
        )


def measured(
    answers: Sequence[Answer], pages_of: Callable[[str], Sequence[PageText]]
) -> tuple[dict[FindingKind, Tally], list[str]]:
    """Return the tallies by kind of finding, and what was missed or wrong, for the eye.

    The file's name is kept from the reader: it would give the kind away.
    """
    tallies: dict[FindingKind, Tally] = {}
    wrong: list[str] = []
    read: dict[str, Sequence[Finding]] = {}
    taken: dict[tuple[str, FindingKind], int] = {}
    for answer in answers:
        if answer.filename not in read:
            read[answer.filename] = understood(pages_of(answer.filename), "", TODAY)
        place = taken.setdefault((answer.filename, answer.kind), 0)
        taken[(answer.filename, answer.kind)] += 1
        mine = [one for one in read[answer.filename] if one.kind is answer.kind]
        if not _count(tallies.setdefault(answer.kind, Tally()), answer, mine, place):
            shown = ", ".join(f"{one.value} ({one.confidence})" for one in mine[:3])
            wrong.append(f"{answer.filename} {answer.kind.value}: {answer.value!r} – {shown}")
    return tallies, wrong


def _count(tally: Tally, answer: Answer, mine: Sequence[Finding], place: int) -> bool:
    """Count one answer; of two parties to a contract the second is looked for second."""
    filled_in = [one for one in mine if one.confidence >= LEAST_FILLED_IN]
    if not answer.value:
        tally.nothing_asked += 1
        tally.nothing_kept += not filled_in
        return not filled_in
    right = _RIGHT.get(answer.kind, _same)
    several = place > 0 or answer.kind is FindingKind.PERSON or answer.filename.startswith("contract")
    first = filled_in[:2] if several and answer.kind in _NAMES else filled_in[:1]
    tally.asked += 1
    tally.proposed += bool(first)
    is_right = any(right(one, answer.value) for one in first)
    tally.first_right += is_right
    tally.any_right += any(right(one, answer.value) for one in mine)
    return is_right


def _same(finding: Finding, value: str) -> bool:
    return finding.value.casefold() == value.casefold()


def _same_end(finding: Finding, value: str) -> bool:
    """A term of five years from October 24 ends on October 23; the answers count the anniversary."""
    wanted = date.fromisoformat(value)
    return finding.value in (wanted.isoformat(), (wanted - timedelta(days=1)).isoformat())


def _same_period(finding: Finding, value: str) -> bool:
    return finding.reason.startswith(value.removesuffix("s")) or finding.value == value


def _same_name(finding: Finding, value: str) -> bool:
    one, other = default_process(finding.value), default_process(value)
    return fuzz.ratio(one, other) >= 88 or (len(other) >= 8 and fuzz.partial_ratio(one, other) >= 97)


def _same_address(finding: Finding, value: str) -> bool:
    return fuzz.token_set_ratio(default_process(finding.value), default_process(value)) >= 88


_RIGHT: Mapping[FindingKind, Callable[[Finding, str], bool]] = {
    FindingKind.EXPIRES_ON: _same_end,
    FindingKind.NOTICE_ON: _same_period,
    FindingKind.ORGANIZATION: _same_name,
    FindingKind.PERSON: _same_name,
    FindingKind.ADDRESS: _same_address,
}


def as_table(tallies: Mapping[FindingKind, Tally]) -> str:
    """Return the tallies as a table for the document."""
    head = "| what | answers | filled in rightly | first is right | among those proposed | rightly left empty |"
    lines = [head, "|---|---|---|---|---|---|"]
    order = list(FindingKind)
    lines += [tallies[kind].as_row(kind) for kind in sorted(tallies, key=order.index)]
    return "\n".join(lines) + "\n"


def pages_read(folder: Path) -> Callable[[str], Sequence[PageText]]:
    """Return what reads a sample as the office would."""
    reader = LimitedTextReader()

    def read(filename: str) -> Sequence[PageText]:
        path = folder / filename
        return reader.read(path, filename=filename, media_type=media_type_of(path, filename)).pages

    return read


def main() -> int:
    """Read the samples, print the table and what was wrong; 1 when the sample files are absent."""
    if not SAMPLES.is_dir():
        sys.stdout.write("The folder of sample files is not on this machine: nothing was measured.\n")
        return 1
    measure_understanding(sys.stdout.write)
    return 0


def measure_understanding(write: Callable[[str], object]) -> None:
    """Write the tables of both sets of papers, and below each what was wrong."""
    tallies, wrong = measured(published_answers(SAMPLES), pages_read(SAMPLES))
    write("Published answers\n\n" + as_table(tallies) + "\n".join(("", *wrong, "", "")))
    with TemporaryDirectory() as folder:
        print_papers(Path(folder))
        tallies, wrong = measured(own_answers(), pages_read(Path(folder)))
    write("Papers of the sample office\n\n" + as_table(tallies) + "\n".join(("", *wrong, "")))


if __name__ == "__main__":
    sys.exit(main())
