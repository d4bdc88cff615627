"""The API as the pages see it: typed answers, and failures as sentences."""

from __future__ import annotations

import json
import os
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final, TypeVar

import httpx
import streamlit as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from dashboard import ADDRESS_VARIABLE
from dashboard.campaign_shapes import CampaignResult, Campaigns
from dashboard.plan_shapes import Flows, Journeys, Queues
from dashboard.scorecard_shapes import Scorecard
from dashboard.shapes import AuditResults, Audits, Heatmap, Kpis, Store, StoreHealth, StoreSummary

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from dashboard.shapes import Grain, Measure

_FRESH_SECONDS: Final = 15
_STORES: Final = TypeAdapter(tuple[StoreSummary, ...])
Shape = TypeVar("Shape", bound=BaseModel)


class ApiError(Exception):
    """The API did not answer, or refused. ``kind`` tells the page which sentence to say;
    ``detail`` and ``hint`` are the API's own words, if it had any."""

    def __init__(self, kind: str, detail: str = "", hint: str = "", status: int = 0) -> None:
        super().__init__(kind, detail, hint, status)
        self.kind, self.detail, self.hint, self.status = kind, detail, hint, status


# The proxies of the environment are for other hosts; this one is the process itself.
_connection = httpx.Client(timeout=httpx.Timeout(30, connect=5), trust_env=False)


@st.cache_data(ttl=_FRESH_SECONDS, max_entries=500, show_spinner=False)  # type: ignore[untyped-decorator]
def _get(base: str, path: str, query: tuple[tuple[str, str], ...], token: str = "") -> str:
    """The body of a successful answer. Failures raise, and are not kept."""
    return _sent("GET", base, path, token, params=dict(query))


def _sent(method: str, base: str, path: str, token: str, **options: Any) -> str:
    # As the API reads it: a token beyond ASCII is UTF-8.
    headers = {b"Authorization": f"Bearer {token}".encode()} if token else None
    try:
        url = httpx.URL(base + path)
        auth = (url.username, url.password) if url.userinfo and not token else None
        answer = _connection.request(
            method, url.copy_with(userinfo=b""), headers=headers, auth=auth, **options
        )
    except httpx.TimeoutException as error:
        raise ApiError("timeout", _shown(base)) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ApiError("unreachable", _shown(base)) from error
    if answer.is_success:
        return answer.text
    try:
        said = answer.json()["error"]
        detail, hint = str(said.get("message") or ""), str(said.get("hint") or "")
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError):
        detail, hint = f"HTTP {answer.status_code}", ""
    raise ApiError("refused", detail, hint, answer.status_code)


def _shown(base: str) -> str:
    """The address without a name and password that may stand in it."""
    scheme, separator, rest = base.partition("://")
    return f"{scheme}{separator}{rest.rpartition('@')[2]}" if separator else "…"


