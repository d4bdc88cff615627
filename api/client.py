"""The API from Python: over the network, or to an application in this process."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self, TypeVar

import httpx
from fastapi import FastAPI
from pydantic import BaseModel, TypeAdapter, ValidationError

from api.audits.answers import AuditAnswer, Audits, Plan, QuarterAnswer, Results, Tally
from api.campaigns.answers import CampaignAnswer, CampaignAsked, CampaignResult, Campaigns
from api.comparison import Against, Comparison
from api.devices.answers import CodeAnswer, CodeAsked, Devices, Enrolment, TokenAnswer
from api.errors import ApiError, ErrorAnswer
from api.facts.answers import FactImportAnswer, FactImports, FactReconciliation
from api.facts.fact import Kind
from api.flows import Flows
from api.gaps import Gaps
from api.health.answers import StoreHealth
from api.heat import Measure
from api.heatmap import Heatmap
from api.heatmap_picture import Palette
from api.ingest import Acknowledgement, BatchAnswers
from api.journeys import Journeys
from api.kpi_answers import Kpis
from api.periods import Grain
from api.quarantine import Decided, Decision, Quarantine
from api.queues import Queues
from api.roster.shifts import RosterAnswer, RosterBody
from api.sales.amounts import DecimalChoice
from api.sales.answers import ImportAnswer, Imports, MappingAnswer
from api.sales.moments import AmbiguousChoice, DateOrderChoice, MissingChoice
from api.sales.reconciliation import Reconciliation
from api.scorecard.answers import Scorecard
from api.stores import StoreAnswer, StoreSummary
from api.tickets import Tickets
from api.transport import InProcessTransport
from vision.description import StoreDescription
from vision.records import Batch

_Answer = TypeVar("_Answer", bound=BaseModel)
_STORES = TypeAdapter(list[StoreSummary])
_JSON = {"Content-Type": "application/json"}
_IMPORT_SECONDS = 900


class Client:
    """One method a verb. Each raises ApiError with the server's message, and with status 0 when
    no answer came. ``base_url`` is where the API is mounted, such as http://box:8000/api; a name
    and password in it are for a server that asks for no token, and are in no message."""

    def __init__(
        self,
        base_url: str,
        token: str | None = None,
        *,
        timeout_seconds: float = 60,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        headers = {b"Authorization": f"Bearer {token}".encode()} if token else None
        url = _address(base_url)
        self._http = httpx.Client(
            base_url=url.copy_with(userinfo=b""),
            headers=headers,
            auth=(url.username, url.password) if url.userinfo and not token else None,
            timeout=timeout_seconds,
            transport=transport,
        )

    @classmethod
    def in_process(cls, application: FastAPI) -> Self:
        """Calls ``application`` without a network, with the right to write."""
        token: str | None = application.state.ingest_token
        return cls("http://chaland.invalid", token, transport=InProcessTransport(application))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def health(self) -> None:
        """Raises ApiError when the server is not there."""
        self._send("GET", "healthz")

    def put_store(self, description: StoreDescription) -> StoreDescription:
        body = description.model_dump_json()
        answer = self._send("PUT", f"v1/stores/{description.store}", content=body)
        return self._read(StoreDescription, answer)

    def stores(self) -> list[StoreSummary]:
        return _STORES.validate_json(self._send("GET", "v1/stores").content)

    def store(self, store: str) -> StoreAnswer:
        return self._read(StoreAnswer, self._send("GET", f"v1/stores/{store}"))

    def ingest(self, batch: Batch) -> Acknowledgement:
        body = gzip.compress(batch.model_dump_json().encode(), 6, mtime=0)
        headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
        answer = self._send("POST", "v1/ingest", content=body, headers=headers)
        return self._read(Acknowledgement, answer)

    def ingest_batches(
        self, batches: Sequence[Batch], *, sent_at: datetime | None = None
    ) -> BatchAnswers:
        """``sent_at``: now, by the sender's clock."""
        body = json.dumps(
            {
                "sent_at": None if sent_at is None else sent_at.isoformat(),
                "batches": [batch.model_dump(mode="json") for batch in batches],
            }
        )
        headers = {"Content-Encoding": "gzip", **_JSON}
        content = gzip.compress(body.encode(), 6, mtime=0)
        answer = self._send("POST", "v1/ingest/batches", content=content, headers=headers)
        return self._read(BatchAnswers, answer)

    def gaps(self, store: str) -> Gaps:
        return self._read(Gaps, self._send("GET", f"v1/stores/{store}/gaps"))

    def quarantine(self, store: str, *, limit: int = 100) -> Quarantine:
        answer = self._send("GET", f"v1/stores/{store}/quarantine", params={"limit": limit})
        return self._read(Quarantine, answer)

    def decide_quarantine(self, store: str, decision: Decision) -> Decided:
        body = decision.model_dump_json()
        path = f"v1/stores/{store}/quarantine/decisions"
        return self._read(Decided, self._send("POST", path, content=body, headers=_JSON))

    def make_enrolment_code(
        self, store: str, *, device: str | None = None, valid_minutes: int = 60
    ) -> CodeAnswer:
        """``device``: the only one that may use it."""
        body = CodeAsked(device=device, valid_minutes=valid_minutes).model_dump_json()
        answer = self._send(
            "POST", f"v1/stores/{store}/enrolment-codes", content=body, headers=_JSON
        )
        return self._read(CodeAnswer, answer)

    def enrol(self, code: str, device: str) -> TokenAnswer:
        body = Enrolment(code=code, device=device).model_dump_json()
        return self._read(TokenAnswer, self._send("POST", "v1/enrol", content=body, headers=_JSON))

    def devices(self, store: str) -> Devices:
        return self._read(Devices, self._send("GET", f"v1/stores/{store}/devices"))

    def rotate_token(self, store: str, device: str) -> TokenAnswer:
        """With the device's own token, which stays good until the new one is used."""
        answer = self._send("POST", f"v1/stores/{store}/devices/{device}/rotate")
        return self._read(TokenAnswer, answer)

    def revoke_token(self, store: str, device: str) -> None:
        self._send("DELETE", f"v1/stores/{store}/devices/{device}/token")

    def store_health(self, store: str) -> StoreHealth:
        return self._read(StoreHealth, self._send("GET", f"v1/stores/{store}/health"))

    def import_sales(
        self,
        store: str,
        file: Path | tuple[str, bytes],
        *,
        dry_run: bool = False,
        date_order: DateOrderChoice = "auto",
        decimal: DecimalChoice = "auto",
        ambiguous: AmbiguousChoice = "reject",
        missing: MissingChoice = "reject",
        columns: Mapping[Any, str] | None = None,
    ) -> Reconciliation:
        """``file``: a path, or a name and its bytes. A path that cannot be read raises OSError.
        ``columns``: field to header, where the user says so."""
        name, data = (file.name, file.read_bytes()) if isinstance(file, Path) else file
        answer = self._send(
            "POST",
            f"v1/stores/{store}/sales",
            params={
                "dry_run": str(dry_run).lower(),
                "date_order": date_order,
                "decimal": decimal,
                "ambiguous": ambiguous,
                "missing": missing,
                "column": [f"{field}={header}" for field, header in (columns or {}).items()],
            },
            files={"file": (name, data, "application/octet-stream")},
            # The answer comes when all of it is in the database.
            timeout=_IMPORT_SECONDS,
        )
        return self._read(Reconciliation, answer)

    def import_facts(
        self,
        store: str,
        kind: Kind,
        file: Path | tuple[str, bytes],
        *,
        source: str | None = None,
        dry_run: bool = False,
        date_order: DateOrderChoice = "auto",
        decimal: DecimalChoice = "auto",
    ) -> FactReconciliation:
        """``file``: a path, or a name and its bytes. A path that cannot be read raises OSError."""
        name, data = (file.name, file.read_bytes()) if isinstance(file, Path) else file
        options = {"date_order": date_order, "decimal": decimal}
        answer = self._send(
            "POST",
            f"v1/stores/{store}/facts",
            params=_given(
                {"kind": kind, "source": source, "dry_run": str(dry_run).lower(), **options}
            ),
            files={"file": (name, data, "application/octet-stream")},
            timeout=_IMPORT_SECONDS,
        )
        return self._read(FactReconciliation, answer)

    def fact_imports(self, store: str, *, limit: int = 100) -> FactImports:
        answer = self._send("GET", f"v1/stores/{store}/facts/imports", params={"limit": limit})
        return self._read(FactImports, answer)

    def undo_fact_import(self, store: str, import_id: int) -> FactImportAnswer:
        answer = self._send("DELETE", f"v1/stores/{store}/facts/imports/{import_id}")
        return self._read(FactImportAnswer, answer)

    def push_tickets(self, store: str, tickets: Sequence[Mapping[str, Any]]) -> Reconciliation:
        """What a till sends: `api.sales.sources.pushed.TillTicket` each."""
        body = json.dumps(list(tickets))
        answer = self._send("POST", f"v1/stores/{store}/sales", content=body, headers=_JSON)
        return self._read(Reconciliation, answer)

    def imports(self, store: str, *, limit: int = 100) -> Imports:
        answer = self._send("GET", f"v1/stores/{store}/imports", params={"limit": limit})
        return self._read(Imports, answer)

    def undo_import(self, store: str, import_id: int) -> ImportAnswer:
        answer = self._send("DELETE", f"v1/stores/{store}/imports/{import_id}")
        return self._read(ImportAnswer, answer)

    def keep_mapping(
        self, store: str, header: Sequence[str], columns: Mapping[str, str]
    ) -> MappingAnswer:
        """``columns``: field to header, for the next file with this ``header``; none: forget it."""
        body = json.dumps({"header": list(header), "columns": dict(columns)})
        answer = self._send(
            "PUT", f"v1/stores/{store}/imports/mapping", content=body, headers=_JSON
        )
        return self._read(MappingAnswer, answer)

    def put_roster(self, store: str, body: RosterBody) -> RosterAnswer:
        answer = self._send(
            "PUT", f"v1/stores/{store}/roster", content=body.model_dump_json(), headers=_JSON
        )
        return self._read(RosterAnswer, answer)

    def kpis(
        self,
        store: str,
        *,
        start: str | None = None,
        end: str | None = None,
        grain: Grain = "total",
    ) -> Kpis:
        """``start`` and ``end``: dates (``end`` included) or times, as `from` and `to`."""
        params = _given({"from": start, "to": end, "grain": grain})
        return self._read(Kpis, self._send("GET", f"v1/stores/{store}/kpis", params=params))

    def comparison(
        self, store: str, against: Against, *, start: str | None = None, end: str | None = None
    ) -> Comparison:
        params = _given({"from": start, "to": end, "with": against})
        answer = self._send("GET", f"v1/stores/{store}/comparison", params=params)
        return self._read(Comparison, answer)

    def journeys(
        self, store: str, *, start: str | None = None, end: str | None = None, by: Grain = "total"
    ) -> Journeys:
        """``start`` and ``end`` as for `kpis`."""
        params = _given({"from": start, "to": end, "by": by})
        return self._read(Journeys, self._send("GET", f"v1/stores/{store}/journeys", params=params))

    def flows(
        self, store: str, *, start: str | None = None, end: str | None = None, by: Grain = "total"
    ) -> Flows:
        params = _given({"from": start, "to": end, "by": by})
        return self._read(Flows, self._send("GET", f"v1/stores/{store}/flows", params=params))

    def queues(
        self, store: str, *, start: str | None = None, end: str | None = None, by: Grain = "total"
    ) -> Queues:
        params = _given({"from": start, "to": end, "by": by})
        return self._read(Queues, self._send("GET", f"v1/stores/{store}/queues", params=params))

    def scorecard(
        self, store: str, *, start: str | None = None, end: str | None = None, **assumed: Any
    ) -> Scorecard:
        """``start`` and ``end`` as for `kpis`. ``assumed``: margin, discount, months,
        promised_seconds, incremental_revenue."""
        params = _given({"from": start, "to": end, **assumed})
        path = f"v1/stores/{store}/scorecard"
        return self._read(Scorecard, self._send("GET", path, params=params))

    def tickets(self, store: str, *, start: str | None = None, end: str | None = None) -> Tickets:
        """Of a week at most; ``next`` of the answer is the ``start`` of what follows."""
        params = _given({"from": start, "to": end})
        return self._read(Tickets, self._send("GET", f"v1/stores/{store}/tickets", params=params))

    def draw_audit(self, store: str, plan: Plan) -> AuditAnswer:
        body = plan.model_dump_json(by_alias=True, exclude_none=True)
        answer = self._send("POST", f"v1/stores/{store}/audits", content=body, headers=_JSON)
        return self._read(AuditAnswer, answer)

    def audits(self, store: str) -> Audits:
        return self._read(Audits, self._send("GET", f"v1/stores/{store}/audits"))

    def audit(self, store: str, audit: str) -> AuditAnswer:
        return self._read(AuditAnswer, self._send("GET", f"v1/stores/{store}/audits/{audit}"))

    def put_tally(self, store: str, audit: str, start: datetime, tally: Tally) -> QuarterAnswer:
        """``start``: of the quarter-hour that was counted."""
        path = _quarter(store, audit, start)
        answer = self._send("PUT", path, content=tally.model_dump_json(), headers=_JSON)
        return self._read(QuarterAnswer, answer)

    def withdraw_tally(self, store: str, audit: str, start: datetime) -> QuarterAnswer:
        """The quarter-hour that begins at ``start`` is to be counted again."""
        return self._read(QuarterAnswer, self._send("DELETE", _quarter(store, audit, start)))

    def audit_results(self, store: str) -> Results:
        return self._read(Results, self._send("GET", f"v1/stores/{store}/audit-results"))

    def campaigns(self, store: str) -> Campaigns:
        return self._read(Campaigns, self._send("GET", f"v1/stores/{store}/campaigns"))

    def put_campaign(self, store: str, campaign: str, asked: CampaignAsked) -> CampaignAnswer:
        body = asked.model_dump_json(by_alias=True)
        path = f"v1/stores/{store}/campaigns/{campaign}"
        return self._read(CampaignAnswer, self._send("PUT", path, content=body, headers=_JSON))

    def delete_campaign(self, store: str, campaign: str) -> None:
        self._send("DELETE", f"v1/stores/{store}/campaigns/{campaign}")

    def campaign_result(self, store: str, campaign: str) -> CampaignResult:
        path = f"v1/stores/{store}/campaigns/{campaign}/result"
        return self._read(CampaignResult, self._send("GET", path))

    def heatmap(
        self,
        store: str,
        camera: str,
        *,
        start: str | None = None,
        end: str | None = None,
        measure: Measure = "dwell",
        against_start: str | None = None,
        against_end: str | None = None,
    ) -> Heatmap:
        params = _given(
            {
                "camera": camera,
                "from": start,
                "to": end,
                "measure": measure,
                "against_from": against_start,
                "against_to": against_end,
            }
        )
        return self._read(Heatmap, self._send("GET", f"v1/stores/{store}/heatmap", params=params))

    def heatmap_png(
        self,
        store: str,
        camera: str,
        *,
        start: str | None = None,
        end: str | None = None,
        measure: Measure = "dwell",
        palette: Palette = "inferno",
        vmax: float | None = None,
    ) -> bytes:
        params = _given(
            {
                "camera": camera,
                "from": start,
                "to": end,
                "measure": measure,
                "palette": palette,
                "vmax": vmax,
            }
        )
        return self._send("GET", f"v1/stores/{store}/heatmap.png", params=params).content

    def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        try:
            answer = self._http.request(method, path, **options)
        except httpx.HTTPError as error:
            why = str(error) or type(error).__name__
            raise ApiError(
                0, "no_answer", f"{self._http.base_url} does not answer: {why}.", "Does it run?"
            ) from error
        if answer.is_success:
            return answer
        try:
            detail = ErrorAnswer.model_validate_json(answer.content).error
        except ValidationError:
            raise ApiError(
                answer.status_code,
                "not_chaland",
                f"{answer.url} answered {answer.status_code} without saying why.",
                "Is this the address of a Chaland server's /api?",
            ) from None
        raise ApiError(answer.status_code, detail.code, detail.message, detail.hint)

    @staticmethod
    def _read(answer_type: type[_Answer], answer: httpx.Response) -> _Answer:
        try:
            return answer_type.model_validate_json(answer.content)
        except ValidationError as error:
            raise ApiError(
                answer.status_code,
                "not_chaland",
                f"The answer of {answer.url} is not one of this version's.",
                "Are the server and this command of the same version?",
            ) from error


def _address(base_url: str) -> httpx.URL:
    """It may hold a password, which is why neither it nor what is wrong with it is repeated."""
    try:
        url = httpx.URL(base_url.rstrip("/") + "/")
    except httpx.InvalidURL:
        raise _bad_address() from None
    # Of a password with a `/`, `?` or `#` a part would pass for the host.
    if b"@" in url.raw_path or "@" in url.fragment:
        raise _bad_address()
    return url


def _bad_address() -> ApiError:
    return ApiError(
        0,
        "bad_address",
        "The server's address is not one; an example is https://counts.example.com/api.",
        "In a name and password, write characters other than letters and digits as %XX.",
    )


def _quarter(store: str, audit: str, start: datetime) -> str:
    return f"v1/stores/{store}/audits/{audit}/quarters/{start.astimezone(UTC).isoformat()}"


def _given(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in params.items() if value is not None}
