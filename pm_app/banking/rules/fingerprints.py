"""By what a movement is known again, so that it is taken once however often its file comes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256

from rapidfuzz.utils import default_process

from pm_app.banking.rules.statements import BankLine

NAMELESS = "(no number)"
SHOWN_DIGITS = 4


def fingerprints(account: str, lines: Iterable[BankLine]) -> list[str]:
    """Return one fingerprint per line of an account, in order.

    It is made of account, day, amount and what the bank calls the movement, or its words where the bank gives it no
    name. Lines that are alike in all of it are counted: the second of a file is the second in any other file.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    found: list[str] = []
    for line in lines:
        words = default_process(f"{line.payee} {line.reference} {line.memo} {line.check_number}")
        key = (account, line.posted_on.isoformat(), str(line.amount_cents), line.bank_id or f"text {words}")
        seen[key] += 1
        found.append(sha256("\x1f".join((*key, str(seen[key]))).encode()).hexdigest())
    return found


def labels(accounts: Sequence[str]) -> list[str]:
    """Return how the accounts of a file are shown: the last four signs alone, numbered where one comes again."""
    seen: Counter[str] = Counter()
    shown: list[str] = []
    for account in accounts:
        bare = "".join(account.split())
        label = f"•••• {bare[-SHOWN_DIGITS:]}" if bare else NAMELESS
        seen[label] += 1
        shown.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return shown
