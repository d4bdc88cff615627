"""When a decoder may decode keyframes only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DecoderSettings:
    """Defaults for a shop's cameras, main stream or substream."""

    idle_after: float = 4.0
    """Seconds without motion after which only keyframes are decoded."""
    longest_group: float = 12.0
    """Seconds between keyframes above which everything is decoded always: what is kept undecoded
    would be told too late, and would take too much room."""
    longest_blind_group: float = 2.5
    """The same where the packets' sizes tell nothing: somebody who comes and goes between two
    keyframes is not seen."""
