"""The systemd unit under which a box runs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Final
from urllib.parse import urlsplit

from vision.errors import InputError

WATCHDOG_SECONDS: Final = 60
TOKEN: Final = "device-token"  # noqa: S105
"""What the token is called among the service's credentials."""
_HOMES: Final = ("/home", "/root", "/run/user")
_PASSING: Final = ("/tmp", "/var/tmp", "/dev")  # noqa: S108
_USER: Final = re.compile(r"[a-z_][a-z0-9_-]{0,30}")
_STATE: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_CREDENTIAL: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LISTEN: Final = re.compile(r"(?:[A-Za-z0-9.-]+|\[[0-9a-fA-F:.]+\]):([0-9]{1,5})")


@dataclass(frozen=True, slots=True)
class Service:
    """What one installation puts into the unit.

    Raises:
        InputError: a value that a unit cannot hold, or that the service could not use.
    """

    command: tuple[str, ...]
    """How `chaland` is started: an absolute path, and what it needs before its own arguments."""
    site: Path
    state: str = "chaland"
    """The folder under /var/lib, the only one that the service may write to."""
    user: str | None = None
    """None: one that systemd makes up for as long as the service runs."""
    server: str | None = None
    token_file: Path | None = None
    credentials: tuple[tuple[str, Path], ...] = ()
    """Names of cameras' credentials, and the files that hold them."""
    listen: str | None = None
    cameras: int = 1
    usb: bool = False
    graphics: bool = False
    """Whether the box may decode on its graphics unit."""
    reads: tuple[Path, ...] = field(default=())
    """Folders that it reads: where it is installed, where its model and films are."""

    def __post_init__(self) -> None:
        files = [self.site, *self.reads, *(path for _, path in self.credentials)]
        files += [] if self.token_file is None else [self.token_file]
        for path in [PurePath(self.command[0]), *files]:
            _check_path(path)
        for name, pattern, value in (
            ("--user", _USER, self.user),
            ("--state", _STATE, self.state),
            *(("credentials", _CREDENTIAL, name) for name, _ in self.credentials),
        ):
            if value is not None and not pattern.fullmatch(value):
                raise InputError(f"{name} {value!r}: a unit cannot hold this name.")
        _check_server(self.server)
        if self.listen is not None:
            found = _LISTEN.fullmatch(self.listen)
            if found is None or not 0 < int(found[1]) < 65536:
                raise InputError(f"--listen {self.listen}: write HOST:PORT, as 127.0.0.1:9465.")


def unit(service: Service) -> str:
    """The unit file's text."""
    devices = [
        *(["DeviceAllow=char-video4linux rw"] if service.usb else []),
        *(["DeviceAllow=char-drm rw"] if service.graphics else []),
    ]
    groups = " ".join(["video"] * bool(devices) + ["render"] * service.graphics)
    hidden = _hidden(service)
    lines = [
        "# Written by `chaland install-service --print`: write it again rather than change it, or",
        "# change it with `systemctl edit`.",
        "[Unit]",
        "Description=Chaland: anonymous counting of visitors",
        # Not after network-online: the box counts without a network.
        "After=network.target time-sync.target",
        "StartLimitIntervalSec=0",
        "",
        "[Service]",
        "Type=notify",
        "NotifyAccess=main",
        f"ExecStart={_command(service)}",
        "Restart=always",
        "RestartSec=5",
        f"WatchdogSec={WATCHDOG_SECONDS}",
        "TimeoutStartSec=300",
        "TimeoutStopSec=60",
        "KillMode=mixed",
        "",
        "DynamicUser=yes" if service.user is None else f"User={service.user}",
        *([f"SupplementaryGroups={groups}"] if groups else []),
        f"StateDirectory={service.state}",
        "StateDirectoryMode=0700",
        "WorkingDirectory=%S/" + service.state,
        "Environment=HOME=%S/" + service.state,
        "Environment=PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1",
        "UMask=0077",
        *(
            [f"LoadCredential={TOKEN}:{_percent(service.token_file)}"]
            if service.token_file is not None
            else []
        ),
        *(f"LoadCredential={name}:{_percent(path)}" for name, path in service.credentials),
        "",
        "# No picture may reach a disk by way of swap or of a core dump.",
        "MemorySwapMax=0",
        "LimitCORE=0",
        f"MemoryMax={512 + 128 * service.cameras}M",
        "TasksMax=512",
        "",
        "ProtectSystem=strict",
        f"ReadOnlyPaths={_word(service.site.parent)}",
        f"ProtectHome={'tmpfs' if hidden else 'yes'}",
        *(f"BindReadOnlyPaths={_word(path)}" for path in hidden),
        "PrivateTmp=yes",
        *(["DevicePolicy=closed", *devices] if devices else ["PrivateDevices=yes"]),
        "NoNewPrivileges=yes",
        "CapabilityBoundingSet=",
        "AmbientCapabilities=",
        "ProtectKernelTunables=yes",
        "ProtectKernelModules=yes",
        "ProtectKernelLogs=yes",
        "ProtectControlGroups=yes",
        "ProtectClock=yes",
        "ProtectHostname=yes",
        "ProtectProc=invisible",
        "PrivateUsers=yes" if not devices else "PrivateUsers=no",
        "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6",
        "RestrictNamespaces=yes",
        "RestrictRealtime=yes",
        "RestrictSUIDSGID=yes",
        "RemoveIPC=yes",
        "LockPersonality=yes",
        "KeyringMode=private",
        "SystemCallArchitectures=native",
        "SystemCallFilter=@system-service",
        "SystemCallFilter=~@privileged",
        "SystemCallErrorNumber=EPERM",
        "# Left out, for the detector needs them: MemoryDenyWriteExecute (OpenVINO compiles for",
        "# the processor that it finds) and ProcSubset=pid (it reads /proc/cpuinfo).",
        "",
        "[Install]",
        "WantedBy=multi-user.target",
    ]
    return "\n".join(lines) + "\n"


