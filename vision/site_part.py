"""What the parts of a site file have in common."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from vision.description import Point

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""Something to read: not only blanks."""
Corners = Annotated[list[Point], Field(min_length=3, max_length=64)]


class SitePart(BaseModel):
    """Any part. What it does not name is refused; what is written below a field describes it in the
    schema."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)
