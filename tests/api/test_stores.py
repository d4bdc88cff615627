from __future__ import annotations

import base64
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from api.application import create_app
from api.client import Client
from api.database import Database
from api.errors import ApiError
from api.transport import InProcessTransport
from tests.api.shop import Box, covered, description, minute
from vision.description import StoreDescription


def test_a_store_comes_back_as_it_was_put(client: Client) -> None:
    assert client.put_store(description()) == description()
    answer = client.store("lyon")
    assert answer.model_dump(exclude={"first", "last"}) == description().model_dump()
    assert (answer.first, answer.last) == (None, None)


def test_a_store_says_its_first_and_last_covered_minute(client: Client) -> None:
    client.ingest(Box().batch(covered(3), covered(5), covered(9, status="offline")))
    [summary] = client.stores()
    assert (summary.first, summary.last) == (minute(3), minute(5))


@pytest.mark.parametrize(
    ("path", "change", "word"),
    [
        ("lyon", {"timezone": "Europe/Lyon"}, "Europe/Lyon"),
        ("lyon", {"currency": "euro"}, "currency"),
        ("lyon", {"k": 2}, "k"),
        ("nice", {}, "nice"),
    ],
)
def test_a_description_that_is_not_valid(
    client: Client, database: Database, path: str, change: dict[str, object], word: str
) -> None:
    body = description().model_dump(mode="json") | change
    http = httpx.Client(
        base_url="http://shop.invalid", transport=InProcessTransport(create_app(database))
    )
    answer = http.put(f"/v1/stores/{path}", json=body)
    assert answer.status_code == 422
    assert word in answer.json()["error"]["message"]


PLAN = {
    "outline": [[0, 0], [10.5, 0], [10.5, 4], [0, 4]], "cell": 0.5, "rows": 8, "cols": 21,
    "seen": base64.b64encode(bytes(21)).decode(),
}  # fmt: skip
"""168 cells: 21 bytes."""
ON_PLAN = {
    "zone": "queue", "camera": "plan", "name": "Queue", "type": "queue",
    "polygon": [[0, 0], [0.1, 0], [0.1, 0.1]], "engagement_seconds": 5, "visit_seconds": 2,
}  # fmt: skip
CORNERS = [[1, 1], [2, 1], [2, 3.5]]


def test_a_store_has_a_floor_plan(client: Client) -> None:
    known = StoreDescription.model_validate(
        description().model_dump() | {"plan": PLAN, "zones": [{**ON_PLAN, "metres": CORNERS}]}
    )
    client.put_store(known)
    answer = client.store("lyon")
    assert answer.plan is not None
    assert answer.plan == known.plan
    [zone] = answer.zones
    assert (zone.type, zone.metres) == ("queue", ((1, 1), (2, 1), (2, 3.5)))
    assert description().zones[0].type == "area"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"plan": {**PLAN, "seen": base64.b64encode(bytes(20)).decode()}}, "need 21"),
        ({"plan": {**PLAN, "seen": "!"}}, "not base64"),
        ({"plan": {**PLAN, "cell": 0}}, r"plan\.cell"),
        ({"zones": [ON_PLAN]}, "metres is for zones of the plan"),
        ({"zones": [{**ON_PLAN, "camera": "door", "metres": CORNERS}]}, "metres is for"),
        ({"zones": [{**ON_PLAN, "metres": CORNERS, "type": "checkout"}]}, r"zones\.0\.type"),
        ({"cameras": [{"camera": "plan", "name": "P", "analysis_fps": 5}]}, "another id"),
    ],
)
def test_a_floor_plan_that_is_not_valid(change: dict[str, Any], word: str) -> None:
    with pytest.raises(ValidationError, match=word):
        StoreDescription.model_validate(description().model_dump() | change)


def test_a_store_with_tickets_keeps_its_currency(client: Client) -> None:
    client.put_store(description(currency="CHF"))
    client.import_sales("lyon", ("x.csv", b"Date,Amount\n2026-05-06,12.50\n"))
    with pytest.raises(ApiError, match="CHF") as caught:
        client.put_store(description(currency="EUR"))
    assert caught.value.status == 409
    assert client.store("lyon").currency == "CHF"


def test_an_unknown_store_and_an_unknown_page(client: Client, database: Database) -> None:
    with pytest.raises(ApiError, match="no store 'nice'") as caught:
        client.store("nice")
    assert caught.value.status == 404
    http = httpx.Client(
        base_url="http://shop.invalid", transport=InProcessTransport(create_app(database))
    )
    assert http.get("/v1/nothing").json()["error"]["code"] == "not_found"
    assert http.delete("/v1/stores").json()["error"]["code"] == "method_not_allowed"
    assert http.get("/healthz").json() == {"status": "ok"}


def test_a_server_that_is_not_there_is_one_clear_error() -> None:
    with Client("http://127.0.0.1:9/api") as nobody, pytest.raises(ApiError) as caught:
        nobody.stores()
    assert caught.value.status == 0
    assert "127.0.0.1:9" in caught.value.message


def test_a_server_that_is_not_chaland_is_one_clear_error() -> None:
    def other(request: httpx.Request) -> httpx.Response:
        return httpx.Response(502, text="<h1>Bad Gateway</h1>")

    with (
        Client("http://proxy.invalid", transport=httpx.MockTransport(other)) as client,
        pytest.raises(ApiError, match="502"),
    ):
        client.stores()


async def _stores(client: Client) -> int:
    return len(client.stores())


def test_the_client_works_inside_an_event_loop(client: Client) -> None:
    import asyncio

    assert asyncio.run(_stores(client)) == 1
