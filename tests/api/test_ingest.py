from __future__ import annotations

import gzip
import json
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from api.application import create_app
from api.client import Client
from api.database import Database, open_database
from api.errors import ApiError
from api.ingest import MAX_BODY, MAX_DECODED, take
from api.models import CoverageRow, DeviceRow, HealthRow, LineRow, Store, ZoneRow
from api.transport import InProcessTransport
from tests.api.shop import NINE, Box, covered, crossed, description, heated, minute, visited
from vision.records import Batch, CoverageRecord, DeviceRecord, HealthRecord, LineRecord


@pytest.fixture
def http(database: Database, client: Client) -> httpx.Client:
    return httpx.Client(
        base_url="http://shop.invalid", transport=InProcessTransport(create_app(database))
    )


def people(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.coalesce(func.sum(LineRow.people), 0))) or 0


def test_a_batch_is_stored_once(client: Client, database: Database) -> None:
    batch = Box().batch(covered(0), crossed(0, 6))
    first = client.ingest(batch)
    assert (first.status, first.seq, first.contiguous) == ("stored", 1, 1)
    again = client.ingest(batch)
    assert (again.status, again.contiguous) == ("already stored", 1)
    assert people(database) == 6


def test_the_same_name_with_other_content_is_a_conflict(client: Client, database: Database) -> None:
    box = Box()
    client.ingest(box.batch(covered(0), crossed(0, 6)))
    with pytest.raises(ApiError, match="other content") as caught:
        client.ingest(box.batch(covered(0), crossed(0, 7), seq=1))
    assert (caught.value.status, caught.value.code) == (409, "batch_conflict")
    assert people(database) == 6


def test_an_epoch_has_one_beginning(client: Client) -> None:
    box = Box()
    client.ingest(box.batch(covered(0)))
    box.started += timedelta(hours=1)
    with pytest.raises(ApiError, match="started") as caught:
        client.ingest(box.batch(covered(1)))
    assert caught.value.status == 409


def test_contiguous_stops_at_a_gap_and_moves_on_when_it_is_filled(client: Client) -> None:
    box = Box()
    batches = [box.batch(covered(number)) for number in range(5)]
    contiguous = [client.ingest(batches[index]).contiguous for index in (0, 2, 4, 1, 3)]
    assert contiguous == [1, 1, 1, 3, 5]


def test_a_hash_that_is_not_the_records_is_refused(client: Client) -> None:
    batch = Box().batch(covered(0)).model_copy(update={"sha256": "0" * 64})
    with pytest.raises(ApiError) as caught:
        client.ingest(batch)
    assert (caught.value.status, caught.value.code) == (422, "hash_mismatch")


def test_a_store_that_is_not_known_is_refused(client: Client) -> None:
    with pytest.raises(ApiError, match="PUT /v1/stores/nice") as caught:
        client.ingest(Box(store="nice").batch(covered(0)))
    assert caught.value.status == 404


def test_an_invalid_batch_is_refused_without_repeating_it(http: httpx.Client) -> None:
    body = json.loads(Box().batch(covered(0)).model_dump_json())
    body["records"][0]["visitor_email"] = "camille@example.org"
    answer = http.post("/v1/ingest", json=body)
    assert answer.status_code == 422
    assert "visitor_email" in answer.json()["error"]["message"]
    assert "camille@example.org" not in answer.text


@pytest.mark.parametrize(
    "record",
    [
        crossed(0, 2**40),
        CoverageRecord(
            camera="door",
            start=NINE.replace(year=9999),
            frames_expected=1,
            frames_analysed=1,
            status="ok",
        ),
        heated(0, 60, [[1, 2]]).model_copy(update={"rows": 5}),
        heated(0, 60, [[1, 2]]).model_copy(update={"passages": "!"}),
        heated(0, 60, [[1, 2]]).model_copy(update={"passages": "AAAA"}),
    ],
)
def test_a_record_that_cannot_be_stored_refuses_its_batch_whole(
    client: Client, database: Database, record: LineRecord
) -> None:
    box = Box()
    with pytest.raises(ApiError, match=r"records\.1") as caught:
        client.ingest(box.batch(covered(0), record))
    assert caught.value.status == 422
    assert client.store("lyon").first is None
    assert client.ingest(box.batch(covered(0), seq=1)).contiguous == 1


