"""Devices: enrolled with a code, then known by a token; the server keeps hashes alone."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from api.application import create_app
from api.client import Client
from api.database import Database
from api.devices.attempts import Attempts
from api.devices.tokens import code_read, holder_named, new_code, new_token
from api.errors import ApiError
from api.models import EnrolmentCode
from api.transport import InProcessTransport
from tests.api.shop import Box, covered, description

As = Callable[[str | None], Client]


@pytest.fixture
def guarded(database: Database) -> FastAPI:
    """A server with a token, and two shops on it."""
    application = create_app(database, ingest_token="s3cret")  # noqa: S106
    with Client.in_process(application) as owner:
        for store in ("lyon", "nice"):
            owner.put_store(description(store=store))
    return application


@pytest.fixture
def owner(guarded: FastAPI) -> Iterator[Client]:
    with Client.in_process(guarded) as client:
        yield client


@pytest.fixture
def as_(guarded: FastAPI) -> As:
    """The server as the holder of a token sees it."""
    transport = InProcessTransport(guarded)
    return lambda token: Client("http://shop.invalid", token, transport=transport)


def enrolled(owner: Client, as_: As, device: str = "box-1", store: str = "lyon") -> str:
    return as_(None).enrol(owner.make_enrolment_code(store).code, device).token


def refusal(call: Callable[[], object]) -> tuple[int, str]:
    with pytest.raises(ApiError) as caught:
        call()
    return caught.value.status, caught.value.code


def test_a_box_sends_with_the_token_that_its_code_gave(owner: Client, as_: As) -> None:
    box = as_(enrolled(owner, as_))
    box.put_store(description())
    assert box.ingest(Box().batch(covered(0))).status == "stored"
    [known] = owner.devices("lyon").devices
    assert (known.device, known.rotated, known.pending, known.revoked) == (
        "box-1",
        None,
        False,
        None,
    )


def test_a_token_is_good_for_its_own_store_and_device_only(owner: Client, as_: As) -> None:
    box = as_(enrolled(owner, as_))
    csv = ("x.csv", b"Date,Amount\n2026-05-06,12.50\n")
    for call, expected in (
        (partial(box.ingest, Box(device="box-2").batch(covered(0))), (403, "forbidden")),
        (partial(box.ingest, Box(store="nice").batch(covered(0))), (403, "forbidden")),
        (partial(box.put_store, description(store="nice")), (403, "forbidden")),
        (partial(box.rotate_token, "lyon", "box-2"), (403, "forbidden")),
        (partial(box.import_sales, "lyon", csv), (401, "unauthorized")),
        (partial(box.make_enrolment_code, "lyon"), (401, "unauthorized")),
        (partial(box.devices, "lyon"), (401, "unauthorized")),
        (partial(box.revoke_token, "lyon", "box-1"), (401, "unauthorized")),
    ):
        assert refusal(call) == expected
    assert owner.store("nice").last is None


def test_a_code_serves_once_and_not_for_long(owner: Client, as_: As, database: Database) -> None:
    nobody = as_(None)
    code = owner.make_enrolment_code("lyon").code
    nobody.enrol(code.lower().replace("-", " "), "box-1")
    assert refusal(partial(nobody.enrol, code, "box-2")) == (410, "code_used")
    late = owner.make_enrolment_code("lyon", valid_minutes=1)
    assert late.expires - datetime.now(UTC) < timedelta(seconds=61)
    with database.write() as session:
        session.execute(
            update(EnrolmentCode)
            .where(EnrolmentCode.used.is_(None))
            .values(expires=datetime.now(UTC) - timedelta(seconds=1))
        )
    assert refusal(partial(nobody.enrol, late.code, "box-2")) == (410, "code_expired")
    assert refusal(partial(nobody.enrol, new_code("lyon"), "box-2")) == (401, "unknown_code")
    assert refusal(partial(nobody.enrol, "nonsense", "box-2")) == (401, "unknown_code")
    # The code of one store is no code of another.
    other = owner.make_enrolment_code("nice").code.replace("nice", "lyon")
    assert refusal(partial(nobody.enrol, other, "box-2")) == (401, "unknown_code")


def test_of_many_who_type_a_code_at_once_one_enrols(owner: Client, as_: As) -> None:
    code = owner.make_enrolment_code("lyon").code

    def enrol(number: int) -> str:
        try:
            as_(None).enrol(code, f"box-{number}")
        except ApiError as error:
            return error.code
        return "enrolled"

    with ThreadPoolExecutor(4) as pool:
        said = sorted(pool.map(enrol, range(4)))
    assert said == ["code_used"] * 3 + ["enrolled"]
    assert len(owner.devices("lyon").devices) == 1


def test_a_device_is_not_replaced_unless_the_code_says_so(owner: Client, as_: As) -> None:
    first = enrolled(owner, as_)
    nobody, code = as_(None), owner.make_enrolment_code("lyon").code
    assert refusal(partial(nobody.enrol, code, "box-1")) == (409, "already_enrolled")
    # The refused code is still good.
    nobody.enrol(code, "box-2")
    bound = owner.make_enrolment_code("lyon", device="box-1").code
    assert refusal(partial(nobody.enrol, bound, "box-3")) == (409, "other_device")
    second = nobody.enrol(bound, "box-1").token
    assert as_(second).ingest(Box().batch(covered(0))).status == "stored"
    assert refusal(partial(as_(first).ingest, Box().batch(covered(1)))) == (401, "unauthorized")


def test_the_old_token_is_good_until_the_new_one_is_used(owner: Client, as_: As) -> None:
    box = Box()
    old = enrolled(owner, as_)
    lost = as_(old).rotate_token("lyon", "box-1").token
    assert as_(old).ingest(box.batch(covered(0))).status == "stored"
    new = as_(old).rotate_token("lyon", "box-1").token
    assert owner.devices("lyon").devices[0].pending
    # Of two replies the second one counts.
    assert refusal(partial(as_(lost).ingest, box.batch(covered(1)))) == (401, "unauthorized")
    assert as_(new).ingest(box.batch(covered(2))).status == "stored"
    assert refusal(partial(as_(old).ingest, box.batch(covered(3)))) == (401, "unauthorized")
    assert not owner.devices("lyon").devices[0].pending
    assert as_(new).ingest(box.batch(covered(4))).status == "stored"


def test_only_the_device_itself_changes_its_token(owner: Client, as_: As) -> None:
    enrolled(owner, as_)
    for anyone in (owner, as_(None), as_(new_token("lyon", "box-1"))):
        assert refusal(partial(anyone.rotate_token, "lyon", "box-1")) == (401, "unauthorized")


def test_a_revoked_token_is_worth_nothing_until_a_new_enrolment(owner: Client, as_: As) -> None:
    old = enrolled(owner, as_)
    following = as_(old).rotate_token("lyon", "box-1").token
    owner.revoke_token("lyon", "box-1")
    revoked = owner.devices("lyon").devices[0].revoked
    for token in (old, following):
        assert refusal(partial(as_(token).ingest, Box().batch(covered(0)))) == (401, "revoked")
        assert refusal(partial(as_(token).rotate_token, "lyon", "box-1")) == (401, "revoked")
    owner.revoke_token("lyon", "box-1")
    assert owner.devices("lyon").devices[0].revoked == revoked
    assert refusal(partial(owner.revoke_token, "lyon", "box-9")) == (404, "unknown_device")
    new = enrolled(owner, as_)
    assert as_(new).ingest(Box().batch(covered(0))).status == "stored"
    assert refusal(partial(as_(old).ingest, Box().batch(covered(1)))) == (401, "unauthorized")


def test_the_database_holds_no_secret(owner: Client, as_: As, file: Path) -> None:
    code = owner.make_enrolment_code("lyon").code
    token = as_(None).enrol(code, "box-1").token
    following = as_(token).rotate_token("lyon", "box-1").token
    with sqlite3.connect(file) as connection:
        dump = "\n".join(connection.iterdump())
    connection.close()
    assert "box-1" in dump
    letters = code.partition(":")[2]
    for secret in (letters, letters.replace("-", ""), *(each[-43:] for each in (token, following))):
        assert secret not in dump


def test_guessing_is_stopped_even_for_who_then_guesses_right(owner: Client, as_: As) -> None:
    nobody = as_(None)
    # Right ones cost nothing.
    for number in range(12):
        enrolled(owner, as_, f"box-{number}")
    for _ in range(10):
        assert refusal(partial(nobody.enrol, new_code("lyon"), "thief"))[0] == 401
    right = owner.make_enrolment_code("lyon").code
    assert refusal(partial(nobody.enrol, right, "thief")) == (429, "too_many_attempts")


def test_attempts_come_back_with_time_and_are_counted_by_address() -> None:
    now = [0.0]
    attempts = Attempts(limit=2, seconds=60, addresses=2, clock=lambda: now[0])
    assert [attempts.spend("a") for _ in range(3)] == [None, None, 60]
    assert attempts.spend("b") is None
    now[0] = 59.5
    assert attempts.spend("a") == 1
    now[0] = 60.0
    assert attempts.spend("a") is None
    for address in ("c", "d", "e"):
        assert attempts.spend(address) is None
    assert len(attempts._made) == 2


def test_a_server_without_a_token_stays_open(database: Database) -> None:
    application = create_app(database)
    with Client.in_process(application) as anyone:
        anyone.put_store(description())
        token = anyone.enrol(anyone.make_enrolment_code("lyon").code, "box-1").token
        assert anyone.ingest(Box().batch(covered(0))).status == "stored"
    transport = InProcessTransport(application)
    with Client("http://shop.invalid", token, transport=transport) as box:
        assert box.ingest(Box(device="box-2").batch(covered(1))).status == "stored"
        assert box.rotate_token("lyon", "box-1").token != token


def test_a_code_is_of_a_known_store(owner: Client) -> None:
    assert refusal(partial(owner.make_enrolment_code, "paris")) == (404, "unknown_store")


NAMES = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,63}", fullmatch=True)


@given(NAMES, NAMES)
def test_names_and_secrets_are_read_as_they_were_made(store: str, device: str) -> None:
    assert holder_named(new_token(store, device)) == (store, device)
    code = new_code(store)
    assert re.fullmatch(r"(.{4}-){3}.{4}", code.rpartition(":")[2])
    read = code_read(code)
    assert read is not None
    assert read[0] == store
    # As a person types it: in lower case, with spaces, and O for 0, l for 1.
    typed = code.lower().rpartition(":")
    letters = typed[2].replace("-", " ").replace("0", "o").replace("1", "l")
    assert code_read(f" {store} : {letters}") == read
    assert code_read(new_code(store)) != read


@pytest.mark.parametrize("text", ["", "x", "lyon.box", "lyon.box-1." + "a" * 42, "s3cret", "ü.é.x"])
def test_what_is_no_token_names_nobody(text: str) -> None:
    assert holder_named(text) is None
    assert code_read(text) is None
