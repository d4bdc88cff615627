"""Why a live camera is not read."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why a camera is not read, in our words alone: what FFmpeg says quotes the address with the
    password in it, and what a camera says may too."""

    CREDENTIALS = "the camera refuses the user name or password"
    FORBIDDEN = "the camera forbids this stream to this user"
    NOT_FOUND = "the camera has no stream under this path"
    REFUSED = "nothing listens at this address and port"
    UNREACHABLE = "the camera cannot be reached: is it on, and in this network?"
    SILENT = "the camera does not answer, or has stopped sending"
    CLOSED = "the camera has closed the connection"
    BUSY = "another program uses this camera"
    NOT_PERMITTED = "this user may not open this device or film"
    MISSING = "there is no such device or film"
    NO_PICTURE = "there is no picture in what the camera sends"
    UNREADABLE = "what the camera sends cannot be read"
    UNSOUND = "every frame of the camera breaks the codec's rules"
    CRASHED = "the reader of this camera has crashed"
    STALLED = "no frame for too long"
    OVER = "the film is over"

    @property
    def locks_out(self) -> bool:
        """Trying often makes it worse: cameras lock out a user after a few wrong passwords."""
        return self in {Reason.CREDENTIALS, Reason.FORBIDDEN}


class CameraError(Exception):
    """A camera cannot be opened or read. Holds its reason and nothing else."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason.value)
