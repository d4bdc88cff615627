from __future__ import annotations

from datetime import UTC, datetime

import pytest

from vision.edge.backoff import LONGEST_RETRY_AFTER, retry_after

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"retry-after": "120"}, 120),
        ({"retry-after": " 0 "}, 0),
        ({"retry-after": "-5"}, 0),
        ({"retry-after": "soon"}, 0),
        ({"retry-after": "1e9"}, 0),
        ({"retry-after": "99999999999"}, LONGEST_RETRY_AFTER),
        ({"retry-after": "Sat, 21 Nov 2026 12:02:00 GMT"}, 120),
        ({"retry-after": "Sat, 21 Nov 2026 11:00:00 GMT"}, 0),
        ({"retry-after": "Sun, 21 Nov 2027 12:00:00 GMT"}, LONGEST_RETRY_AFTER),
        # By the server's own clock where it tells it.
        (
            {
                "retry-after": "Sat, 21 Nov 2026 15:00:30 GMT",
                "date": "Sat, 21 Nov 2026 15:00:00 GMT",
            },
            30,
        ),
    ],
)
def test_when_to_come_back(headers: dict[str, str], seconds: float) -> None:
    assert retry_after(headers, NOON) == seconds
