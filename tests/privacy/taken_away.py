"""A protection taken away for as long as a proof is tried, and what it is to say then."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest

from tests.privacy.mutations import MUTATIONS


class LeakError(AssertionError):
    """A claim does not hold."""


def taken_away(mutation: str | None) -> Any:
    patch = pytest.MonkeyPatch()
    if mutation is not None:
        MUTATIONS[mutation](patch)
    return closing(_Undone(patch))


class _Undone:
    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch

    def close(self) -> None:
        self._patch.undo()
