"""The shapes of questions and answers about devices."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from vision.records import Identifier


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class CodeAsked(_Asked):
    """``device``: the only device that may use the code, and then even when it is enrolled
    already: for a box that lost its token. None: any device that is not."""

    device: Identifier | None = None
    valid_minutes: Annotated[int, Field(ge=1, le=7 * 24 * 60)] = 60


class CodeAnswer(BaseModel):
    """``code`` is told here and never again. It serves once."""

    store: str
    device: str | None
    code: str
    expires: datetime


class Enrolment(_Asked):
    code: Annotated[str, Field(max_length=200)]
    device: Identifier


class TokenAnswer(BaseModel):
    """``token`` is told here and never again."""

    store: str
    device: str
    token: str


class DeviceAnswer(BaseModel):
    """``rotated``: when it was last given a new token for its old one. ``pending``: the new one was
    not used yet, so the old one is still good. ``revoked``: since when neither is."""

    device: str
    enrolled: datetime
    rotated: datetime | None
    pending: bool
    revoked: datetime | None


class Devices(BaseModel):
    store: str
    devices: list[DeviceAnswer]