def test_gzip_has_a_cap_on_what_it_unpacks_to(http: httpx.Client) -> None:
    bomb = gzip.compress(b" " * (MAX_DECODED + 1), 9)
    assert len(bomb) < MAX_BODY
    answer = http.post("/v1/ingest", content=bomb, headers={"Content-Encoding": "gzip"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


def test_a_body_has_a_cap(http: httpx.Client) -> None:
    answer = http.post("/v1/ingest", content=b" " * (MAX_BODY + 1))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("encoding", "content", "status"),
    [
        ("gzip", b"not gzip", 400),
        ("gzip", gzip.compress(b"{}", mtime=0)[:-4], 400),
        ("br", b"{}", 415),
        ("identity", b"{}", 422),
    ],
)
def test_a_body_that_cannot_be_decoded(
    http: httpx.Client, encoding: str, content: bytes, status: int
) -> None:
    answer = http.post("/v1/ingest", content=content, headers={"Content-Encoding": encoding})
    assert answer.status_code == status
    assert answer.json()["error"]["message"]


def test_a_plain_json_body_is_taken(http: httpx.Client) -> None:
    answer = http.post("/v1/ingest", content=Box().batch(covered(0)).model_dump_json())
    assert answer.json()["status"] == "stored"


def test_a_correction_stands_whatever_comes_last(client: Client, database: Database) -> None:
    box = Box()
    client.ingest(box.batch(covered(0), crossed(0, 7, rev=1)))
    client.ingest(box.batch(crossed(0, 6)))
    assert people(database) == 7


def test_a_newer_epoch_replaces_the_minutes_it_covers(client: Client, database: Database) -> None:
    old, new = Box(), Box(started=NINE + timedelta(days=1))
    client.ingest(old.batch(*(covered(n) for n in range(3)), *(crossed(n, 5) for n in range(3))))
    # The new analysis covers the first two minutes and found nobody in the second.
    client.ingest(new.batch(covered(0), covered(1), crossed(0, 4)))
    assert people(database) == 4 + 0 + 5


def test_a_late_batch_of_an_older_epoch_brings_nothing_back(
    client: Client, database: Database
) -> None:
    old, new = Box(), Box(started=NINE + timedelta(days=1))
    client.ingest(new.batch(covered(0), covered(1), crossed(0, 4)))
    client.ingest(old.batch(covered(0), covered(1), crossed(0, 5), crossed(1, 5)))
    assert people(database) == 4


def test_another_camera_of_the_minute_is_left_alone(client: Client, database: Database) -> None:
    old, new = Box(), Box(started=NINE + timedelta(days=1))
    client.ingest(old.batch(covered(0, camera="aisle"), visited(0, 3, 30), crossed(0, 5)))
    client.ingest(new.batch(covered(0)))
    with database.read() as session:
        assert session.scalar(select(func.sum(ZoneRow.entries))) == 3
    assert people(database) == 0


def test_the_exact_dwell_that_an_older_box_tells_is_not_kept(
    client: Client, database: Database
) -> None:
    old = visited(0, 1, 30).model_copy(update={"visit_seconds": 31.25})
    client.ingest(Box().batch(covered(0, camera="aisle"), old))
    with database.read() as session:
        (row,) = session.scalars(select(ZoneRow)).all()
    assert row.person_seconds == 30
    assert 31.25 not in vars(row).values()


HEAT_OLD, HEAT_NEW = [[1, 2], [3, 4]], [[5, 0], [0, 0]]


def test_a_film_analysed_again_replaces_its_heat(client: Client) -> None:
    old, new = Box(), Box(started=NINE + timedelta(days=1))
    seen = [covered(n, camera="aisle") for n in range(3)]
    client.ingest(old.batch(*seen, heated(0, 60, HEAT_OLD)))
    client.ingest(new.batch(*seen, heated(0, 60, HEAT_NEW)))
    assert client.heatmap("lyon", "aisle").values == HEAT_NEW


def test_two_films_of_one_hour_add_their_heat(client: Client) -> None:
    one, other = Box(), Box(started=NINE + timedelta(days=1))
    client.ingest(one.batch(covered(0, camera="aisle"), heated(0, 60, HEAT_OLD)))
    client.ingest(other.batch(covered(30, camera="aisle"), heated(0, 60, HEAT_NEW)))
    assert client.heatmap("lyon", "aisle").values == [[6, 2], [3, 4]]


def _boxes() -> list[Batch]:
    """Two epochs of one camera that overlap, with corrections and another device."""
    old = Box()
    new = Box(started=NINE + timedelta(hours=3))
    other = Box(device="box-2", started=NINE + timedelta(hours=1))
    return [
        old.batch(covered(0), covered(1), crossed(0, 1), crossed(1, 2)),
        old.batch(crossed(1, 20, rev=2), covered(2), crossed(2, 4)),
        old.batch(crossed(1, 9, rev=1), crossed(2, 3, "out"), crossed(2, 5, rev=1)),
        new.batch(crossed(1, 100), covered(1)),
        new.batch(covered(2), crossed(3, 200)),
        new.batch(covered(3), crossed(2, 50, "out")),
        other.batch(covered(0, camera="aisle"), visited(0, 7, 10), heated(0, 60, HEAT_OLD)),
        other.batch(covered(2, status="degraded"), crossed(3, 1000)),
    ]


BATCHES = _boxes()
EMPTY = open_database("sqlite://")
NUMBERS = count()
EXPECTED = {(0, "in"): 1, (1, "in"): 100, (2, "out"): 50, (3, "in"): 200}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.permutations(range(len(BATCHES))),
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, len(BATCHES) - 1)), max_size=6),
)
def test_any_order_and_any_repetition_give_the_same_rows(
    order: list[int], again: list[tuple[int, int]]
) -> None:
    sequence = [*order]
    for place, index in again:
        sequence.insert(place, index)
    store = f"store-{next(NUMBERS)}"
    with EMPTY.write() as session:
        session.add(Store(store_id=store, currency="EUR", description={}))
    for index in sequence:
        with EMPTY.write() as session:
            take(session, BATCHES[index].model_copy(update={"store": store}))
    with EMPTY.read() as session:
        rows = session.execute(
            select(LineRow.start, LineRow.direction, LineRow.people).where(
                LineRow.store_id == store
            )
        )
        found = {((start - NINE) // timedelta(minutes=1), way): n for start, way, n in rows}
        assert found == EXPECTED
        entries = select(func.sum(ZoneRow.entries)).where(ZoneRow.store_id == store)
        assert session.scalar(entries) == 7
        statuses = session.execute(
            select(CoverageRow.start, CoverageRow.status).where(
                CoverageRow.store_id == store, CoverageRow.camera == "door"
            )
        )
        assert dict(iter(statuses)) == {minute(number): "ok" for number in range(4)}


def test_nothing_of_a_refused_batch_stays(client: Client, database: Database) -> None:
    box = Box()
    client.ingest(box.batch(covered(0)))
    with pytest.raises(ApiError):
        client.ingest(box.batch(crossed(1, 9), crossed(1, 2**40)))
    assert people(database) == 0


def test_an_acknowledged_batch_is_on_disk(client: Client, file: Path) -> None:
    """Read by another connection, as a process that starts after a power cut would."""
    client.ingest(Box().batch(covered(0), crossed(0, 6)))
    other = open_database(f"sqlite:///{file}")
    assert people(other) == 6
    other.close()


def test_health_records_are_kept(client: Client, database: Database) -> None:
    record = HealthRecord(camera="door", start=NINE, fps=4.8, detect_milliseconds=None)
    client.ingest(Box(epoch=uuid4()).batch(covered(0), record))
    with database.read() as session:
        assert session.scalars(select(HealthRow.fps)).all() == [4.8]


def test_the_box_s_own_health_is_kept_for_the_box(client: Client, database: Database) -> None:
    record = DeviceRecord(start=NINE, outbox_batches=3, disk_free_bytes=2**40)
    client.ingest(Box().batch(record))
    with database.read() as session:
        row = session.scalars(select(DeviceRow)).one()
    assert (row.device, row.outbox_batches, row.disk_free_bytes) == ("box-1", 3, 2**40)
    assert row.clock_skew_seconds is None


def test_the_token_guards_writing_only(database: Database) -> None:
    application = create_app(database, ingest_token="s3cret")  # noqa: S106
    transport = InProcessTransport(application)
    with Client.in_process(application) as owner:
        owner.put_store(description())
        owner.ingest(Box().batch(covered(0)))
    for token in (None, "wrong", "s3cré"):
        with Client("http://shop.invalid", token, transport=transport) as stranger:
            assert stranger.store("lyon").name == "Lyon"
            for write in (
                partial(stranger.put_store, description()),
                partial(stranger.ingest, Box().batch(covered(1))),
                partial(stranger.import_sales, "lyon", ("x.csv", b"a;b")),
            ):
                with pytest.raises(ApiError, match="token") as caught:
                    write()
                assert caught.value.status == 401
