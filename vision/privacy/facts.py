"""What the documents are made of: the site as it is configured and the software as it is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from vision.detect.labels import parse_names
from vision.detect.metadata import read_metadata
from vision.privacy.departures import Departure, departures
from vision.records import DWELL_BIN_EDGES
from vision.site import CameraPart, Site
from vision.site_file import SiteFile
from vision.source.address import Kind
from vision.zones.staff import Rule


@dataclass(frozen=True, slots=True)
class DetectorFacts:
    """The person detector, as far as its files tell without being run."""

    name: str
    sha256: str | None
    """Of the network's weights; None: not on this machine."""
    classes: tuple[str, ...]
    """What the model can tell apart; empty: its files do not say."""


@dataclass(frozen=True, slots=True)
class CameraFacts:
    """One camera. Its address is left out: an annex is handed on, and an address is nobody's
    business."""

    name: str
    kind: Kind
    fps: float
    masks: int
    lines: tuple[str, ...]
    zones: tuple[str, ...]
    staff_zones: tuple[str, ...]
    staff_rules: tuple[Rule, ...]
    groups: bool
    """Whether people who come in together are counted as one buying unit too."""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a document may say of an installation."""

    site: Site
    site_name: str
    site_sha256: str
    detector: DetectorFacts
    cameras: tuple[CameraFacts, ...]
    departures: tuple[Departure, ...]
    server: str | None
    """Where the records go; None: a database on the same machine."""
    version: str
    day: date
    dwell_bins: int = len(DWELL_BIN_EDGES) - 1

    @property
    def uniform(self) -> bool:
        return any("uniform" in camera.staff_rules for camera in self.cameras)

    @property
    def presence(self) -> bool:
        return any("presence" in camera.staff_rules for camera in self.cameras)


def gather(site_file: SiteFile, *, day: date, server: str | None = None) -> Facts:
    """The facts of a site.

    Args:
        server: the address that records are sent to, without any secret in it.
    """
    site = site_file.site
    return Facts(
        site=site,
        site_name=site_file.path.name,
        site_sha256=_sha256(site_file.path),
        detector=_detector(site_file.model),
        cameras=tuple(_camera(site, camera) for camera in site.cameras),
        departures=departures(),
        server=server,
        version=_version(),
        day=day,
    )


def _camera(site: Site, camera: CameraPart) -> CameraFacts:
    return CameraFacts(
        name=camera.name or camera.id,
        kind=camera.address.kind,
        fps=camera.analysis_fps,
        masks=len(camera.masks),
        lines=tuple(line.name or line.id for line in camera.lines),
        zones=tuple(zone.name or zone.id for zone in camera.measured_zones),
        staff_zones=tuple(zone.name or zone.id for zone in camera.staff_zones),
        staff_rules=site.staff_settings(camera, (1, 1)).rules,
        groups=bool(camera.floor and camera.lines),
    )


def _detector(model: Path) -> DetectorFacts:
    network = next(iter(sorted(model.glob("*.xml"))), model) if model.is_dir() else model
    weights = network.with_suffix(".bin") if network.suffix == ".xml" else network
    names = parse_names(read_metadata(network).get("names")) or {}
    return DetectorFacts(
        name=model.name,
        sha256=_sha256(weights) if weights.is_file() else None,
        classes=tuple(names.values()),
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _version() -> str:
    try:
        return version("chaland")
    except PackageNotFoundError:
        return "unknown"
