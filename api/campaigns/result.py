"""What a campaign brought, from the store's own days and those of its controls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.campaign.effect import Effect, effect
from analytics.campaign.panel import LONGEST_BEFORE
from analytics.campaign.series import DailySeries, Window
from analytics.campaign.verdict import verdict
from analytics.intervals import CounterError
from api.audits.results import counter_errors, line_audits
from api.campaigns import figures, plan
from api.campaigns.answers import (
    ZONE_PREFIX,
    CampaignAnswer,
    CampaignResult,
    Measure,
    MeasureAnswer,
)
from api.campaigns.series import Known, StoreDays
from api.models import Campaign
from api.store_sums import DEFAULT_POLICY
from api.stores import calendar_of, described
from vision.description import StoreDescription, ZoneDescription

MEASURES: Final[tuple[Measure, ...]] = ("footfall", "orders", "turnover", "customers")
NOT_BEGUN = "No day of the campaign is over: come back when one is."
RUNNING = "The campaign is not over: this is of its days so far."


@dataclass(frozen=True, slots=True)
class _Controls:
    """Stores by id: their days, and the stretches in which they had campaigns of their own; and
    zones of this store."""

    stores: dict[str, tuple[StoreDays, list[Window]]]
    zones: tuple[ZoneDescription, ...]


def result(
    session: Session,
    description: StoreDescription,
    campaign: Campaign,
    answer: CampaignAnswer,
    now: datetime,
) -> CampaignResult:
    calendar = calendar_of(description)
    last = min(campaign.last, calendar.day_of(now) - timedelta(days=1))
    over = last >= campaign.last
    notes = [] if over else [RUNNING]
    if last < campaign.first:
        return figures.empty(answer, description, [NOT_BEGUN])
    window = Window(campaign.first, last)
    first = window.first - timedelta(weeks=LONGEST_BEFORE)
    others = _others(session, campaign)
    notes += [
        f"Campaign {other.name!r} ran in the same days: what it did is in these figures too."
        for other in others
        if other.first <= window.last and window.first <= other.last
    ]
    hidden = [Window(other.first, other.last) for other in others if other.first < window.first]
    controls, said = _controls(session, description, campaign, window, first)
    notes += said
    if hidden and any(each.last >= first for each in hidden):
        notes.append("Days before that other campaigns ran in are left out.")
    error, _ = counter_errors(line_audits(session, description))["in"]
    asked = _Asked(StoreDays(session, description, first, last), controls, window, hidden, error)
    effects = {name: asked.of_store(name) for name in MEASURES}
    measures = [
        figures.measure(name, found.effect, description, found.controls, error, why=found.why)
        for name, found in effects.items()
    ]
    measures += _zones(asked, description, campaign)
    told: dict[str, Effect] = {name: found.effect for name, found in effects.items()}
    heard = verdict({name: told[name] for name in ("turnover", "orders", "footfall")})
    gaps, missing = (
        plan.gaps(answer.planned, told, asked.own, window, error, description.currency)
        if over
        else ([], [])
    )
    return CampaignResult(
        campaign=answer,
        over=over,
        verdict=None if heard is None else figures.verdict_answer(heard, description.currency),
        measures=measures,
        returns=plan.returns(campaign, answer, told["turnover"]),
        gaps=[plan.gap_answer(gap) for gap in gaps],
        gap_explained=plan.gap_explained_answer(gaps, description.currency),
        explained=plan.explained_answer(told, description.currency),
        notes=notes + missing,
        policy=figures.policy(),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    effect: Effect
    controls: list[str]
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Asked:
    """``hidden``: stretches of the time before that other campaigns ran in."""

    own: StoreDays
    controls: _Controls
    window: Window
    hidden: Sequence[Window]
    error: CounterError | None

    def of_store(self, name: str) -> _Found:
        against = {
            store: getattr(days, name)().without(hidden, self.window.first)
            for store, (days, hidden) in self.controls.stores.items()
        }
        return self._found(
            getattr(self.own, name)(),
            against,
            self.error if name == "footfall" else None,
            counted=name != "turnover",
        )

    def of_zone(self, zone: ZoneDescription) -> _Found:
        """Against the zones named as controls; without one, against the other stores' footfall."""
        zones = {
            ZONE_PREFIX + each.zone: self.own.visits(each)
            for each in self.controls.zones
            if each.zone != zone.zone
        }
        stores = {
            store: days.footfall().without(hidden, self.window.first)
            for store, (days, hidden) in self.controls.stores.items()
        }
        return self._found(self.own.visits(zone), zones or stores, None, untouched_shops=not zones)

    def _found(
        self,
        shop: Known,
        against: dict[str, Known],
        error: CounterError | None,
        *,
        counted: bool = True,
        untouched_shops: bool = True,
    ) -> _Found:
        shown = shop.without(self.hidden, self.window.first)
        if shown.series is None:
            return _Found(Effect("difference"), [], shown.why)
        known: dict[str, DailySeries] = {
            name: each.series for name, each in against.items() if each.series is not None
        }
        found = effect(
            shown.series,
            list(known.values()),
            self.window,
            DEFAULT_POLICY,
            counter_error=error,
            counted=counted,
            untouched_shops=untouched_shops,
        )
        names = list(known)
        return _Found(found, [names[number] for number in found.controls_used])


def _zones(asked: _Asked, description: StoreDescription, campaign: Campaign) -> list[MeasureAnswer]:
    """The campaign's own zone first."""
    ordered = sorted(description.zones, key=lambda zone: zone.zone != campaign.zone)
    name: Measure = "zone_visits"
    answers = []
    for zone in ordered:
        if ZONE_PREFIX + zone.zone in campaign.controls:
            continue
        found = asked.of_zone(zone)
        answers.append(
            figures.measure(
                name, found.effect, description, found.controls, None, zone=zone, why=found.why
            )
        )
    return answers


def _others(session: Session, campaign: Campaign) -> list[Campaign]:
    """The store's other campaigns that touch what this one touches."""
    statement = (
        select(Campaign)
        .where(Campaign.store_id == campaign.store_id, Campaign.campaign != campaign.campaign)
        .order_by(Campaign.first)
    )
    return [
        other
        for other in session.scalars(statement)
        if other.zone is None or other.zone == campaign.zone
    ]


def _controls(
    session: Session,
    description: StoreDescription,
    campaign: Campaign,
    window: Window,
    first: date,
) -> tuple[_Controls, list[str]]:
    """Without the stores that were not untouched, and what is to be said of those."""
    zones = tuple(
        zone for zone in description.zones if ZONE_PREFIX + zone.zone in campaign.controls
    )
    stores, notes = {}, []
    for name in campaign.controls:
        if name.startswith(ZONE_PREFIX):
            continue
        own = [
            Window(each.first, each.last)
            for each in session.scalars(select(Campaign).where(Campaign.store_id == name))
        ]
        if any(each.first <= window.last and window.first <= each.last for each in own):
            notes.append(f"Store {name} had a campaign of its own in these days: it is no control.")
            continue
        days = StoreDays(session, described(session, name), first, window.last)
        stores[name] = (days, own)
    return _Controls(stores, zones), notes
