"""The hash of a batch does not change because a later version knows more fields."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from vision.records import Record, content_hash

RECORDS: TypeAdapter[tuple[Record, ...]] = TypeAdapter(tuple[Record, ...])
START = datetime(2026, 11, 21, 12, 0, tzinfo=UTC).isoformat().replace("+00:00", "Z")
LINE = {
    "camera": "door", "start": START, "rev": 0, "kind": "line", "line": "gate",
    "direction": "in", "people": 3, "u_turns": 1, "groups": None, "staff": None,
}  # fmt: skip
HEALTH = {
    "camera": "door", "start": START, "rev": 0, "kind": "health", "fps": 5.0,
    "decode_errors": 0, "detect_milliseconds": None,
}  # fmt: skip
ZONE = {
    "camera": "door", "start": START, "rev": 0, "kind": "zone", "zone": "table",
    "entries": 1, "exits": 0, "passes": 0, "person_seconds": 12.5, "visit_seconds": 0.0,
    "peak": 1, "stops": 0, "censored_begin": 0, "censored_end": 0,
}  # fmt: skip
"""As the first boxes wrote them."""


def hashed(*records: dict[str, Any]) -> str:
    """As the contract says, without the contract's code."""
    text = json.dumps(records, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    "record",
    [LINE, HEALTH, ZONE, {**ZONE, "visit_seconds": 31.25}],
    ids=["line", "health", "zone", "zone, a visit ended"],
)
def test_what_an_older_box_sends_keeps_its_hash(record: dict[str, Any]) -> None:
    (read,) = RECORDS.validate_python((record,))
    assert content_hash((read,)) == hashed(record)


@pytest.mark.parametrize(
    "record",
    [{**LINE, "re_entries": 2}, {**HEALTH, "frames_dropped": 0}],
    ids=["line", "health"],
)
def test_what_a_newer_box_measured_is_hashed(record: dict[str, Any]) -> None:
    (read,) = RECORDS.validate_python((record,))
    assert content_hash((read,)) == hashed(record)


def test_what_is_sent_no_more_is_not_hashed() -> None:
    record = {name: value for name, value in ZONE.items() if name != "visit_seconds"}
    (read,) = RECORDS.validate_python((record,))
    assert content_hash((read,)) == hashed(record)


HOUR = {"start": START, "end": "2026-11-21T13:00:00Z"}


@pytest.mark.parametrize(
    ("record", "word"),
    [
        ({"kind": "queue", "zone": "till", "camera": "door", "start": START}, r"0\.queue\.camera"),
        (
            {"kind": "flow", **HOUR, "origin": ":street", "destination": "a", "people": 3},
            r"0\.flow\.origin",
        ),
        (
            {"kind": "flow", **HOUR, "origin": "a", "destination": "b", "people": 0},
            r"0\.flow\.people",
        ),
        (
            {"kind": "flow", **HOUR, "end": START, "origin": "a", "destination": "b", "people": 1},
            "end must be",
        ),
        ({"kind": "path", **HOUR, "zones": ["a"] * 13, "people": 10}, r"0\.path\.zones"),
        ({"kind": "path", **HOUR, "people": 10}, r"0\.path\.zones"),
        (
            {"kind": "path", **HOUR, "end": "2026-11-23T12:00:00Z", "zones": [], "people": 10},
            "one business day",
        ),
        ({"kind": "wait", **HOUR, "zone": "till", "served": [10]}, r"0\.wait\.served"),
    ],
)
def test_a_record_of_the_plan_that_is_not_valid(record: dict[str, Any], word: str) -> None:
    with pytest.raises(ValidationError, match=word):
        RECORDS.validate_python((record,))


def test_a_path_of_no_zone_is_not_that_of_the_others() -> None:
    path = {"kind": "path", **HOUR, "people": 10}
    none, others = RECORDS.validate_python(({**path, "zones": []}, {**path, "zones": None}))
    assert content_hash((none,)) != content_hash((others,))
    assert none.camera == others.camera == "plan"  # type: ignore[union-attr]
