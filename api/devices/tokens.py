"""The secrets of devices. The server keeps only their SHA-256: they are random enough that nothing
slower is needed."""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import Final, NamedTuple

_NAME: Final = r"[a-z0-9][a-z0-9_-]{0,63}"
_TOKEN: Final = re.compile(rf"({_NAME})\.({_NAME})\.[A-Za-z0-9_-]{{43}}")
_CODE: Final = re.compile(rf"({_NAME}):([0-9A-HJKMNP-TV-Z]{{16}})")
_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, which are read as 1, 1, 0 and V."""
_READ_AS: Final = str.maketrans("ILO", "110", "- ")


class Holder(NamedTuple):
    store: str
    device: str


def new_token(store: str, device: str) -> str:
    """256 random bits behind the names of store and device, by which its row is found. No
    identifier holds a full stop."""
    return f"{store}.{device}.{secrets.token_urlsafe(32)}"


def holder_named(token: str) -> Holder | None:
    """Whose token it says it is; None for what is no device's token."""
    found = _TOKEN.fullmatch(token)
    return Holder(found[1], found[2]) if found else None


def new_code(store: str) -> str:
    """For example ``lyon:7Q2M-K9XD-4T8C-W3HF``: 80 random bits, to be typed."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(16))
    return f"{store}:" + "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def code_read(typed: str) -> tuple[str, str] | None:
    """Store and SHA-256 of a code as it was typed: case, spaces and hyphens do not matter, nor
    letters that look alike. None for what is no code."""
    store, _, letters = typed.strip().rpartition(":")
    code = f"{store.strip().lower()}:{letters.upper().translate(_READ_AS)}"
    found = _CODE.fullmatch(code)
    return (found[1], sha256(code)) if found else None


def sha256(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def matches(secret: str, stored: str | None) -> bool:
    """In the same time wherever they differ."""
    return secrets.compare_digest(sha256(secret), stored or "")
