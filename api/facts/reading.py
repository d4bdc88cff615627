"""A file of any kind of facts, read for one store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from analytics.business_day import zone_named
from api.errors import ApiError
from api.facts.campaigns import read_campaigns
from api.facts.cohorts import read_cohorts
from api.facts.customers import read_customers
from api.facts.fact import Facts, Kind
from api.facts.repeat import read_repeat
from api.facts.responses import read_responses
from api.facts.reviews import read_reviews
from api.facts.social import read_social
from api.facts.web import read_web
from api.sales.amounts import DecimalChoice
from api.sales.columns import normal
from api.sales.moments import DateOrderChoice
from vision.description import StoreDescription


@dataclass(frozen=True, slots=True)
class FactChoices:
    date_order: DateOrderChoice = "auto"
    decimal: DecimalChoice = "auto"


def read_facts(
    kind: Kind, data: bytes, name: str, store: StoreDescription, choices: FactChoices
) -> Facts:
    """Rows of other stores are left out, where the kind has stores. Raises ApiError 422."""
    facts = _read(kind, data, name, store, choices)
    if not facts.days:
        of = f" of {store.store!r} or {store.name!r}" if facts.rows_of_other_stores else ""
        raise ApiError(
            422, "no_facts", f"{name!r} has no row{of}.", "Export the days that are wanted."
        )
    return facts


def _read(
    kind: Kind, data: bytes, name: str, store: StoreDescription, choices: FactChoices
) -> Facts:
    stores = {normal(store.store), normal(store.name)}
    order, decimal, currency = choices.date_order, choices.decimal, store.currency
    match kind:
        case "web":
            return read_web(data, name, currency=currency, date_order=order, decimal=decimal)
        case "campaigns":
            return read_campaigns(data, name, currency=currency, date_order=order, decimal=decimal)
        case "customers":
            return read_customers(data, name, stores=stores, date_order=order)
        case "repeat":
            return read_repeat(data, name, stores=stores, date_order=order)
        case "cohorts":
            return read_cohorts(data, name, currency=currency, stores=stores, decimal=decimal)
        case "reviews":
            return read_reviews(data, name, zone=zone_named(store.timezone), date_order=order)
        case "responses":
            return read_responses(data, name, zone=zone_named(store.timezone), date_order=order)
        case "social":
            return read_social(data, name, date_order=order)
        case _:
            assert_never(kind)
