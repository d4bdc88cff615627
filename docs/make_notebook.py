"""Runs docs/traffic_and_sales.py cell by cell and writes it as an executed notebook.

    python -m docs.make_notebook

It needs no Jupyter: a notebook is JSON (nbformat 4.5).
"""

from __future__ import annotations

import ast
import base64
import contextlib
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

HERE: Final = Path(__file__).parent
SOURCE: Final = HERE / "traffic_and_sales.py"
NOTEBOOK: Final = HERE / "traffic_and_sales.ipynb"
_MARK: Final = "# %%"


@dataclass(frozen=True, slots=True)
class Cell:
    kind: Literal["markdown", "code"]
    text: str


def cells(source: str) -> Iterator[Cell]:
    """What stands before the first mark is of the source alone."""
    for part in source.split(f"\n{_MARK}")[1:]:
        head, _, body = part.partition("\n")
        if "[markdown]" in head:
            lines = [line.removeprefix("#").removeprefix(" ") for line in body.strip().split("\n")]
            yield Cell("markdown", "\n".join(lines))
        else:
            yield Cell("code", body.strip())


def run(text: str, names: dict[str, Any]) -> list[dict[str, Any]]:
    """A code cell's outputs: what it printed, and the value of its last expression."""
    tree = ast.parse(text)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    value = None
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "<cell>", "exec"), names)  # noqa: S102  (our own source)
        if isinstance(last, ast.Expr):
            shown = compile(ast.Expression(last.value), "<cell>", "eval")
            value = eval(shown, names)  # noqa: S307
    outputs: list[dict[str, Any]] = []
    if printed.getvalue():
        text_lines = printed.getvalue().splitlines(keepends=True)
        outputs.append({"output_type": "stream", "name": "stdout", "text": text_lines})
    if value is not None:
        outputs.append(
            {
                "output_type": "execute_result",
                "execution_count": None,
                "metadata": {},
                "data": _data(value),
            }
        )
    return outputs


def _data(value: Any) -> dict[str, Any]:
    from matplotlib.figure import Figure

    if isinstance(value, Figure):
        picture = io.BytesIO()
        # Without the date and the version, so that the same figure is the same file.
        value.savefig(picture, format="png", dpi=80, metadata={"Software": None})
        return {
            "image/png": base64.b64encode(picture.getvalue()).decode(),
            "text/plain": [f"<Figure: {value.axes[0].get_title()}>"],
        }
    found: dict[str, Any] = {"text/plain": repr(value).splitlines(keepends=True)}
    if hasattr(value, "_repr_html_"):
        found["text/html"] = value._repr_html_().splitlines(keepends=True)
    return found


def notebook(source: str) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "__main__"}
    made = []
    count = 0
    for number, cell in enumerate(cells(source)):
        identity = hashlib.sha256(f"{number}{cell.text}".encode()).hexdigest()[:8]
        entry: dict[str, Any] = {
            "cell_type": cell.kind,
            "id": identity,
            "metadata": {},
            "source": cell.text.splitlines(keepends=True),
        }
        if cell.kind == "code":
            count += 1
            outputs = run(cell.text, names)
            for output in outputs:
                if "execution_count" in output:
                    output["execution_count"] = count
            entry |= {"execution_count": count, "outputs": outputs}
        made.append(entry)
    return {
        "cells": made,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def main() -> None:
    text = json.dumps(notebook(SOURCE.read_text("utf-8")), ensure_ascii=False, indent=1)
    NOTEBOOK.write_text(text + "\n", "utf-8")
    print(f"{NOTEBOOK.name}: {len(text) // 1000} kB")


if __name__ == "__main__":
    main()
