"""The small API's campaigns: made up, but always the same."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response
from starlette.requests import Request

FIRST, LAST = date(2026, 11, 9), date(2026, 11, 15)
CAMPAIGN: dict[str, Any] = {
    "store": "lyon",
    "campaign": "autumn",
    "name": "Automne",
    "from": FIRST.isoformat(),
    "to": LAST.isoformat(),
    "zone": "table",
    "lever": "vitrine",
    "controls": ["nice"],
    "budget": "500.00",
    "spend": None,
    "margin": 0.4,
    "planned": {"uplift": 0.06},
    "currency": "EUR",
    "created": "2026-11-01T10:00:00Z",
    "updated": "2026-11-01T10:00:00Z",
}
METHOD = "measured / expected - 1; structural time series on the days before, widened by placebos"
NO_CONTROL = "There is no control: whatever else changed in these days is in it."
NO_CUSTOMERS = (
    "How many customers there were is not known: receipts are imported without them. Run: "
    "`chaland import facts FILE --site SITE --kind customers`."
)


def figure(value: float | None, unit: str, **more: Any) -> dict[str, Any]:
    base = {"low": None, "high": None, "method": METHOD, "n": 7, "flags": [], "note": None}
    return {"value": value, "unit": unit} | base | more


def money(value: str | None, **more: Any) -> dict[str, Any]:
    return figure(None, "amount", currency="EUR", **more) | {"value": value}


def days() -> list[dict[str, Any]]:
    """Ten weeks before, of which one day is not known, and the campaign."""
    found = []
    for number in range(77):
        day = FIRST - timedelta(days=70 - number)
        inside = number >= 70
        found.append(
            {
                "day": day.isoformat(),
                "measured": None if number == 60 else 130.0 if inside else 100.0,
                "expected": 110.0 if inside else None,
                "low": 95.0 if inside else None,
                "high": 125.0 if inside else None,
            }
        )
    return found


def measure(which: str, *, effect: bool = True, **more: Any) -> dict[str, Any]:
    sizes = {"low": 0.052, "high": 0.193}
    base = {
        "measure": which,
        "zone": None,
        "name": None,
        "kind": "effect" if effect else "difference",
        "why": [] if effect else [NO_CONTROL],
        "sign": "more",
        "conclusive": True,
        "size": figure(0.1234, "share", **sizes),
        "measured": figure(910, "people"),
        "expected": figure(810, "people"),
        "extra": figure(100, "people", low=45, high=146),
        "controls": ["nice"] if effect else [],
        "weeks_before": 10,
        "days_used": 7,
        "days_left_out": 1,
        "days_under_covered": 0,
        "placebos": {"number": 8, "as_large": 2, "p": 3 / 9, "excess": 1.21, "widening": 1.42},
        "contrast": {"value": 0.11, "low": 0.02, "high": 0.2, "blocks": 10} if effect else None,
        "days": days(),
    }
    return base | more


def result(campaign: dict[str, Any], *, effect: bool = True, clear: bool = True) -> dict[str, Any]:
    turnover = {
        "measured": money("27300.00"),
        "expected": money("24300.00"),
        "extra": money("3000.00", low="1350.00", high="4380.00"),
    }
    unclear = {} if clear else {"sign": "unclear", "conclusive": False}
    absent = figure(None, "share", flags=["not measured"], note=NO_CUSTOMERS)
    gap = {"measure": "uplift", "planned": 0.06, "measured": 0.1234, "gap": 0.0634}
    return {
        "campaign": campaign,
        "over": True,
        "verdict": {
            "measure": "turnover",
            "kind": "effect" if effect else "difference",
            "why": [] if effect else [NO_CONTROL],
            "sign": "more" if clear else "unclear",
            "conclusive": clear,
            "size": 0.1234,
            "low": 0.052 if clear else -0.021,
            "high": 0.193,
            "extra": turnover["extra"],
        },
        "measures": [
            measure("footfall", effect=effect),
            measure("turnover", effect=effect, **turnover, **unclear),
            measure(
                "customers",
                effect=False,
                why=[],
                sign="unclear",
                conclusive=False,
                size=absent,
                placebos=None,
                days=[],
                **dict.fromkeys(("measured", "expected", "extra"), absent),
            ),
            measure("zone_visits", effect=effect, zone="shelf", name="Rayon <promo>"),
        ],
        "returns": {
            "roi": figure(
                1.4, "share", low=0.08, high=2.504,
                method="(extra turnover x margin - spend) / spend",
            ),
            "basis": "margin",
            "definition": "(extra turnover x margin - spend) / spend",
            "gain": money("1200.00"),
            "spend": "500.00",
            "spend_is_budget": True,
            "budget": "500.00",
        },
        "gaps": [gap | {"low": 0.052, "high": 0.193, "reached": None}],
        "gap_explained": {"traffic": "-500.00", "sales_per_visitor": "700.00"},
        "explained": {"traffic": "2000.00", "conversion": "1200.00", "basket": "-200.00"},
        "notes": ["Days before that other campaigns ran in are left out."],
        "policy": {"weeks_for_effect": 8, "share_of_days": 0.5},
    }  # fmt: skip


def add_routes(app: FastAPI, token: str | None = None, given: dict[str, Any] | None = None) -> None:
    """``given``: `campaigns`, those of the store `lyon`, and options of `result`."""
    options = dict(given or {})
    kept: dict[str, dict[str, Any]] = {
        each["campaign"]: each for each in options.pop("campaigns", [CAMPAIGN])
    }

    def is_writer(request: Request) -> bool:
        return token is None or request.headers.get("authorization") == f"Bearer {token}"

    async def _list(request: Request) -> JSONResponse:
        store = request.path_params["store"]
        found = list(kept.values()) if store == "lyon" else []
        return JSONResponse({"store": store, "writable": is_writer(request), "campaigns": found})

    async def _one(request: Request) -> JSONResponse:
        name = request.path_params["campaign"]
        if not is_writer(request):
            error = {"message": "This server takes data only with its token.", "hint": None}
            return JSONResponse({"error": error}, 401)
        if request.method == "DELETE":
            del kept[name]
            return Response(status_code=204)
        asked = await request.json()
        if asked["lever"] == "refuse":
            error = {"message": f"Store 'lyon' has no campaign '{name}'.", "hint": None}
            return JSONResponse({"error": error}, 422)
        kept[name] = CAMPAIGN | asked | {"campaign": name}
        return JSONResponse(kept[name])

    async def _result(request: Request) -> JSONResponse:
        return JSONResponse(result(kept[request.path_params["campaign"]], **options))

    app.add_route("/v1/stores/{store}/campaigns", _list)
    app.add_route("/v1/stores/{store}/campaigns/{campaign}", _one, methods=["PUT", "DELETE"])
    app.add_route("/v1/stores/{store}/campaigns/{campaign}/result", _result)
