"""What every page is given: whose figures, in which language, from which API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard.api import ApiError

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.api import Api
    from dashboard.shapes import Store
    from dashboard.words import Words


@dataclass(frozen=True)
class Visit:
    api: Api
    store: Store
    say: Words

    def local(self, moment: datetime) -> datetime:
        """``moment`` on the store's clock."""
        return moment.astimezone(ZoneInfo(self.store.timezone))

    def moment(self, moment: datetime) -> str:
        """Day and time of ``moment`` on the store's clock, in words."""
        local = self.local(moment)
        return f"{self.say.day(local.date())}, {self.say.clock(local)}"

    @property
    def dark(self) -> bool:
        """Whether the page is: what is drawn must be read on it."""
        return bool(st.context.theme.type == "dark")

    @property
    def days(self) -> tuple[date, date] | None:
        """First and last business day with counts; None when nothing was counted yet."""
        if self.store.first is None or self.store.last is None:
            return None
        night = self.store.night
        # `last` may be the end of the last minute: midnight itself belongs to the day before.
        last = max(self.store.first, self.store.last - timedelta(seconds=1))
        return (
            (self.local(self.store.first).replace(tzinfo=None) - night).date(),
            (self.local(last).replace(tzinfo=None) - night).date(),
        )


def sentence(error: ApiError, say: Words) -> str:
    """What happened, and what to do."""
    if error.kind == "refused":
        detail = say.server(error.detail)
        refusal = say("The API refused: {detail}", detail=detail.rstrip(".")) + "."
        return f"{refusal} {say.server(error.hint)}" if error.hint else refusal
    if error.kind == "timeout":
        return say(
            "The API at {address} took too long to answer. Reload the page, or choose a "
            "shorter period.",
            address=error.detail,
        )
    if error.kind == "unreachable":
        return say(
            "The API at {address} does not answer. Is `chaland serve` still running? "
            "Start it again and reload this page.",
            address=error.detail,
        )
    if error.kind == "unset":
        return say(
            "These pages do not know where their API is. Start them with `chaland serve`, or "
            "set {variable}.",
            variable=error.detail,
        )
    return say(
        "The API answered something these pages cannot read ({detail}). Bring both to the same "
        "version of Chaland.",
        detail=error.detail,
    )
