"""Something that does not move and is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sample_videos.simulator.decor import Colour
from sample_videos.simulator.mesh import Mesh

Role = Literal["solid", "shell", "glass", "outside", "ceiling"]


@dataclass(frozen=True)
class Surface:
    """A mesh with its looks. A picture is multiplied by the colour."""

    mesh: Mesh
    colour: Colour = (1.0, 1.0, 1.0)
    picture: str | None = None
    shine: float = 0.05
    glow: float = 0.0
    """Light that it gives by itself, as a part of its colour."""
    role: Role = "solid"
    """Glass is seen through and left out of the truth; outside glows with the daylight; nothing
    throws shadows but what is solid: the light comes through the shell, from lamps inside."""
