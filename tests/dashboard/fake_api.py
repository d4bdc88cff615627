"""A small API of the agreed shapes, with figures that are made up but always the same.

As a program it is the whole installation: ``python fake_api.py --port 0`` serves the pages over it.
"""

from __future__ import annotations

import argparse
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.requests import Request  # FastAPI reads the annotations

from tests.dashboard import fake_audits, fake_campaigns, fake_health, fake_journeys, fake_scorecard

ZONE = ZoneInfo("Europe/Paris")
FIRST, LAST = date(2026, 11, 16), date(2026, 11, 22)
HOURS = range(9, 19)
# Wednesday from 13:00 to 15:59 nobody watched; Thursday 10:00 only a half.
DARK = {(date(2026, 11, 18), hour) for hour in (13, 14, 15)}
HALF = {(date(2026, 11, 19), 10)}

STORE: dict[str, Any] = {
    "store": "lyon",
    "name": "Lyon Part-Dieu",
    "timezone": "Europe/Paris",
    "currency": "EUR",
    "cut_over": "00:00:00",
    "opening_hours": None,
    "k": 10,
    "first": "2026-11-16T09:00:00+01:00",
    "last": "2026-11-22T18:59:00+01:00",
    "cameras": [
        {"camera": "door", "name": "Entrée", "width": 1280, "height": 720, "analysis_fps": 5},
        {"camera": "hall", "name": "Hall", "width": 640, "height": 480, "analysis_fps": 5},
    ],
    "lines": [
        {
            "line": "door",
            "camera": "door",
            "name": "Porte",
            "role": "entrance",
            "start": [0.9, 0.88],
            "end": [0.1, 0.88],
            "refund_seconds": 10,
            "reentry_seconds": 30,
        }
    ],
    "zones": [
        {
            "zone": "table",
            "camera": "door",
            "name": "Table de démonstration",
            "polygon": [[0.15, 0.3], [0.45, 0.3], [0.5, 0.6], [0.1, 0.6]],
            "engagement_seconds": 10,
            "visit_seconds": 2,
        },
        {
            "zone": "shelf",
            "camera": "door",
            "name": "Rayon <promo>",
            "polygon": [[0.6, 0.25], [0.9, 0.25], [0.95, 0.55], [0.62, 0.55]],
            "engagement_seconds": 10,
            "visit_seconds": 2,
        },
        {
            "zone": "plan-pavement",
            "camera": "plan",
            "name": "Trottoir",
            "type": "street",
            "polygon": [[0, 0], [1, 0], [1, 0.2], [0, 0.2]],
            "metres": [[0, -2], [8, -2], [8, 0], [0, 0]],
            "engagement_seconds": 10,
            "visit_seconds": 2,
        },
    ],
    "plan": {
        "outline": [[0, 0], [8, 0], [8, 8], [0, 8]],
        "cell": 0.5,
        "rows": 20,
        "cols": 16,
        "seen": "",
    },
}
NEW_STORE = STORE | {"store": "nice", "name": "Nice", "first": None, "last": None}
SILENT_STORE = STORE | {"store": "lille", "name": "Lille", "timezone": "Europe/Paris"}


def quantity(value: Any, n: int | None, unit: str, **others: Any) -> dict[str, Any]:
    base: dict[str, Any] = {"low": None, "high": None, "method": "count", "flags": [], "note": None}
    return base | {"value": value, "n": n, "unit": unit} | others


def money(value: str | None, n: int | None, **others: Any) -> dict[str, Any]:
    return quantity(value, n, "money", currency="EUR", **others)


def people(day: date, hour: int) -> int:
    return 40 + 13 * (hour - 9) % 60 + (55 if day.weekday() >= 5 else 0)


def watched(cells: list[tuple[date, int]]) -> list[tuple[date, int]]:
    return [cell for cell in cells if cell not in DARK]


def moment(day: date, hour: int) -> str:
    return datetime.combine(day, time(hour), ZONE).isoformat()


