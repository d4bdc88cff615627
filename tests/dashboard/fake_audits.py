"""The small API's audits: made up, but always the same."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.requests import Request

STARTS = ("16T10:00", "17T12:15", "19T17:30", "21T15:45")


def share(value: float | None, n: int, low: float | None, high: float | None) -> dict[str, Any]:
    return {
        "value": value,
        "unit": "share",
        "method": "right / (seen by the person + doubled + invented); Wilson 95 %",
        "n": n,
        "low": low,
        "high": high,
        "flags": [] if value is not None else ["not measured"],
        "note": None if value is not None else "No crossing was counted by hand yet.",
    }


def errors(quarters: int, human: int, missed: int, doubled: int, wrong: int) -> dict[str, Any]:
    machine = human - missed + doubled + wrong
    return {
        "quarters": quarters,
        "human": human,
        "machine": machine,
        "missed": missed,
        "doubled": doubled,
        "invented": 0,
        "wrong_way": wrong,
        "net_error": (machine - human) / human if human else None,
        "gross_error": (missed + doubled + wrong) / human if human else None,
        "accuracy": share(0.9832, human + doubled, 0.9692, 0.9909)
        if human
        else share(None, 0, None, None),
    }


def results(empty: bool) -> dict[str, Any]:
    why = "Line door has no quarter-hour counted by hand."
    line = {
        "line": "door",
        "name": "Porte",
        "role": "entrance",
        "audits": 0 if empty else 1,
        **(errors(0, 0, 0, 0, 0) if empty else errors(3, 593, 7, 3, 2)),
        "strata": []
        if empty
        else [
            {"stratum": "peak", **errors(2, 462, 6, 2, 2)},
            {"stratum": "off_peak", **errors(1, 131, 1, 1, 0)},
        ],
        "claim": {
            "share": 0.98,
            "more": None if empty else 4510,
            "why": "No crossing was counted by hand yet." if empty else None,
        },
        "left_out": [] if empty else ["2026-11-19T16:30:00Z"],
        "waiting": 0 if empty else 1,
        "outdated": 0,
        "last": None if empty else "2026-11-21T15:00:00Z",
        "due": {"reason": "never audited", "since": None}
        if empty
        else {"reason": "three months passed", "since": "2027-02-21T15:00:00Z"},
    }
    return {
        "store": "lyon",
        "tolerance_seconds": 3,
        "counter_errors": [
            {
                "direction": way,
                "relative": None if empty else 0.0142,
                "audits": 0 if empty else 1,
                "why": why if empty else None,
            }
            for way in ("in", "out")
        ],
        "lines": [line],
    }


def audit(name: str) -> dict[str, Any]:
    return {
        "audit": name,
        "line": "door",
        "name": "Porte",
        "drawn": "2026-11-22T18:00:00Z",
        "from": "2026-11-16T00:00:00Z",
        "to": "2026-11-22T23:00:00Z",
        "upcoming": False,
        "seed": 42,
        "sizes": {"peak": 96, "off_peak": 184},
        "unobserved": 12,
        "current": True,
        "page": f"/v1/stores/lyon/audits/{name}/tally",
        "key": "k" * 32,
        "quarters": [
            {
                "start": f"2026-11-{start}:00+01:00",
                "stratum": "peak" if index % 2 else "off_peak",
                "tallied": None if index == 3 else "2026-11-22T19:00:00Z",
                "source": None if index == 3 else "recording",
                "in": None if index == 3 else 110 + index,
                "out": None if index == 3 else 90 - index,
            }
            for index, start in enumerate(STARTS)
        ],
    }


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def refusal(message: str, status: int) -> JSONResponse:
    error = {"code": "refused", "message": message, "hint": None}
    return JSONResponse({"error": error}, status)


def add_routes(app: FastAPI, token: str | None = None) -> None:
    """``token``: what drawing needs. The store `lyon` was audited once; no other was."""
    drawn: list[dict[str, Any]] = [audit("5e1f2a90c3d4")]

    def is_writer(request: Request) -> bool:
        return token is None or request.headers.get("authorization") == f"Bearer {token}"

    async def _list(request: Request) -> JSONResponse:
        if request.method == "POST":
            if not is_writer(request):
                return refusal("This server takes data only with its token.", 401)
            asked = await request.json()
            if asked.get("from", "") > asked.get("to", "~"):
                return refusal(f"to ({asked['to']}) must be after from ({asked['from']}).", 422)
            new = audit(f"new{len(drawn) - 1}") | {key: asked.get(key) for key in ("from", "to")}
            new["quarters"] = new["quarters"][: asked["quarters"]]
            drawn.insert(0, new)
            return JSONResponse(new, 201)
        known = drawn if request.path_params["store"] == "lyon" else []
        writable = is_writer(request)
        return JSONResponse(
            {
                "store": request.path_params["store"],
                "writable": writable,
                "audits": [each | ({} if writable else {"key": None}) for each in known],
            }
        )

    async def _tally(request: Request) -> JSONResponse:
        if not is_writer(request):
            return refusal("This address has no valid key for this audit.", 401)
        [quarter] = [
            quarter
            for each in drawn
            if each["audit"] == request.path_params["audit"]
            for quarter in each["quarters"]
            if moment(quarter["start"]) == moment(request.path_params["start"])
        ]
        quarter |= dict.fromkeys(("tallied", "source", "in", "out"))
        return JSONResponse(quarter)

    async def _results(request: Request) -> JSONResponse:
        return JSONResponse(results(request.path_params["store"] != "lyon"))

    app.add_route("/v1/stores/{store}/audits", _list, methods=["GET", "POST"])
    app.add_route("/v1/stores/{store}/audits/{audit}/quarters/{start}", _tally, methods=["DELETE"])
    app.add_route("/v1/stores/{store}/audit-results", _results)
