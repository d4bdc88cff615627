"""Who may import whom, and what an import may load."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = {"vision", "analytics", "api", "dashboard", "reports", "cli", "models", "sample_videos"}

FORBIDDEN = {
    "vision": {"api", "analytics", "dashboard", "reports", "cli"},
    "analytics": {"vision", "api", "dashboard", "reports", "cli"},
    "api": {"dashboard", "reports", "cli"},
    "reports": {"vision", "cli"},
    "dashboard": {"vision", "analytics", "api", "cli"},
}
# The contract, and how a SQLite file outlives a power cut, which is the same on both sides.
API_MAY_TAKE_FROM_VISION = {"vision.records", "vision.description", "vision.durability"}


def imported(path: Path) -> set[str]:
    """Every module that a file names in an import statement, wherever it stands."""
    modules = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            modules.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            modules.add(node.module or "")
    return modules


@pytest.mark.parametrize("room", sorted(FORBIDDEN))
def test_no_room_imports_one_it_must_not_know(room: str) -> None:
    files = list((ROOT / room).rglob("*.py"))
    assert files
    for path in files:
        strangers = {m for m in imported(path) if m.split(".")[0] in FORBIDDEN[room]}
        assert not strangers, f"{path.relative_to(ROOT)} imports {sorted(strangers)}"


def test_the_server_knows_little_of_the_box() -> None:
    for path in (ROOT / "api").rglob("*.py"):
        of_vision = {m for m in imported(path) if m.split(".")[0] == "vision"}
        assert of_vision <= API_MAY_TAKE_FROM_VISION, path.relative_to(ROOT)


def test_only_the_server_speaks_to_its_database() -> None:
    for room in ROOMS - {"api"}:
        for path in (ROOT / room).rglob("*.py"):
            roots = {m.split(".")[0] for m in imported(path)}
            assert not roots & {"sqlalchemy", "alembic"}, path.relative_to(ROOT)


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("vision", {"cv2", "av", "openvino", "torch", "numpy"}),
        ("vision.detect.openvino", {"openvino_telemetry", "torch", "supervision"}),
        ("vision.records", {"cv2", "av", "openvino", "torch"}),
        ("vision.durability", {"cv2", "av", "openvino", "torch", "numpy", "pydantic"}),
        ("vision.zones.line", {"cv2", "av", "openvino", "torch"}),
        ("vision.scene", {"cv2", "av", "openvino", "torch"}),
        ("vision.site_file", {"cv2", "av", "openvino", "torch"}),
        ("vision.source.camera_feed", {"cv2", "av", "openvino", "torch"}),
        ("vision.source.reader, vision.source.decoder", {"pydantic", "scipy", "openvino"}),
        ("vision.edge.running_box", {"scipy.signal", "scipy.stats", "supervision"}),
        (
            "api.application, api.client",
            {"scipy.stats", "scipy.optimize", "openvino", "torch", "streamlit"},
        ),
        (
            "reports.html, reports.workbook, reports.terminal, reports.written_table",
            {"streamlit", "pandas", "pyarrow", "cv2", "torch"},
        ),
        ("cli.application", {"cv2", "av", "openvino", "torch", "streamlit", "sqlalchemy"}),
    ],
)
def test_importing_loads_nothing_heavy(module: str, heavy: set[str]) -> None:
    code = f"import sys, {module}; print(*(name for name, module in sys.modules.items() if module))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert not heavy & set(loaded.stdout.split())
