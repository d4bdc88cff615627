"""How often an address may guess."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Attempts:
    """At most ``limit`` attempts an address in any ``seconds``; right ones are given back.

    Kept in memory, and of the latest ``addresses`` only: it slows a guesser down and spares the
    database; what makes guessing hopeless is the length of the secret.
    """

    limit: int = 10
    seconds: float = 600
    addresses: int = 10_000
    clock: Callable[[], float] = time.monotonic
    _made: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def spend(self, address: str) -> int | None:
        """Counts one attempt; seconds to wait where there is none left."""
        now = self.clock()
        with self._lock:
            made = self._made.setdefault(address, deque())
            self._made.move_to_end(address)
            while made and made[0] <= now - self.seconds:
                made.popleft()
            if len(made) >= self.limit:
                return math.ceil(made[0] + self.seconds - now)
            made.append(now)
            if len(self._made) > self.addresses:
                self._made.popitem(last=False)
        return None

    def give_back(self, address: str) -> None:
        with self._lock:
            made = self._made.get(address)
            if made:
                made.pop()
