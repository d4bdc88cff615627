"""Word to systemd that the box is up, alive, busy or stopping: sd_notify(3).

Written out rather than taken from a package: the protocol is one datagram, systemd's own manual
gives it in Python to be copied, and the packages for it are unmaintained, or send the watchdog's
sign of life at their own pace, which would hide a box that hangs.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping

SEND_SECONDS = 1.0
"""How long systemd's socket may take. A box does not wait for its supervisor."""


class Notifier:
    """Speaks to the service manager that started this process; to nobody when none did."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        given = os.environ if environment is None else environment
        self._address = _address(given.get("NOTIFY_SOCKET", ""))
        self._watchdog = _watchdog_seconds(given)

    @property
    def is_supervised(self) -> bool:
        return self._address is not None

    @property
    def beat_seconds(self) -> float | None:
        """How often `alive` is to be called: a third of the watchdog's time, so that one datagram
        may be lost. None: nobody watches."""
        return None if self._watchdog is None else self._watchdog / 3

    def ready(self, status: str = "") -> bool:
        """Everything is up. Until then systemd holds back what comes after the box."""
        return self._send("READY=1", status)

    def alive(self, status: str = "") -> bool:
        """To be called from where the work is done, never from a timer of its own: a timer lives on
        when the work hangs."""
        return self._send("WATCHDOG=1", status)

    def status(self, status: str) -> bool:
        """A line for `systemctl status`."""
        return self._send("", status)

    def stopping(self, status: str = "") -> bool:
        return self._send("STOPPING=1", status)

    def _send(self, state: str, status: str) -> bool:
        """Whether it was taken. That it was not stops no counting."""
        lines = [state] if state else []
        if status:
            lines.append(f"STATUS={' '.join(status.split())}")
        if self._address is None or not lines:
            return False
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
                sender.settimeout(SEND_SECONDS)
                sender.connect(self._address)
                sender.sendall("\n".join(lines).encode())
        except OSError:
            return False
        return True


def _address(place: str) -> str | None:
    """A path, or a name in the abstract namespace, which is written with an @."""
    if place.startswith("@"):
        return "\0" + place[1:]
    return place if place.startswith("/") else None


def _watchdog_seconds(given: Mapping[str, str]) -> float | None:
    """sd_watchdog_enabled(3): only the process that the manager started is watched, not those that
    it starts."""
    if given.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    try:
        seconds = int(given.get("WATCHDOG_USEC", "")) / 1e6
    except ValueError:
        return None
    return seconds if seconds > 0 else None
