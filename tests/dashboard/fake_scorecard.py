"""The small API's scorecard: made up, but always the same."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.requests import Request

ZONE = ZoneInfo("Europe/Paris")
NO_SOCIAL = "No figures of social networks were imported for these days."


def figure(value: float | None, n: int | None, unit: str = "share", **more: Any) -> dict[str, Any]:
    base: dict[str, Any] = {"low": None, "high": None, "flags": [], "note": None, "method": "count"}
    return base | {"value": value, "n": n, "unit": unit} | more


def part(name: str, found: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "figure": found}


def command(kind: str) -> str:
    return f"chaland import facts FILE --site SITE --kind {kind}"


def entries(margin: str | None) -> list[dict[str, Any]]:
    roi = figure(
        None,
        None,
        flags=["not measured"],
        note="The gross margin is not known: give it with the assumptions.",
    )
    if margin is not None:
        roi = figure(
            float(margin) - 0.5, None, flags=["attributed by the platform: not incremental"]
        )
    return [
        {
            "key": "multichannel_conversion",
            "formula": "(sale tickets + web orders) / (visitors in + web sessions)",
            "parts": [
                part("multichannel", figure(0.05, 1000, low=0.04, high=0.066)),
                part(
                    "store",
                    figure(0.15, 200, low=0.107, high=0.206, flags=["counter error not measured"]),
                ),
                part("web", figure(0.025, 800, low=0.016, high=0.038)),
            ],
            "assumptions": ["A session is not a person: who comes back to the site counts again."],
            "days": {"asked": 7, "known": 5},
            "imports": [],
            "commands": [],
            "link": None,
        },
        {
            "key": "acquisition_cost",
            "formula": "campaign costs / new customers",
            "parts": [
                part(
                    "acquisition_cost",
                    figure("125.00", 8, "amount/customer", currency="EUR")
                    | {"low": "63.44", "high": "289.54"},
                )
            ],
            "assumptions": [],
            "days": {"asked": 7, "known": 7},
            "imports": [],
            "commands": [],
            "link": None,
        },
        {
            "key": "social_engagement",
            "formula": "engagements / impressions",
            "parts": [
                part(
                    "per_impression",
                    figure(
                        None,
                        None,
                        flags=["not measured"],
                        note=f"{NO_SOCIAL} Run: `{command('social')}`.",
                    ),
                )
            ],
            "assumptions": [],
            "days": {"asked": 7, "known": 0},
            "imports": ["social"],
            "commands": [command("social")],
            "link": None,
        },
        {
            "key": "campaign_performance",
            "formula": "(revenue × margin − campaign costs) / campaign costs",
            "parts": [part("return_on_investment", roi)],
            "assumptions": [],
            "days": None,
            "imports": [],
            "commands": [],
            "link": None,
        },
        {
            "key": "journey_analysis",
            "formula": (
                "1 − people of a step / people of the step before, where most people are lost"
            ),
            "parts": [part("biggest_loss", figure(0.6, 180, flags=["visits seen in part"]))],
            "assumptions": [],
            "days": None,
            "imports": [],
            "commands": [],
            "link": "stopped",
        },
    ]


def add_routes(app: FastAPI) -> None:
    async def _scorecard(request: Request) -> JSONResponse:
        asked = request.query_params
        span: dict[str, Any] = {"from": None, "to": None}
        if "from" in asked:
            first, last = (date.fromisoformat(asked[key]) for key in ("from", "to"))
            span = {
                "from": datetime.combine(first, time(), ZONE).isoformat(),
                "to": datetime.combine(last + timedelta(days=1), time(), ZONE).isoformat(),
            }
        answer = {"currency": "EUR", "policy": {}, "entries": entries(asked.get("margin"))}
        return JSONResponse(span | answer)

    app.add_route("/v1/stores/{store}/scorecard", _scorecard)
