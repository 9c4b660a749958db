"""Words that stand for a message in an address, and that nobody but us can make."""

import hmac
import re
from base64 import b32decode, b32encode
from hashlib import sha256
from uuid import UUID

# 16 bytes of id and 10 of seal, in letters that survive being written large or small.
LETTERS = r"[a-z2-7]{42}"
_TOKEN = re.compile(LETTERS)
_SEALED = 10


def sealed(message_id: UUID, secret: str, *, what_for: str) -> str:
    """Return the word that stands for a message, for one use alone."""
    return b32encode(message_id.bytes + _seal(message_id, secret, what_for)).decode().rstrip("=").lower()


def unsealed(word: str, secret: str, *, what_for: str) -> UUID | None:
    """Return the message a word stands for; None unless we made it for this use."""
    small = word.lower()
    if not _TOKEN.fullmatch(small):
        return None
    raw = b32decode(small.upper() + "=" * (-len(small) % 8))
    message_id = UUID(bytes=raw[:16])
    return message_id if hmac.compare_digest(raw[16:], _seal(message_id, secret, what_for)) else None


def _seal(message_id: UUID, secret: str, what_for: str) -> bytes:
    return hmac.new(secret.encode(), f"{what_for} ".encode() + message_id.bytes, sha256).digest()[:_SEALED]
