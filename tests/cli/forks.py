"""Runs commands, each in a process of its own that is forked from one which has loaded what the
commands load. That takes seconds, and is the same every time.

Reads one request a line, answers each with the command's exit status.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
from pathlib import Path

PRELOADED = (
    "cli.application",
    "cli.failures",
    "api.application",
    "api.client",
    "api.database",
    "reports.html",
    "reports.period_document",
    "reports.terminal",
    "reports.workbook",
    "scipy.optimize",
    "vision.edge.outbox",
    "vision.site_file",
)


def main() -> None:
    for module in PRELOADED:
        __import__(module)
    for line in sys.stdin:
        request = json.loads(line)
        if (child := os.fork()) == 0:
            become(request)
            # Beyond the loop: it ends as any interpreter does, by whatever the command raises.
            break
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()
    else:
        return
    runpy.run_module("cli", run_name="__main__", alter_sys=True)


def become(request: dict[str, object]) -> None:
    folder = Path(str(request["output"]))
    for stream, target in ((0, os.devnull), (1, folder / "stdout"), (2, folder / "stderr")):
        flags = os.O_RDONLY if stream == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        opened = os.open(target, flags, 0o600)
        os.dup2(opened, stream)
        os.close(opened)
    os.chdir(str(request["cwd"]))
    sys.argv[1:] = list(request["arguments"])  # type: ignore[call-overload]


if __name__ == "__main__":
    main()
