"""The small API's health of cameras and boxes: made up, but always the same."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.requests import Request

NOW = "2026-11-22T11:30:20Z"


def finding(
    code: str, severity: str, subject: str, since: str | None = None, **params: float
) -> dict[str, Any]:
    names = {"door": "Entrée", "hall": "Hall"}
    kind = code.partition("_")[0]
    return {
        "code": code,
        "severity": severity,
        "subject": {
            "kind": kind if kind in ("camera", "device") else "device",
            "id": subject,
            "name": names.get(subject, subject),
        },
        "since": since,
        "params": params,
    }


def camera(name: str, title: str, state: str, **known: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "camera": name,
        "name": title,
        "device": "box-1",
        "state": state,
        "since": None,
        "last_minute": "2026-11-22T11:29:00Z",
        "view": "ok",
        "fps": 5.0,
        "asked_fps": 5.0,
        "decode_errors": 0,
        "reconnects": 0,
        "frames_dropped": 0,
        "coverage": {
            "share": 1.0,
            "minutes_expected": 210.0,
            "minutes_covered": 210.0,
            "basis": "opening hours",
        },
    }
    return base | known


def device(name: str, state: str, **known: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "device": name,
        "enrolled": True,
        "state": state,
        "since": None,
        "last_batch": "2026-11-22T11:30:05Z",
        "last_minute": "2026-11-22T11:29:00Z",
        "outbox_batches": 0,
        "outbox_oldest_seconds": None,
        "clock_skew_seconds": 0.02,
        "disk_free_bytes": 17_200_000_000,
        "temperature_celsius": None,
        "heat_discarded": 0,
        "heat_discarded_day": 0,
        "missing_batches": 0,
        "held_batches": 0,
    }
    return base | known


def health(**known: Any) -> dict[str, Any]:
    """Of a store that does well, but for what is given."""
    base: dict[str, Any] = {
        "store": "lyon",
        "now": NOW,
        "reported": True,
        "findings": [],
        "cameras": [camera("door", "Entrée", "ok"), camera("hall", "Hall", "ok")],
        "devices": [device("box-1", "ok")],
        "policy": {"offline_minutes": 5, "fps_share": 0.5, "disk_bytes": 2**30},
    }
    return base | known


TROUBLE = health(
    findings=[
        finding("camera_offline", "critical", "door", "2026-11-22T08:12:00Z"),
        finding("clock_wrong", "warning", "box-1", "2026-11-21T15:00:00Z", seconds=-12.4),
        finding("device_never", "notice", "box-2"),
    ],
    cameras=[
        camera(
            "door",
            "Entrée",
            "offline",
            since="2026-11-22T08:12:00Z",
            last_minute="2026-11-22T08:11:00Z",
            fps=None,
            view=None,
            decode_errors=None,
            reconnects=31,
        ),
        camera("hall", "Hall", "ok"),
    ],
    devices=[
        device("box-1", "ok", clock_skew_seconds=-12.4),
        device(
            "box-2",
            "never",
            last_batch=None,
            outbox_batches=None,
            clock_skew_seconds=None,
            disk_free_bytes=None,
            heat_discarded=None,
        ),
    ],
)


def add_routes(app: FastAPI, given: dict[str, Any] | None = None) -> None:
    async def _health(_request: Request) -> JSONResponse:
        return JSONResponse(TROUBLE if given is None else given)

    app.add_route("/v1/stores/{store}/health", _health)
