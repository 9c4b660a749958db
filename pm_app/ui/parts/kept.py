"""How long kinds of documents are kept, in words."""

from pm_app.documents.enums import RetentionBasis
from pm_app.documents.rules.kinds import KindFacts
from pm_app.ui.format import plural


def keep_words(facts: KindFacts) -> str:
    """Say how long a kind is kept: "7 years from the day it was filed"."""
    if facts.keep_basis is RetentionBasis.ALWAYS:
        more = f" and {months_words(facts.keep_months)} more" if facts.keep_months else ""
        return f"as long as we manage the property{more}"
    if facts.keep_months is None:
        return "for good"
    return f"{months_words(facts.keep_months)} from {'the ' if _is_end(facts) else ''}{facts.keep_basis.value}"


def months_words(months: int | None) -> str:
    """Say a number of months: "7 years", "18 months", a dash for none."""
    if months is None:
        return "—"
    return plural(months, "month") if months % 12 or not months else plural(months // 12, "year")


def _is_end(facts: KindFacts) -> bool:
    return facts.keep_basis is RetentionBasis.EXPIRATION
