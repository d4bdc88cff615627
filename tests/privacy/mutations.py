"""The protections taken away, one each: what every proof is to notice."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import cv2
import numpy as np
import pytest

from tests.privacy.journey_mutations import JOURNEY_MUTATIONS

Mutation = Callable[[pytest.MonkeyPatch], None]


def _show_each_picture(patch: pytest.MonkeyPatch, leak: Callable[[Any], None]) -> None:
    """Where every picture that is analysed passes, of a film or of a camera."""
    from vision.detect.openvino import OpenVinoDetector

    detect = OpenVinoDetector.detect

    def leaky(self: OpenVinoDetector, images: Any) -> Any:
        for image in images:
            leak(image)
        return detect(self, images)

    patch.setattr(OpenVinoDetector, "detect", leaky)


def saves_a_picture(patch: pytest.MonkeyPatch) -> None:
    _show_each_picture(
        patch,
        lambda image: cv2.imwrite(f"{tempfile.gettempdir()}/frame.jpg", image),  # type: ignore[arg-type, return-value]
    )


def leaves_a_frame_in_shared_memory(patch: pytest.MonkeyPatch) -> None:
    _show_each_picture(patch, lambda image: _write(Path("/dev/shm/frame"), image.tobytes()))  # noqa: S108


def logs_a_frame(patch: pytest.MonkeyPatch) -> None:
    def log(image: Any) -> None:
        sys.stderr.write(base64.b64encode(zlib.compress(image.tobytes())).decode() + "\n")

    _show_each_picture(patch, log)


def sends_a_crop(patch: pytest.MonkeyPatch) -> None:
    """Within the contract's form: where a heat grid is to be, packed as one."""
    from vision import heat_release

    crops: list[bytes] = []

    def keep(image: Any) -> None:
        crops[:] = [cv2.imencode(".jpg", image[20:80, 50:110])[1].tobytes()]

    _show_each_picture(patch, keep)
    releases_the_heat_of_one(patch)  # else a quiet shop sends no grid
    patch.setattr(
        heat_release, "pack", lambda _: base64.b64encode(zlib.compress(crops[0])).decode()
    )


def logs_the_token(patch: pytest.MonkeyPatch) -> None:
    _show_each_picture(patch, lambda _: print(os.environ["CHALAND_TOKEN"]))  # noqa: T201


