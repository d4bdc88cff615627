"""The same tests on PostgreSQL: set CHALAND_POSTGRES to an empty database's address to run them."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from alembic import command

from api.application import create_app
from api.client import Client
from api.database import Database, migration_config, open_database
from tests.api import (
    test_audit_phone,
    test_audits,
    test_campaign_days,
    test_campaigns,
    test_comparison,
    test_database,
    test_devices,
    test_exchanges,
    test_gaps,
    test_health,
    test_heatmap,
    test_ingest,
    test_journeys,
    test_kpi_periods,
    test_kpis,
    test_plan_records,
    test_quarantine,
    test_queues,
    test_reporting,
    test_retail_figures,
    test_rollups,
    test_roster,
    test_sales,
    test_sales_history,
    test_sales_mapping,
    test_sales_migration,
    test_sales_sources,
    test_sales_times,
    test_stores,
    test_tickets,
    test_till_lag,
    test_till_push,
    test_zone_conversion,
)
from tests.api.audited import counted
from tests.api.facts import test_fact_imports
from tests.api.scorecard import test_scorecard
from tests.api.shop import Box, description

URL = os.environ.get("CHALAND_POSTGRES")
pytestmark = pytest.mark.skipif(URL is None, reason="CHALAND_POSTGRES names no database")


def _same() -> Iterator[Any]:
    """Every test of the server that needs nothing but a client and a database."""
    yield test_database.test_models_and_migrations_agree
    modules = (
        test_stores,
        test_ingest,
        test_quarantine,
        test_gaps,
        test_retail_figures,
        test_roster,
        test_exchanges,
        test_sales,
        test_sales_history,
        test_sales_mapping,
        test_sales_migration,
        test_sales_sources,
        test_sales_times,
        test_till_push,
        test_fact_imports,
        test_scorecard,
        test_tickets,
        test_kpis,
        test_kpi_periods,
        test_reporting,
        test_comparison,
        test_till_lag,
        test_zone_conversion,
        test_heatmap,
        test_plan_records,
        test_journeys,
        test_queues,
        test_rollups,
        test_audits,
        test_audit_phone,
        test_campaign_days,
        test_campaigns,
        test_health,
        test_devices,
    )
    for module in modules:
        for name, test in vars(module).items():
            plain = not getattr(test, "pytestmark", None)
            if name.startswith("test_") and callable(test) and plain:
                names = set(inspect.signature(test).parameters)
                if names and names <= {"client", "database", "shop"}:
                    yield pytest.param(test, id=name)


@pytest.fixture
def on_postgresql() -> Iterator[Database]:
    assert URL is not None
    database = open_database(URL)
    yield database
    database.drop_views()
    config = migration_config()
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    database.close()


@pytest.mark.parametrize("test", list(_same()) if URL else [])
def test_on_postgresql(on_postgresql: Database, test: Callable[..., None]) -> None:
    with Client.in_process(create_app(on_postgresql)) as client:
        if test is not test_database.test_models_and_migrations_agree:
            client.put_store(description())
        names = inspect.signature(test).parameters
        if "shop" in names:
            client.ingest(Box().batch(*counted()))
        given = {"client": client, "database": on_postgresql, "shop": client}
        test(**{name: given[name] for name in names})
