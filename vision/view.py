"""What a camera's picture is fit for.

Apart from the records that tell it: a camera's reader says it too, and needs no pydantic for that.
"""

from __future__ import annotations

from typing import Literal

View = Literal["ok", "dark", "covered", "moved"]
"""What a camera's picture is fit for. ``dark``: too dark to see people; ``covered``: nothing but
one surface; ``moved``: no longer the view that its lines and zones were drawn on."""