def period(cells: list[tuple[date, int]], start: str, end: str, sales: bool) -> dict[str, Any]:
    seen = watched(cells)
    minutes = sum(30 if cell in HALF else 60 for cell in seen)
    share = minutes / (60 * len(cells))
    visitors = sum(people(*cell) for cell in seen) if seen else None
    flags = ["counter error not measured"] + (["partial coverage"] if share < 1 else [])
    common: dict[str, Any] = {"flags": flags}
    tickets = round(visitors * 0.151) if visitors and sales else None
    no_sale = {"flags": ["not enough data"], "note": "No ticket of this period is a sale."}
    no_receipts = {"flags": ["not measured"], "note": "No receipts were imported for this period."}
    none: dict[str, Any] = no_sale if sales else no_receipts
    absent = {} if tickets else none
    amount = None if tickets is None else f"{tickets * 31.4:.2f}"
    little = seen and len(cells) == 1
    return {
        "start": start,
        "end": end,
        "label": start,
        "coverage": {
            "share": share,
            "minutes_expected": 60 * len(cells),
            "minutes_covered": minutes,
            "basis": "opening hours",
        },
        "footfall": quantity(visitors, visitors, "people", **common),
        "exits": quantity(visitors and visitors - 3, None, "people"),
        "u_turns": quantity(12 if seen else None, None, "people"),
        "re_entries": quantity(7 if seen else None, None, "people"),
        "conversion": quantity(None, visitors, "share", **none)
        if tickets is None or visitors is None
        else quantity(
            tickets / visitors,
            visitors,
            "share",
            low=tickets / visitors - 0.012,
            high=tickets / visitors + 0.013,
            method="Wilson interval",
            flags=flags,
        ),
        "transactions": quantity(tickets, tickets, "tickets", **absent),
        "sales": money(amount, tickets, **absent),
        "atv": money(
            tickets and "31.40",
            tickets,
            low=tickets and "30.02",
            high=tickets and "32.81",
            **absent,
        ),
        "upt": quantity(tickets and 2.13, tickets, "items/ticket", **absent),
        "sales_per_visitor": money(tickets and "4.74", visitors, **absent),
        "occupancy": {"mean": 11.2, "peak": 31, "note": None},
        "zones": [
            {
                "zone": "table",
                "name": "Table de démonstration",
                "visits": 812,
                "passes": 1204,
                "stops": 377,
                "engagement_rate": quantity(0.464, 812, "share", low=0.43, high=0.499),
                "dwell_mean_seconds": 41.27,
                "dwell_p50_seconds": None if little else 23.5,
                "dwell_p90_seconds": None if little else 128.0,
                "dwell_n": 812,
                "censored": 14,
                "note": None,
            },
            {
                "zone": "shelf",
                "name": "Rayon <promo>",
                "visits": 7,
                "passes": 31,
                "stops": 2,
                "engagement_rate": quantity(None, 7, "share", flags=["not enough data"]),
                "dwell_mean_seconds": 12.0,
                "dwell_p50_seconds": None,
                "dwell_p90_seconds": None,
                "dwell_n": 7,
                "censored": 0,
                "note": "No dwell: the boxes release it for 10 visits or more.",
            },
        ],
        "lines": [
            {
                "line": "door",
                "name": "Porte",
                "role": "entrance",
                "in": visitors,
                "out": visitors and visitors - 3,
                "u_turns": 12,
                "re_entries": 7,
                "groups": None,
            }
        ],
    }


def periods(first: date, last: date, grain: str, sales: bool) -> list[dict[str, Any]]:
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    cells = [(day, hour) for day in days for hour in HOURS]
    if grain == "hour":
        return [
            period([cell], moment(*cell), moment(cell[0], cell[1] + 1), sales) for cell in cells
        ]
    if grain == "day":
        return [
            period(
                [cell for cell in cells if cell[0] == day],
                moment(day, 0),
                moment(day + timedelta(days=1), 0),
                sales,
            )
            for day in days
        ]
    return [period(cells, moment(first, 0), moment(last + timedelta(days=1), 0), sales)]


def heat(hour: int | None) -> list[list[float]]:
    """18 × 32: a warm table, a colder shelf, and everywhere else nobody."""
    factor = 10.0 if hour is None else 0.5 + (hour - 9) / 9
    rows = [[0.0] * 32 for _ in range(18)]
    for row in range(5, 11):
        for col in range(5, 15):
            rows[row][col] = round(factor * (40 - 3 * abs(row - 8) - 3 * abs(col - 9)), 1)
        for col in range(20, 29):
            rows[row][col] = round(factor * 1.5, 1)
    return rows


