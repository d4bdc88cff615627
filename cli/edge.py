"""`chaland edge`: a shop's live cameras, counted until the box is told to stop."""

from __future__ import annotations

import logging
import signal
import socket
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.console import note, out
from cli.destination import ServerOption, TokenOption
from cli.token_file import read_token
from vision.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from vision.edge.clock import Clock
    from vision.edge.courier import Courier
    from vision.edge.status import Status
    from vision.edge.uploader import Uploader
    from vision.site_file import SiteFile

GOODBYE_SECONDS = 10.0
"""For the request under way when the box is told to stop."""


def edge(
    site: Annotated[Path, typer.Argument(metavar="SITE", help="The site file.")],
    state: Annotated[
        Path,
        typer.Option(
            metavar="FOLDER", help="The only folder that is written: the outbox is in it."
        ),
    ] = Path("chaland-state"),
    server: ServerOption = None,
    token: TokenOption = None,
    token_file: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            envvar="CHALAND_TOKEN_FILE",
            help="The box's own token, as `chaland device enrol` wrote it; instead of --token.",
        ),
    ] = None,
    device: Annotated[
        str | None,
        typer.Option(help="The box's name in its records. Without it: its token's, or machine's."),
    ] = None,
    listen: Annotated[
        str,
        typer.Option(
            metavar="HOST:PORT", help="Where /metrics and /healthz are served; `off`: nowhere."
        ),
    ] = "127.0.0.1:9464",
    learn_views: Annotated[
        bool,
        typer.Option(
            "--learn-views",
            help="The cameras show what they should from now on: after moving one, or the shop's "
            "furniture, when the lines and zones still fit.",
        ),
    ] = False,
    trust_clock: Annotated[
        bool,
        typer.Option(
            "--trust-clock", help="The system's clock is right, though no time server says so."
        ),
    ] = False,
) -> None:
    """Count a shop's live cameras for months: watched, restarted, cut off, nothing lost."""
    from contextlib import closing
    from functools import partial

    from cli.detectors import site_detector
    from vision.edge.notify import Notifier
    from vision.edge.outbox import Outbox
    from vision.edge.reporter import Reporter
    from vision.edge.running_box import OUTBOX, RunningBox, sole_box
    from vision.edge.status import Status
    from vision.edge.views import Views
    from vision.site_file import load_site

    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    loaded = load_site(site)
    _check_live(loaded)
    name, secret = _identity(loaded, token_file, token, device)
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    with sole_box(state), closing(Outbox(state / OUTBOX)) as outbox:
        detector = site_detector(loaded)
        note(f"detector: {detector.name}")
        views = Views(state, forget=learn_views)
        box = RunningBox(loaded, detector, outbox, device=name, views=views, trusted=trust_clock)
        renewed = None if token_file is None else partial(_renewed, token_file, loaded, name)
        courier, uploader = _courier(loaded, state / OUTBOX, server, secret, renewed, box.clock)
        cameras = [(camera.id, camera.analysis_fps) for camera in loaded.site.cameras]
        status = Status(cameras, folder=state)
        reporter = Reporter(
            box, outbox, status, None if uploader is None else lambda: uploader.stats
        )
        notifier = Notifier()

        def tend() -> None:
            reporter.tend()
            notifier.alive()

        box.on_tend = tend
        stop_metrics = _serve(status, listen)
        if courier is not None:
            courier.start()
        notifier.ready(f"{len(box.feeds)} cameras")
        note(f"{name}: {len(box.feeds)} cameras of {loaded.site.store.id}; Ctrl-C stops")
        try:
            box.run(stopping.is_set)
        finally:
            notifier.stopping("closing the open minutes")
            stop_metrics()
            if courier is not None:
                courier.stop(GOODBYE_SECONDS)
        waiting = outbox.pending()
    out.print(f"stopped; {waiting} batches wait in {state / OUTBOX}")


def _serve(status: Status, listen: str) -> Callable[[], None]:
    from vision.edge.metrics import serve_metrics

    if listen == "off":
        return lambda: None
    host, _, port = listen.rpartition(":")
    if not host or not port.isdecimal():
        raise InputError(f"--listen {listen}: write HOST:PORT, for example 127.0.0.1:9464, or off")
    return serve_metrics(status, host.strip("[]"), int(port))


def _check_live(loaded: SiteFile) -> None:
    for camera in loaded.site.cameras:
        if not camera.live:
            raise InputError(
                f"camera {camera.id}: {camera.source} is a film. Films are counted by `chaland run "
                f"SITE`; to play one as a camera, write source: loop:{camera.source}"
            )


def _identity(
    loaded: SiteFile, token_file: Path | None, token: str | None, device: str | None
) -> tuple[str, str | None]:
    """The box's name and its secret."""
    store = loaded.site.store.id
    if token_file is None:
        return device or _machine(), token
    read = read_token(token_file)
    if read.store != store or (device is not None and read.device != device):
        raise InputError(
            f"{token_file}: this is the token of box {read.device} of {read.store}, not of "
            f"{device or 'a box'} of {store}. Enrol the box with a code of {store}."
        )
    return read.device, read.token


def _renewed(token_file: Path, loaded: SiteFile, name: str) -> str:
    """The box's token as it is in the file now: `chaland device rotate` may have changed it."""
    _, token = _identity(loaded, token_file, None, name)
    assert token is not None  # noqa: S101  (a file has one)
    return token


def _machine() -> str:
    letters = socket.gethostname().partition(".")[0].lower()
    name = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in letters)
    return name.strip("-_")[:64] or "box"


def _courier(
    loaded: SiteFile,
    outbox: Path,
    server: str | None,
    token: str | None,
    renewed: Callable[[], str] | None,
    clock: Clock,
) -> tuple[Courier | None, Uploader | None]:
    from vision.edge.courier import Courier
    from vision.edge.link import Link
    from vision.edge.uploader import Uploader

    if server is None:
        note("no --server: records stay in the outbox until the box is run with one.")
        return None, None
    link = Link(server, token, renewed=renewed)
    uploader = Uploader(outbox, link)
    return Courier(link, loaded.site.describe(), uploader, clock), uploader
