"""Keeping the libraries' own usage reports from leaving the machine.

OpenVINO's converter, which `import openvino` loads, and NNCF report to Google Analytics when the
package `openvino_telemetry` can be imported, and do without when it cannot. Ultralytics reports
through its `events`. A box that sends its records and nothing else cannot have that.
"""

from __future__ import annotations

import sys


def silence_openvino() -> None:
    """Must be called before `openvino` or `nncf` is first imported."""
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]


def silence_ultralytics() -> None:
    """Raises ImportError when Ultralytics is not installed."""
    silence_openvino()
    from ultralytics.utils.events import events

    # Read from the user's settings once, when first imported.
    events.enabled = False
