"""The API as one ASGI application."""

from __future__ import annotations

from fastapi import FastAPI

from api import (
    comparison,
    flows,
    gaps,
    heatmap,
    ingest,
    journeys,
    kpis,
    quarantine,
    queues,
    stores,
    tickets,
)
from api.audits import route as audits
from api.campaigns import route as campaigns
from api.database import Database
from api.devices import route as devices
from api.devices.attempts import Attempts
from api.errors import install_handlers
from api.facts import route as facts
from api.health import route as store_health
from api.roster import route as roster
from api.sales import history_route as sales_history
from api.sales import route as sales
from api.scorecard import route as scorecard


def create_app(database: Database, *, ingest_token: str | None = None) -> FastAPI:
    """``ingest_token``: what writers must carry as a bearer token; None lets anyone who can reach
    the server write. The database stays the caller's to close."""
    application = FastAPI(title="Chaland", redirect_slashes=False)
    application.state.database = database
    application.state.ingest_token = ingest_token or None
    application.state.attempts = Attempts()
    rooms = (
        *(stores, devices, ingest, gaps, quarantine, sales, sales_history, tickets, facts, roster),
        *(kpis, comparison, heatmap, journeys, flows, queues, campaigns, audits),
        *(store_health, scorecard),
    )
    for room in rooms:
        application.include_router(room.router, prefix="/v1")

    @application.get("/healthz", tags=["health"])
    def health() -> dict[str, str]:
        return {"status": "ok"}

    install_handlers(application)
    return application
