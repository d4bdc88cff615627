"""What kind of ticket a vendor's words tell of."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from api.sales.columns import Kind, normal

# A file has few names of products and channels, and many rows.
_WORDS: Final = 4096
_GIFT_CARD: Final = re.compile(
    r"\b(gift ?(card|certificate|voucher)|e ?gift|(carte|cheque|bon) cadeau)s?\b"
)
_PICK_UP: Final = re.compile(
    r"\b(local pick ?up|pick ?up|curbside|click (and|et|n)? ?collect|retrait)\b"
)
_ONLINE: Final = re.compile(r"\b(online|e ?commerce|web|website)\b")


@lru_cache(_WORDS)
def is_gift_card(name: str) -> bool:
    return bool(_GIFT_CARD.search(normal(name)))


@lru_cache(_WORDS)
def is_pick_up(method: str) -> bool:
    """Whether a delivery method is the collection of an order in the shop."""
    return bool(_PICK_UP.search(normal(method)))


@lru_cache(_WORDS)
def is_online(channel: str) -> bool:
    return bool(_ONLINE.search(normal(channel)))


@lru_cache(_WORDS)
def word(text: str) -> str:
    """A vendor's word for a state, without its case and punctuation."""
    return normal(text)


def kind_of_line(sign: int, *, gift_card: bool) -> Kind:
    """``sign``: -1 for what was brought back. Of a ticket's lines the import makes one kind."""
    if sign < 0:
        return "return"
    return "gift_card" if gift_card else "sale"