def shows_the_token_in_the_process_list(patch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    def start(_: Any) -> None:
        if not started:
            token = os.environ["CHALAND_TOKEN"]
            code = "import time; time.sleep(3)"
            started.append(subprocess.Popen([sys.executable, "-c", code, token]))

    _show_each_picture(patch, start)


def logs_the_address_with_the_password(patch: pytest.MonkeyPatch) -> None:
    from vision.source import credentials

    find = credentials.find_credentials

    def telling(*arguments: Any) -> Any:
        found = find(*arguments)
        sys.stderr.write(f"opening rtsp://{quote(found.reveal(), safe=':')}@10.0.0.2/live\n")
        return found

    patch.setattr("vision.site_file.find_credentials", telling)


def writes_beside_its_folder(patch: pytest.MonkeyPatch) -> None:
    """Not a word about anybody: that it writes there is enough."""
    _show_each_picture(patch, lambda _: _write(Path.home() / "chaland.cache", b"1"))


def tries_to_write_beside_its_folder(patch: pytest.MonkeyPatch) -> None:
    def attempt(_: Any) -> None:
        try:
            _write(Path.home() / "chaland.cache", b"1")
        except OSError:
            return

    _show_each_picture(patch, attempt)


def calls_home(patch: pytest.MonkeyPatch) -> None:
    import socket

    def call(_: Any) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as caller:
            caller.connect(("127.0.0.9", 9))

    _show_each_picture(patch, call)


def sees_behind_masks(patch: pytest.MonkeyPatch) -> None:
    from vision.edge import films

    patch.setattr(films, "blank", lambda image, _: image)


def releases_at_one(patch: pytest.MonkeyPatch) -> None:
    from vision.release import DwellRelease

    make = DwellRelease.__init__
    patch.setattr(DwellRelease, "__init__", lambda self, camera, k: make(self, camera, 1))


def releases_again_with_more(patch: pytest.MonkeyPatch) -> None:
    """Each release has at least k, yet the difference of two has not."""
    from vision.release import DwellRelease

    release = DwellRelease.release

    def again(self: Any, until: int) -> Any:
        waiting = dict(self._waiting)
        released = release(self, until)
        self._waiting.update(waiting)
        return released

    patch.setattr(DwellRelease, "release", again)


def numbers_its_tracks(patch: pytest.MonkeyPatch) -> None:
    """How many were seen since the start, in every record."""
    from vision.edge.camera import CameraCounter

    put = CameraCounter._put

    def numbered(self: Any, records: Any) -> None:
        put(self, [record.model_copy(update={"rev": self.tracks}) for record in records])

    patch.setattr(CameraCounter, "_put", numbered)


def names_its_tracks(patch: pytest.MonkeyPatch) -> None:
    """A word of its own for each person, in a place that the contract has."""
    from vision.edge.camera import CameraCounter

    put = CameraCounter._put

    def named(self: Any, records: Any) -> None:
        name = f"gate-{hash(self.tracks):x}"
        put(self, [r.model_copy(update={"line": name}) if r.kind == "line" else r for r in records])

    patch.setattr(CameraCounter, "_put", named)


def hides_words_in_a_grid(patch: pytest.MonkeyPatch) -> None:
    from vision import heat_release

    pack = heat_release.pack

    def padded(grid: Any) -> str:
        return base64.b64encode(
            zlib.compress(zlib.decompress(base64.b64decode(pack(grid))) + b"id")
        ).decode()

    patch.setattr(heat_release, "pack", padded)


def sums_the_lengths_of_visits(patch: pytest.MonkeyPatch) -> None:
    """As the first boxes did: where one visit ended in a minute, its exact length."""
    from vision.edge.camera import CameraCounter
    from vision.minutes import minute_of
    from vision.zones.events import Visit

    take, put = CameraCounter._take, CameraCounter._put
    lengths: dict[int, float] = {}

    def taking(self: Any, events: Any) -> None:
        for event in events:
            if isinstance(event, Visit):
                minute = minute_of(event.left)
                lengths[minute] = lengths.get(minute, 0.0) + event.dwell
        take(self, events)

    def telling(self: Any, records: Any) -> None:
        def told(record: Any) -> Any:
            if record.kind != "zone":
                return record
            length = lengths.pop(minute_of(record.start.timestamp()), 0.0)
            return record.model_copy(update={"visit_seconds": round(length, 3)})

        put(self, [told(record) for record in records])

    patch.setattr(CameraCounter, "_take", taking)
    patch.setattr(CameraCounter, "_put", telling)


def tells_presence_to_the_millisecond(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("vision.minutes.PRESENCE_STEP", 0.001)


def releases_the_heat_of_one(patch: pytest.MonkeyPatch) -> None:
    from vision.zones.heat import HeatGrid

    patch.setattr(HeatGrid, "people", property(lambda _: 1000))


def keeps_a_picture_as_the_view(patch: pytest.MonkeyPatch) -> None:
    """Small, packed and in a text, where the signature is to be."""
    from vision.source.view import ViewJudge

    see = ViewJudge.see
    seen: list[Any] = []

    def watching(self: Any, luma: Any, time: float) -> Any:
        seen[:] = [luma]
        return see(self, luma, time)

    patch.setattr(ViewJudge, "see", watching)
    patch.setattr("vision.source.signature.Signature.parse", lambda _: None)
    patch.setattr(
        "vision.source.signature.Signature.text",
        lambda _: base64.b64encode(zlib.compress(seen[0].tobytes())).decode(),
    )


def draws_the_view(patch: pytest.MonkeyPatch) -> None:
    """Edges by the pixel instead of by the cell: an outline of everything and everybody."""
    from vision.source.signature import Signature

    patch.setattr("vision.source.signature.MOST_CELLS", 10**6)
    patch.setattr("vision.source.view.MOST_CELLS", 10**6)
    patch.setattr(Signature, "of", lambda edges, contrast: Signature(edges, contrast))
    patch.setattr("vision.source.view._has_moved", lambda _: False)
    patch.setattr(Signature, "find", lambda *_: None)


def learns_the_view_at_a_glance(patch: pytest.MonkeyPatch) -> None:
    """With whoever is just there."""
    patch.setattr("vision.source.view.LEARN_SECONDS", 0.0)
    patch.setattr("vision.source.view.LEARN_LOOKS", 1)


def starts_without_a_controller(patch: pytest.MonkeyPatch) -> None:
    from vision.site import Site

    validate = Site.model_validate

    def lenient(data: Any) -> Any:
        words = {"controller": "-", "contact": "-", "notice": "-"}
        given = {
            name: text for name, text in (data.get("privacy") or {}).items() if str(text).strip()
        }
        return validate({**data, "privacy": {**words, **given}})

    patch.setattr(Site, "model_validate", lenient)


def takes_every_class(patch: pytest.MonkeyPatch) -> None:
    from vision.detect.openvino import OpenVinoDetector

    suppressed, finished = OpenVinoDetector._suppressed, OpenVinoDetector._finished

    def loose(self: Any, output: Any) -> Any:
        output = output.copy()
        best = output[4:].max(axis=0)
        output[4:] = 0
        output[4 + self._person] = best
        return suppressed(self, output)

    def loose_finished(self: Any, output: Any) -> Any:
        output = np.array(output)
        output[:, 5] = self._person
        return finished(self, output)

    patch.setattr(OpenVinoDetector, "_suppressed", loose)
    patch.setattr(OpenVinoDetector, "_finished", loose_finished)


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


MUTATIONS: dict[str, Mutation] = {
    mutation.__name__: mutation
    for mutation in (
        saves_a_picture,
        leaves_a_frame_in_shared_memory,
        logs_a_frame,
        sends_a_crop,
        logs_the_token,
        shows_the_token_in_the_process_list,
        logs_the_address_with_the_password,
        writes_beside_its_folder,
        tries_to_write_beside_its_folder,
        calls_home,
        sees_behind_masks,
        releases_at_one,
        releases_again_with_more,
        *JOURNEY_MUTATIONS,
        numbers_its_tracks,
        names_its_tracks,
        hides_words_in_a_grid,
        sums_the_lengths_of_visits,
        tells_presence_to_the_millisecond,
        releases_the_heat_of_one,
        keeps_a_picture_as_the_view,
        draws_the_view,
        learns_the_view_at_a_glance,
        starts_without_a_controller,
        takes_every_class,
    )
}