def plan_heat(hour: int | None, other: int | None, compared: bool) -> list[list[float | None]]:
    """20 × 16 cells: warm on the pavement, and no camera sees the last column."""
    factor = 24.0 if hour is None else 10.0 + hour
    if compared:
        factor -= 24.0 if other is None else 10.0 + other
    return [
        [None if col == 15 else (factor if row < 4 and col > 2 else 0.0) for col in range(16)]
        for row in range(20)
    ]


def application(
    stores: list[dict[str, Any]] | None = None,
    sales: bool = True,
    token: str | None = None,
    health: dict[str, Any] | None = None,
    journeys: dict[str, Any] | None = None,
    campaigns: dict[str, Any] | None = None,
) -> FastAPI:
    known = {store["store"]: store for store in ([STORE] if stores is None else stores)}
    app = FastAPI()

    @app.get("/v1/stores")
    def _stores() -> list[dict[str, Any]]:
        keys = ("store", "name", "timezone", "currency", "first", "last")
        return [{key: store[key] for key in keys} for store in known.values()]

    @app.get("/v1/stores/{store}")
    def _store(store: str) -> Any:
        return known[store]

    def kpis(store: str, request: dict[str, str]) -> Any:
        if store == "lille":
            error = {"code": "busy", "message": "the database is locked", "hint": "Try again."}
            return JSONResponse({"error": error}, 503)
        first = date.fromisoformat(request.get("from", FIRST.isoformat()))
        last = date.fromisoformat(request.get("to", LAST.isoformat()))
        grain = request.get("grain", "total")
        return {
            "store": store,
            "currency": "EUR",
            "timezone": "Europe/Paris",
            "from": moment(first, 0),
            "to": moment(last + timedelta(days=1), 0),
            "grain": grain,
            "policy": {
                "min_visitors": 5,
                "k": 10,
                "refund_seconds": {"door": 10.0},
                "reentry_seconds": {"door": 30.0},
            },
            "periods": periods(first, last, grain, sales),
        }

    async def _kpis_route(request: Request) -> Any:
        answer = kpis(request.path_params["store"], dict(request.query_params))
        return answer if isinstance(answer, JSONResponse) else JSONResponse(answer)

    async def _heat_route(request: Request) -> Any:
        query = request.query_params
        base = {
            "camera": query["camera"],
            "measure": query["measure"],
            "unit": "person-seconds" if query["measure"] == "dwell" else "passages",
            "from": query["from"],
            "to": query["to"],
            "coverage": {"share": 1.0},
        }
        if query["camera"] == "plan":
            return JSONResponse(base | _plan_answer(query))
        if query["camera"] != "door":
            note = "Camera 'hall' has no heat in this stretch."
            return JSONResponse(
                base | {"rows": None, "cols": None, "max": None, "values": None, "note": note}
            )
        hour = datetime.fromisoformat(query["from"]).hour if "T" in query["from"] else None
        values = heat(hour)
        most = max(map(max, values))
        return JSONResponse(base | {"rows": 18, "cols": 32, "max": most, "values": values})

    def _plan_answer(query: Any) -> dict[str, Any]:
        def hour_of(name: str) -> int | None:
            text = query.get(name, "")
            return datetime.fromisoformat(text).hour if "T" in text else None

        compared = "against_from" in query
        values = plan_heat(hour_of("from"), hour_of("against_from"), compared)
        return {
            "unit": "person-seconds per m² per hour",
            "rows": 20,
            "cols": 16,
            "max": max(abs(each) for row in values for each in row if each is not None),
            "values": values,
            "against": {"coverage": {"share": 0.5}} if compared else None,
        }

    app.add_route("/v1/stores/{store}/kpis", _kpis_route)
    app.add_route("/v1/stores/{store}/heatmap", _heat_route)
    fake_audits.add_routes(app, token)
    fake_campaigns.add_routes(app, token, campaigns)
    fake_health.add_routes(app, health)
    fake_journeys.add_routes(app, journeys)
    fake_scorecard.add_routes(app)
    return app


if __name__ == "__main__":
    from dashboard.server import AddressError, serve

    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--empty", action="store_true")
    parser.add_argument("--broken", action="store_true", help="a store that no page can show")
    given = parser.parse_args()
    stores = [] if given.empty else [STORE | {"timezone": "Mars/Base"}] if given.broken else None
    try:
        serve(application(stores), port=given.port)
    except AddressError as error:
        raise SystemExit(f"{error}") from error