def _command(service: Service) -> str:
    words = [_argument(word) for word in (*service.command, "edge", str(service.site))]
    words += ["--state", f"%S/{service.state}"]
    if service.server is not None:
        words += ["--server", _argument(service.server)]
    if service.token_file is not None:
        words += ["--token-file", f"${{CREDENTIALS_DIRECTORY}}/{TOKEN}"]
    if service.listen is not None:
        words += ["--listen", _argument(service.listen)]
    return " ".join(words)


def _hidden(service: Service) -> list[Path]:
    """What is to be seen of the home folders, which are else empty for the service."""
    wanted = [Path(service.command[0]).parent, service.site.parent, *service.reads]
    found = sorted({path for path in wanted if _is_below(path, _HOMES)})
    return [path for path in found if not any(path != o and path.is_relative_to(o) for o in found)]


def _argument(text: str) -> str:
    """A word of a command line, systemd.service(5): nothing in it is a variable."""
    return _word(text).replace("$", "$$")


def _word(text: object) -> str:
    """A word, systemd.syntax(7): nothing in it is a specifier or an escape."""
    escaped = _percent(text).replace("\\", "\\\\").replace('"', '\\"')
    plain = re.fullmatch(r"[A-Za-z0-9_@%+=:,./\[\]-]+", escaped)
    return escaped if plain else f'"{escaped}"'


def _percent(text: object) -> str:
    return str(text).replace("%", "%%")


def _check_path(path: PurePath) -> None:
    text = str(path)
    if not path.is_absolute() or ".." in path.parts:
        raise InputError(f"{text}: a service needs an absolute path.")
    if any(ord(character) < 32 or ord(character) == 127 for character in text):
        raise InputError(f"{text!r}: a unit cannot hold a path with control characters in it.")
    if _is_below(path, _PASSING):
        raise InputError(
            f"{text}: a service has a folder of its own in this place and does not see yours. Move "
            "it, for example to /etc/chaland, and run this again."
        )


def _is_below(path: PurePath, places: Sequence[str]) -> bool:
    return any(path.is_relative_to(place) for place in places)


def _check_server(server: str | None) -> None:
    if server is None:
        return
    try:
        parts = urlsplit(server)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or re.search(r"[\s\x00-\x1f\x7f]", server):
        raise InputError(
            f"--server {server!r}: write an address as https://counts.example.com/api."
        )
    if "@" in parts.netloc:
        raise InputError(
            "--server: the address holds a password, and a unit may be read by everybody. Give the "
            "token with --token-file."
        )


SHIPPED: Final = Service(
    command=("/opt/chaland/bin/chaland",),
    site=Path("/etc/chaland/site.yaml"),
    server="https://counts.example.com/api",
    token_file=Path("/etc/chaland/credentials/device-token"),
    credentials=(("door", Path("/etc/chaland/credentials/door")),),
    listen="127.0.0.1:9465",
    cameras=4,
    graphics=True,
)
"""The unit that stands in `deploy/`, as an example."""

if __name__ == "__main__":
    import sys

    sys.stdout.write(unit(SHIPPED))