class Api:
    """One API. Answers are at most 15 seconds old."""

    def __init__(self, base: str) -> None:
        self._base = base.rstrip("/")

    @classmethod
    def of_environment(cls) -> Api:
        base = os.environ.get(ADDRESS_VARIABLE)
        if not base:
            raise ApiError("unset", ADDRESS_VARIABLE)
        return cls(base)

    def _read(self, shape: type[Shape], path: str, query: Mapping[str, str | None]) -> Shape:
        given = tuple((key, value) for key, value in query.items() if value is not None)
        try:
            return shape.model_validate_json(_get(self._base, path, given))
        except ValidationError as error:
            raise ApiError("unreadable", _places(error)) from error

    def stores(self) -> tuple[StoreSummary, ...]:
        try:
            return _STORES.validate_json(_get(self._base, "/v1/stores", ()))
        except ValidationError as error:
            raise ApiError("unreadable", _places(error)) from error

    def store(self, store: str) -> Store:
        return self._read(Store, f"/v1/stores/{store}", {})

    def kpis(self, store: str, start: str | None, end: str | None, grain: Grain) -> Kpis:
        """``start`` and ``end`` are dates (end included) or datetimes (end left out)."""
        query = {"from": start, "to": end, "grain": grain}
        return self._read(Kpis, f"/v1/stores/{store}/kpis", query)

    def journeys(self, store: str, start: str | None, end: str | None) -> Journeys:
        """``start`` and ``end`` as for `kpis`."""
        query = {"from": start, "to": end}
        return self._read(Journeys, f"/v1/stores/{store}/journeys", query)

    def flows(self, store: str, start: str | None, end: str | None) -> Flows:
        return self._read(Flows, f"/v1/stores/{store}/flows", {"from": start, "to": end})

    def queues(self, store: str, start: str | None, end: str | None, by: Grain) -> Queues:
        query = {"from": start, "to": end, "by": by}
        return self._read(Queues, f"/v1/stores/{store}/queues", query)

    def scorecard(
        self, store: str, start: str | None, end: str | None, assumed: Mapping[str, Any]
    ) -> Scorecard:
        """``start`` and ``end`` are dates, end included; None: all days known. ``assumed``: as the
        API names it."""
        query = {
            "from": start,
            "to": end,
            **{key: None if value is None else str(value) for key, value in assumed.items()},
        }
        return self._read(Scorecard, f"/v1/stores/{store}/scorecard", query)

    def audits(self, store: str, token: str) -> Audits:
        """With the server's ``token`` also the keys of the phone's pages."""
        answer = _get(self._base, f"/v1/stores/{store}/audits", (), token)
        try:
            return Audits.model_validate_json(answer)
        except ValidationError as error:
            raise ApiError("unreadable", _places(error)) from error

    def audit_results(self, store: str) -> AuditResults:
        return self._read(AuditResults, f"/v1/stores/{store}/audit-results", {})

    def draw_audit(
        self,
        store: str,
        line: str,
        quarters: int,
        *,
        upcoming: bool,
        start: str | None,
        end: str | None,
        token: str,
    ) -> None:
        """``start`` and ``end`` are dates, end included. Later answers show it."""
        dates = {"from": start, "to": end}
        body = {"line": line, "quarters": quarters, "upcoming": upcoming}
        body |= {key: value for key, value in dates.items() if value is not None}
        _sent("POST", self._base, f"/v1/stores/{store}/audits", token, json=body)
        _get.clear()

    def withdraw_tally(self, store: str, audit: str, start: datetime, token: str) -> None:
        """Later answers say that the quarter-hour is to be counted."""
        path = f"/v1/stores/{store}/audits/{audit}/quarters/{start.astimezone(UTC).isoformat()}"
        _sent("DELETE", self._base, path, token)
        _get.clear()

    def campaigns(self, store: str, token: str) -> Campaigns:
        """With the server's ``token`` also that campaigns may be added."""
        answer = _get(self._base, f"/v1/stores/{store}/campaigns", (), token)
        try:
            return Campaigns.model_validate_json(answer)
        except ValidationError as error:
            raise ApiError("unreadable", _places(error)) from error

    def campaign_result(self, store: str, campaign: str) -> CampaignResult:
        path = f"/v1/stores/{store}/campaigns/{campaign}/result"
        return self._read(CampaignResult, path, {})

    def put_campaign(self, store: str, campaign: str, asked: Mapping[str, Any], token: str) -> None:
        """Later answers show it."""
        path = f"/v1/stores/{store}/campaigns/{campaign}"
        _sent("PUT", self._base, path, token, json=asked)
        _get.clear()

    def delete_campaign(self, store: str, campaign: str, token: str) -> None:
        """Later answers are without it."""
        _sent("DELETE", self._base, f"/v1/stores/{store}/campaigns/{campaign}", token)
        _get.clear()

    def health(self, store: str) -> StoreHealth:
        return self._read(StoreHealth, f"/v1/stores/{store}/health", {})

    def heatmap(
        self,
        store: str,
        camera: str,
        span: tuple[str, str],
        measure: Measure,
        against: tuple[str, str] | None = None,
    ) -> Heatmap:
        """``against``: the span that is taken away from ``span``, on the plan."""
        query = {"camera": camera, "from": span[0], "to": span[1], "measure": measure}
        if against is not None:
            query |= {"against_from": against[0], "against_to": against[1]}
        return self._read(Heatmap, f"/v1/stores/{store}/heatmap", query)


def _places(error: ValidationError) -> str:
    faults = error.errors()[:3]
    return "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in faults)
