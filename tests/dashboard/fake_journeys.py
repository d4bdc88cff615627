"""The small API's journeys, flows and queues: made up, but always the same."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.requests import Request

ZONE = ZoneInfo("Europe/Paris")
WHOLE = "62% of the visits were seen from door to door."
NO_STREET = "No street is seen: draw a zone of the type `street` on the plan."
NAMES = {
    "table": "Table de démonstration",
    "shelf": "Rayon <promo>",
    "queue": "File",
    "till": "Caisse",
}
FULL = {"share": 1.0, "minutes_expected": 600, "minutes_covered": 600, "basis": "opening hours"}
DARK = FULL | {"share": 0.0, "minutes_covered": 0}


def figure(value: float | None, n: int | None = None, **others: Any) -> dict[str, Any]:
    base: dict[str, Any] = {"value": value, "n": n, "unit": "share", "method": "count"}
    return base | {"low": None, "high": None, "flags": [], "note": None} | others


def share(part: int, whole: int, method: str = "visits with a stop in such a zone") -> Any:
    at = part / whole
    return figure(
        at,
        whole,
        low=at - 0.01,
        high=at + 0.01,
        method=f"{method}; Wilson 95 %",
        flags=["visits seen in part"],
        note=WHOLE,
    )


def missing(note: str, *, flag: str = "not measured", n: int | None = None) -> dict[str, Any]:
    return figure(None, n, flags=[flag], note=note)


def people(value: int | None, why: str = "") -> dict[str, Any]:
    return missing(why) if value is None else figure(value, value, unit="people", note=WHOLE)


def stage(
    name: str, count: int | None, of: str | None = None, whole: int = 0, why: str = ""
) -> dict[str, Any]:
    of_whole = None if of is None else missing(why) if count is None else share(count, whole)
    inside = name in ("reached", "stopped", "queued", "served") and count is not None
    return {
        "stage": name,
        "people": people(count, why),
        "of": of,
        "share": of_whole,
        "of_visits": share(count or 0, 400) if inside else None,
    }


def rates(street: bool) -> dict[str, Any]:
    outside = {
        "capture_rate_of_passers_by": share(
            360, 1800, "people who came in / people who passed by and did not"
        ),
        "capture_rate_of_traffic": share(
            360, 2160, "people who came in / people who passed by or came in"
        ),
        "window_stop_rate": share(240, 2160),
        "window_entry_rate": missing(
            "3 people at the window; at least 5 are needed.", flag="not enough data", n=3
        ),
    }
    return (outside if street else dict.fromkeys(outside, missing(NO_STREET))) | {
        "turn_back_rate": share(18, 360),
        "stop_rate": share(200, 400, "visits with a stop in a zone, no queue and no till / visits"),
        "backtracking_rate": share(44, 400),
        "hesitation_rate": share(30, 400),
        "queue_abandonment_rate": share(20, 160),
    }


def touchpoint(kind: str, zone: str | None = None, **others: Any) -> dict[str, Any]:
    short = missing("The boxes release dwell for 10 visits or more.", flag="not enough data", n=0)
    return {
        "zone": zone,
        "name": None if zone is None else NAMES.get(zone, zone),
        "type": kind,
        "attraction": share(200, 400),
        "use": share(60, 200),
        "use_per_visitor": share(60, 400),
        "dwell_p50_seconds": short,
        "wait_p50_seconds": missing("Waits are measured in zones of the plan of the type `queue`."),
        **others,
    }


def journey(street: bool = True) -> dict[str, Any]:
    """``street``: whether a zone of that type is drawn."""
    seconds: dict[str, Any] = {"unit": "seconds", "low": 60.0, "high": 90.0}
    return {
        "coverage": FULL,
        "whole": figure(0.62, 400),
        "funnel": [
            stage("outside", 2160 if street else None, why=NO_STREET),
            stage("looked", 240 if street else None, "outside", 2160, NO_STREET),
            stage("entered", 360, *(("outside", 2160) if street else ())),
            stage("visits", 400),
            stage("reached", 320, "visits", 400),
            stage("stopped", 200, "reached", 320),
            stage("queued", 160, "visits", 400),
            stage("served", 140, "queued", 160),
        ],
        "rates": rates(street),
        "paths": [
            {"zones": ["table", "queue", "till"], "visits": 90, "share": share(90, 400)},
            {"zones": ["shelf"], "visits": 60, "share": share(60, 400)},
            *(
                {
                    "zones": ["table", "shelf"] * 2 + [f"zone-{each}"],
                    "visits": 11,
                    "share": share(11, 400),
                }
                for each in range(12)
            ),
            {"zones": None, "visits": 118, "share": share(118, 400)},
        ],
        "touchpoints": [
            touchpoint("area", attraction=figure(1.2, 400, flags=["above 100 %"])),
            touchpoint("queue"),
            touchpoint("area", "table"),
            touchpoint("area", "shelf"),
            touchpoint("queue", "queue", wait_p50_seconds=figure(74.0, 150, **seconds)),
        ],
        "note": None,
    }


UNTOLD = "No visits are told: the boxes release them for 10 or more."


def untold() -> dict[str, Any]:
    """Fewer than k visits came."""
    none = missing(UNTOLD, flag="not enough data")
    known = journey()
    stages = [
        each | {"people": none, "share": each["share"] and none, "of_visits": None}
        for each in known["funnel"]
    ]
    return known | {
        "whole": none,
        "funnel": stages,
        "rates": dict.fromkeys(known["rates"], none),
        "paths": [],
        "note": UNTOLD,
    }


# People go to and fro between table and shelf.
LINKS = [
    (":door", "table", 200),
    (":door", "shelf", 120),
    ("table", "shelf", 80),
    ("shelf", "table", 40),
    ("table", "queue", 150),
    ("queue", "till", 130),
    ("queue", ":door", 20),
    ("till", ":door", 130),
    ("shelf", ":unseen", 160),
]


def flow() -> dict[str, Any]:
    leaving = {
        origin: sum(each[2] for each in LINKS if each[0] == origin) for origin, _, _ in LINKS
    }
    return {
        "visits": 400,
        "whole": figure(0.62, 400),
        "links": [
            {"origin": a, "destination": b, "people": n, "share": share(n, leaving[a])}
            for a, b, n in sorted(LINKS, key=lambda each: -each[2])
        ],
        "note": None,
    }


def incidence(value: float) -> dict[str, float]:
    return {"share": value, "variance": 0.0001, "low": value - 0.02, "high": value + 0.02}


def queue(dark: bool = False, length: float = 1.5) -> dict[str, Any]:
    unseen = missing("No minute of this period was observed.", flag="not enough data")

    def count(value: float, unit: str = "people") -> dict[str, Any]:
        return unseen if dark else figure(value, 160, unit=unit)

    times = ((12.1, 0.1, 0.01), (56.2, 0.31, 0.04), (121.2, 0.64, 0.09), (316.2, 0.82, 0.15))
    never = missing(
        "90% of those who join are served by nobody's wait that was seen.", flag="not enough data"
    )
    return {
        "zone": "queue",
        "name": "File",
        "joined": count(163),
        "served": count(140),
        "abandoned": count(20),
        "censored": count(3),
        "mean_length": count(length),
        "peak_length": count(6),
        "wait_p50_seconds": unseen
        if dark
        else figure(74.0, 158, unit="seconds", low=60.0, high=90.0),
        "wait_p90_seconds": never,
        "abandonment_rate": unseen if dark else figure(0.154, 158, low=0.11, high=0.2),
        "outcomes": []
        if dark
        else [
            {"seconds": at, "served": incidence(served), "abandoned": incidence(left)}
            for at, served, left in times
        ],
        "note": None,
    }


def live(stale: bool = False) -> dict[str, Any]:
    wait = figure(240.0, 10, unit="seconds", low=60.0, high=700.0)
    return {
        "zone": "queue",
        "name": "File",
        "as_of": "2026-11-22T13:30:00Z",
        "waiting": None if stale else 3.0,
        "wait_seconds": missing("The queue was last seen at 2026-11-22 13:30 UTC.")
        if stale
        else wait,
    }


def moment(day: date, hour: int) -> str:
    return datetime.combine(day, time(hour), ZONE).isoformat()


def parts(by: str, first: date, last: date) -> list[dict[str, Any]]:
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    if by == "hour":
        # Nobody watched at noon.
        return [
            {
                "start": moment(day, hour),
                "end": moment(day, hour + 1),
                "coverage": DARK if hour == 12 else FULL,
                "queues": [queue(hour == 12, length=hour / 10)],
            }
            for day in days
            for hour in range(9, 19)
        ]
    spans = [(day, day) for day in days] if by == "day" else [(first, last)]
    return [
        {
            "start": moment(start, 0),
            "end": moment(end + timedelta(days=1), 0),
            "coverage": FULL,
            "queues": [queue()],
        }
        for start, end in spans
    ]


def add_routes(app: FastAPI, given: dict[str, Any] | None = None) -> None:
    """``given``: other `journeys` and `flows`, a period of each; other `live`; and `queues`, parts
    of its whole answer."""
    known: dict[str, Any] = {"journeys": journey(), "flows": flow(), "live": live()} | (given or {})

    def answer(
        request: Request, periods: list[dict[str, Any]], more: dict[str, Any]
    ) -> JSONResponse:
        asked = request.query_params
        first, last = (date.fromisoformat(asked[key]) for key in ("from", "to"))
        span = {"from": moment(first, 0), "to": moment(last + timedelta(days=1), 0)}
        policy = {"min_visitors": 5, "k": 10}
        periods = [{"start": span["from"], "end": span["to"]} | each for each in periods]
        return JSONResponse(span | {"policy": policy, "periods": periods} | more)

    async def _journeys(request: Request) -> JSONResponse:
        return answer(request, [known["journeys"]], {"names": NAMES})

    async def _flows(request: Request) -> JSONResponse:
        return answer(request, [known["flows"]], {"names": NAMES})

    async def _queues(request: Request) -> JSONResponse:
        asked = request.query_params
        days = (date.fromisoformat(asked[key]) for key in ("from", "to"))
        found = parts(asked.get("by", "total"), *days)
        return answer(request, found, {"live": [known["live"]]} | known.get("queues", {}))

    app.add_route("/v1/stores/{store}/journeys", _journeys)
    app.add_route("/v1/stores/{store}/flows", _flows)
    app.add_route("/v1/stores/{store}/queues", _queues)
