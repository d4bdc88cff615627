"""Many batches in one request: each stands or falls by itself."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from api import ingest
from api.application import create_app
from api.client import Client
from api.database import Database
from api.ingest import MAX_BODY, MAX_DECODED
from api.models import LineRow
from api.transport import InProcessTransport
from tests.api.shop import Box, covered, crossed
from vision.records import Batch


@pytest.fixture
def http(database: Database, client: Client) -> httpx.Client:
    return httpx.Client(
        base_url="http://shop.invalid", transport=InProcessTransport(create_app(database))
    )


def post(http: httpx.Client, *batches: Batch | dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    body = {
        "batches": [
            batch.model_dump(mode="json") if isinstance(batch, Batch) else batch
            for batch in batches
        ],
        **more,
    }
    answer = http.post("/v1/ingest/batches", json=body)
    assert answer.status_code == 200, answer.text
    answers: list[dict[str, Any]] = answer.json()["answers"]
    return answers


def people(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.coalesce(func.sum(LineRow.people), 0))) or 0


def test_each_batch_has_its_answer_in_the_order_sent(
    http: httpx.Client, database: Database
) -> None:
    box = Box()
    batches = [box.batch(covered(number), crossed(number, 2)) for number in range(4)]
    answers = post(http, batches[1], batches[0], batches[0], batches[3])
    assert [answer["code"] for answer in answers] == [200] * 4
    said = [answer["acknowledgement"] for answer in answers]
    assert [each["seq"] for each in said] == [2, 1, 1, 4]
    assert [each["status"] for each in said] == ["stored", "stored", "already stored", "stored"]
    assert [each["contiguous"] for each in said] == [0, 2, 2, 2]
    assert people(database) == 6


def test_one_bad_batch_holds_up_no_other(http: httpx.Client, database: Database) -> None:
    box = Box()
    first = box.batch(covered(0), crossed(0, 1))
    damaged = box.batch(covered(1)).model_copy(update={"sha256": "0" * 64})
    unfit = box.batch(covered(2), crossed(2, 2**40))
    conflicting = box.batch(covered(0), crossed(0, 9), seq=1)
    stranger = Box(store="nice").batch(covered(0))
    last = box.batch(covered(5), crossed(5, 10), seq=5)
    answers = post(http, first, damaged, unfit, conflicting, stranger, {"not": "a batch"}, 17, last)
    assert [answer["code"] for answer in answers] == [200, 422, 422, 409, 404, 422, 422, 200]
    assert [answer["error"] and answer["error"]["code"] for answer in answers] == [
        None, "hash_mismatch", "invalid", "batch_conflict", "unknown_store",
        "invalid", "invalid", None,
    ]  # fmt: skip
    assert people(database) == 11


def test_a_fault_in_one_batch_is_that_batch_s(
    http: httpx.Client, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = Box()
    batches = [box.batch(covered(number), crossed(number, 1)) for number in range(3)]
    real = ingest.store_records

    def trip(session: Any, batch: Batch) -> None:
        if batch.seq == 2:
            raise ZeroDivisionError
        real(session, batch)

    monkeypatch.setattr(ingest, "store_records", trip)
    assert [answer["code"] for answer in post(http, *batches)] == [200, 500, 200]
    assert people(database) == 2
    monkeypatch.undo()
    statuses = [a["acknowledgement"]["status"] for a in post(http, *batches)]
    assert statuses == ["already stored", "stored", "already stored"]
    assert people(database) == 3


def test_a_database_that_fails_is_not_the_batch_s_fault(
    http: httpx.Client, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = Box()
    batches = [box.batch(covered(number), crossed(number, 1)) for number in range(2)]

    def full(session: Any, batch: Batch) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    monkeypatch.setattr(ingest, "store_records", full)
    body = {"batches": [batch.model_dump(mode="json") for batch in batches]}
    answer = http.post("/v1/ingest/batches", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "database")
    assert answer.headers["retry-after"] == "10"
    monkeypatch.undo()
    assert [answer["code"] for answer in post(http, *batches)] == [200, 200]
    assert people(database) == 2


def test_gzip_has_a_cap_on_what_it_unpacks_to(http: httpx.Client) -> None:
    bomb = gzip.compress(b" " * (MAX_DECODED + 1), 9)
    assert len(bomb) < MAX_BODY
    answer = http.post("/v1/ingest/batches", content=bomb, headers={"Content-Encoding": "gzip"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


def test_a_body_has_a_cap(http: httpx.Client) -> None:
    answer = http.post("/v1/ingest/batches", content=b" " * (MAX_BODY + 1))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"batches": []}',
        b'{"batches": [1], "visitor": 1}',
        b'{"batches": [1], "sent_at": "2026-05-06T09:00:00"}',
        b'{"batches": [' + b"1," * 10_000 + b"1]}",
    ],
)
def test_a_body_that_is_not_batches_is_refused_whole(http: httpx.Client, body: bytes) -> None:
    answer = http.post("/v1/ingest/batches", content=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid")


def test_an_answer_repeats_no_value_it_was_sent(http: httpx.Client) -> None:
    body = json.loads(Box().batch(covered(0)).model_dump_json())
    body["records"][0]["visitor_email"] = "camille@example.org"
    [answer] = post(http, body)
    assert "visitor_email" in answer["error"]["message"]
    assert "camille@example.org" not in json.dumps(answer)


def test_the_token_guards_it(database: Database, client: Client) -> None:
    application = create_app(database, ingest_token="s3cret")  # noqa: S106
    with httpx.Client(
        base_url="http://shop.invalid", transport=InProcessTransport(application)
    ) as stranger:
        body = {"batches": [Box().batch(covered(0)).model_dump(mode="json")]}
        assert stranger.post("/v1/ingest/batches", json=body).status_code == 401
        headers = {"Authorization": "Bearer s3cret"}
        answer = stranger.post("/v1/ingest/batches", json=body, headers=headers)
        assert answer.status_code == 200


def test_a_clock_that_is_right_is_believed(http: httpx.Client) -> None:
    now = datetime.now(UTC)
    for off in (timedelta(0), timedelta(minutes=3), timedelta(minutes=-3)):
        [answer] = post(http, Box().batch(covered(0)), sent_at=(now + off).isoformat())
        assert answer["acknowledgement"]["status"] == "stored"
