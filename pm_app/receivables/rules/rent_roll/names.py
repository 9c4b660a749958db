"""The persons one cell names: `Castellano, Renee & Owen`, `Ann Lee and Bo Lee`, `Harbor Foods LLC`."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from pm_app.people.enums import PersonKind

_COMPANY = re.compile(
    r"\b(llc|l\.l\.c|inc|incorporated|corp|corporation|company|co\.|ltd|limited|llp|lp|pllc|trust|bank|church|foundation|"
    r"association|assoc|university|school|partners|partnership|group|services|restaurant|dept|department|housing "
    r"authority|salon|clinic|studio|cafe)\b",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"(jr|sr|ii|iii|iv)\.?", re.IGNORECASE)
_PARTICLES = frozenset(
    {"van", "von", "de", "del", "della", "la", "le", "da", "di", "el", "al", "st", "st.", "ten", "ter", "bin"}
)
_BETWEEN = re.compile(r"\s*(?:;|\n|\||\s/\s|&|\+|\band\b)\s*", re.IGNORECASE)


class Named(NamedTuple):
    """A person or a company as it is to be on file."""

    name: str
    kind: PersonKind


def last_name_first(cells: Iterable[str]) -> bool:
    """Tell whether a file writes the family name first, from its cells that hold a comma."""
    with_comma = [cell for cell in cells if "," in cell and not _COMPANY.search(cell)]
    single = [cell for cell in with_comma if len(cell.partition(",")[0].split()) == 1]
    return len(single) * 2 > len(with_comma)


def names_in(cell: str, *, last_first: bool = True) -> list[Named]:
    """Return who a cell names, first names first, companies whole, each once.

    A comma parts family and given name when `last_first`, or when what stands before it is one word or begins like
    a family name (`van Dyke, Ann`); otherwise it parts persons. Codes in brackets and stars are left out.
    """
    text = re.sub(r"\([^)]*\)|\[[^\]]*\]|[*]", " ", cell)
    text = "\n".join(" ".join(line.split()) for line in text.splitlines()).strip(" ,;&/\n")
    if not text:
        return []
    if _COMPANY.search(text) and "\n" not in text and ";" not in text:
        return [Named(" ".join(text.split()), PersonKind.ORGANIZATION)]
    found: dict[str, Named] = {}
    for name in _with_families(_parted(text, last_first)):
        known = PersonKind.ORGANIZATION if _COMPANY.search(name) else PersonKind.PERSON
        found.setdefault(name.casefold(), Named(name, known))
    return list(found.values())


def _parted(text: str, last_first: bool) -> list[tuple[str, str]]:
    """Return (given names, family name) of everybody; the family is empty where none was told apart."""
    people: list[tuple[str, str]] = []
    family = ""
    for part in _BETWEEN.split(text):
        commas = [piece.strip() for piece in part.split(",") if piece.strip()]
        if len(commas) > 1 and _SUFFIX.fullmatch(commas[-1]):
            commas[-2:] = [f"{commas[-2]} {commas[-1]}"]
        if len(commas) == 2 and _is_family(commas[0], commas[1], last_first):
            family = commas[0]
            people.append((commas[1], family))
        elif len(commas) == 1 and family and len(commas[0].split()) == 1:
            people.append((commas[0], family))  # the second of `Castellano, Renee & Owen`
        elif len(commas) % 2 == 0 and len(commas) > 2 and all(len(piece.split()) == 1 for piece in commas):
            people += [(commas[at + 1], commas[at]) for at in range(0, len(commas), 2)]
        else:
            people += [(piece, "") for piece in commas]
    return people


def _is_family(before: str, after: str, last_first: bool) -> bool:
    words = before.split()
    return last_first or len(words) == 1 or words[0].casefold() in _PARTICLES or len(after.split()) == 1


def _with_families(people: list[tuple[str, str]]) -> list[str]:
    """Return full names; a lone first name before others takes the family of the next: `John & Jane Smith`."""
    names: list[str] = []
    for place, (given, family) in enumerate(people):
        if family:
            words = given.split()
            suffix = words.pop() if len(words) > 1 and _SUFFIX.fullmatch(words[-1]) else ""
            names.append(" ".join(part for part in (" ".join(words), family, suffix) if part))
            continue
        after = people[place + 1][0].split() if place + 1 < len(people) else []
        if len(given.split()) == 1 and len(after) > 1 and not people[place + 1][1]:
            given = f"{given} {after[-1]}"
        names.append(given)
    return names
