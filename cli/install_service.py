"""`chaland install-service`: the systemd unit for a box."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vision.errors import InputError

if TYPE_CHECKING:
    from vision.site_file import SiteFile


def install_service(
    site: Annotated[Path, typer.Argument(metavar="SITE", help="The site file.")],
    show: Annotated[
        bool, typer.Option("--print", help="Print the unit. Nothing is changed on this machine.")
    ] = False,
    server: Annotated[
        str | None,
        typer.Option(metavar="URL", envvar="CHALAND_SERVER", help="Where records are sent."),
    ] = None,
    token_file: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Holds the box's token; read by systemd, not by the box."
        ),
    ] = None,
    listen: Annotated[
        str | None,
        typer.Option(metavar="HOST:PORT", help="Where /metrics and /healthz are served."),
    ] = None,
    user: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="A user of this machine; else systemd makes one up."),
    ] = None,
    state: Annotated[
        str, typer.Option(metavar="NAME", help="The folder of the records, under /var/lib.")
    ] = "chaland",
) -> None:
    """Print a hardened systemd unit that runs `chaland edge SITE` of this installation."""
    from vision.edge.service import Service, unit
    from vision.site_file import load_site

    if not show:
        raise InputError(
            "install-service changes nothing by itself. Run it with --print, read what it prints, "
            "and as root put it into /etc/systemd/system/chaland-edge.service; then: systemctl "
            "enable --now chaland-edge"
        )
    loaded = load_site(site.resolve())
    cameras = loaded.site.cameras
    names = sorted({camera.credentials for camera in cameras if camera.credentials is not None})
    service = Service(
        command=_chaland(),
        site=loaded.path,
        state=state,
        user=user,
        server=server,
        token_file=None if token_file is None else token_file.absolute(),
        credentials=tuple((name, loaded.path.parent / "credentials" / name) for name in names),
        listen=listen,
        cameras=len(cameras),
        usb=any(camera.address.kind == "usb" for camera in cameras),
        graphics=any(camera.hardware_decoding for camera in cameras if camera.live),
        reads=_reads(loaded),
    )
    sys.stdout.write(unit(service))


def _chaland() -> tuple[str, ...]:
    """How this very installation is started."""
    script = Path(sys.prefix, "bin", "chaland")
    return (str(script),) if script.is_file() else (sys.executable, "-m", "cli")


def _reads(loaded: SiteFile) -> tuple[Path, ...]:
    """Where this installation, the model and the films are."""
    import vision

    model = loaded.model.absolute()
    films = [
        Path(address.place).absolute().parent
        for address in (camera.address.beside(loaded.path.parent) for camera in loaded.site.cameras)
        if address.kind in {"film", "file"}
    ]
    return (
        Path(sys.prefix),
        Path(sys.base_prefix),
        Path(vision.__file__).parent.parent,
        model if model.is_dir() else model.parent,
        *films,
    )
