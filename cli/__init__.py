"""The `chaland` command: one thin module a verb, each calling a room."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line. Mistakes of the user end with status 2 and one clear message."""
    from cli.application import app
    from cli.console import complain
    from cli.failures import explain

    try:
        app()
    except KeyboardInterrupt:
        complain("stopped. What was finished is kept; run the command again to go on.")
        sys.exit(130)
    except Exception as error:
        message = explain(error)
        if message is None:
            raise
        complain(message)
        sys.exit(2)
