"""What of an address is kept as a search."""

from urllib.parse import parse_qsl, urlencode

from pm_app.kernel.errors import Refused

LONGEST_NAME = 80
LONGEST_QUERY = 1_000
MOST_SAVED = 100
# Where one stands in the list is no part of what is searched for.
_NOT_KEPT = frozenset({"page", "size"})


def checked_query(query: str) -> str:
    """Return what a search asks for as the query of an address, in order, without the page one was on.

    Refuses one that narrows nothing, and one that is too long.
    """
    try:
        pairs = parse_qsl(query.strip().lstrip("?"), max_num_fields=50)
    except ValueError:
        pairs = []
    kept = sorted((name, value) for name, value in pairs if name not in _NOT_KEPT and value.strip())
    written = urlencode(kept)
    if not written:
        raise Refused("Search for something or choose a filter first: there is nothing to keep.", field="name")
    if len(written) > LONGEST_QUERY:
        raise Refused("This search is too long to be kept. Use fewer words.", field="name")
    return written
