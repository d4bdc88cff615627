"""Which exceptions are the user's to mend, and their words."""

from __future__ import annotations


def explain(error: Exception) -> str | None:
    """The message for an error that the user can mend, None for a fault of the program."""
    from vision.errors import InputError

    if isinstance(error, InputError):
        return str(error)
    from api.errors import ApiError

    if isinstance(error, ApiError):
        return str(error)
    return None
