"""The `chaland` command: one thin module a verb, each calling a room."""

from __future__ import annotations

import sys
from typing import Final

INTERRUPTED: Final = 130


def main() -> None:
    """Run the command line. Mistakes of the user end with status 2 and one clear message."""
    from cli.application import app
    from cli.console import complain
    from cli.failures import explain

    try:
        app()
    except SystemExit as stop:
        if stop.code == INTERRUPTED:  # how Typer ends on Ctrl-C, without a word
            complain("stopped. What was finished is kept; run the command again to go on.")
        raise
    except Exception as error:
        message = explain(error)
        if message is None:
            raise
        complain(message)
        sys.exit(2)
