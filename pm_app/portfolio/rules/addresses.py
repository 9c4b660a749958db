"""When two ways of writing an address mean the same place."""

import re

_SHORT = {
    "street": "st",
    "avenue": "ave",
    "av": "ave",
    "road": "rd",
    "drive": "dr",
    "boulevard": "blvd",
    "crescent": "cres",
    "court": "crt",
    "ct": "crt",
    "place": "pl",
    "lane": "ln",
    "terrace": "ter",
    "parkway": "pkwy",
    "highway": "hwy",
    "square": "sq",
    "circle": "cir",
    "gardens": "gdns",
    "heights": "hts",
    "grove": "grv",
    "north": "n",
    "south": "s",
    "east": "e",
    "west": "w",
    "saint": "st",
}


def address_key(address_line: str) -> str:
    """Return what two spellings of one address share: `100 Main Street, West` and `100 MAIN ST W` are the same."""
    words = re.sub(r"[^\w-]+", " ", re.sub(r"[.'’]", "", address_line.casefold())).split()
    return " ".join(_SHORT.get(word, word) for word in words)
