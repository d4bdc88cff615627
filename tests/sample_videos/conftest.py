from __future__ import annotations

import pytest

from tests.sample_videos.play import Play, demo_play


@pytest.fixture(scope="session")
def play() -> Play:
    """The demo's five minutes: people, truth and receipts."""
    return demo_play()
