"""The model card: what the shipped detector is, how it was made, and what was measured."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from vision.errors import InputError

_CARD = """# chaland-sim

A person detector **for the simulated shop's films, and for nothing else**. It is {architecture},
trained from nothing on rendered pictures only; it has never seen a photograph. It ships so that
the demo and the tests run without fetching anything.

**Do not point it at a real camera.** Chaland refuses to: a model marked `simulated_only` runs only
on cameras whose site file says `simulated: true`. For real cameras: `chaland models fetch yolo26n`,
then `chaland models export yolo26n --calibrate FILM` with a film of your own.

| | |
| --- | --- |
| Input | RGB, 0 to 1, any size in steps of 32; made for {input_size} pixels on the longer side |
| Output | one class, `person`: (1, 5, n) centre, size, score; needs suppression |
| Format | OpenVINO IR, INT8 (NNCF), {megabytes} MB |
| Licence | AGPL-3.0-or-later, as Ultralytics' training code requires |

## Training data

{pictures} pictures of {shops} simulated shops, rendered by `sample_videos/simulator` with other
plans, lights, colours, clothes and cameras than the sample films'. Pictures are split by whole
shops: {splits}. `training-manifest.json` lists the SHA-256 and a fingerprint of every picture; a
test fails if a frame of the sample films is among them. No picture shows a real person, so no
personal data was used.

## Training

{training}

Again: `python -m models.train render`, `train`, `export`, `card`.

## INT8 against full precision

On {int8_frames} held-out pictures at confidence {int8_confidence}, IoU 0.5: {int8_recall} of
the full-precision model's boxes found, {int8_precision} of its own confirmed, {int8_count} people
a picture. By the truth of these pictures, average precision is {full_ap} in full precision and
{int8_ap} in INT8, recall {full_recall} and {int8_own_recall}. The last layer stays in float.

## Measured

People at least 60 % visible and taller than 40 px; others are neither wanted nor counted against
it. Precision counts as wrong every box that is nobody's visible part at IoU ≥ 0.5, a second box on
one person too; the share on nobody leaves out those and the boxes that guess hidden legs right.

| measured on | frames | people | confidence | recall | precision | on nobody | mAP50 | ms a frame |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
{accuracies}

On real film, where there is no truth, against another detector: how little it finds is why it is
refused there.

| real film | frames | against | boxes of the other | found | confirmed |
| --- | --- | --- | --- | --- | --- |
{agreements}
"""


def write_card(path: Path, export: Path, training: Path, measured: Iterable[Path]) -> None:
    """Fill the card from what the other steps wrote.

    Args:
        export: JSON of the export step.
        training: JSON of the train step.
        measured: JSON of `chaland models evaluate --json`, one file a film or picture set.

    Raises:
        InputError: a file is missing or is not of its kind.
    """
    exported, facts = _read(export), _read(training)
    results = [_read(place) for place in measured]
    try:
        agreement, judged = exported["agreement"], exported["accuracy"]
        counts = exported["pictures"]
        text = _CARD.format(
            architecture=facts["architecture"],
            input_size=facts["input_size"],
            megabytes=exported["megabytes"],
            pictures=f"{sum(counts.values()):,}",
            shops=exported["shops"],
            splits=", ".join(f"{count:,} {split}" for split, count in counts.items()),
            training=_training(facts),
            full_ap=f"{judged['full']['average_precision']:.3f}",
            int8_ap=f"{judged['int8']['average_precision']:.3f}",
            full_recall=_share(judged["full"]["recall"]),
            int8_own_recall=_share(judged["int8"]["recall"]),
            int8_frames=agreement["frames"],
            int8_confidence=agreement["confidence"],
            int8_recall=_share(agreement["recall"]),
            int8_precision=_share(agreement["precision"]),
            int8_count=f"{agreement['count_difference']:+.2%}",
            accuracies=_rows(_accuracy(item) for item in results if "people" in item),
            agreements=_rows(_agreement(item) for item in results if "matched" in item),
        )
    except (KeyError, TypeError) as error:
        raise InputError(f"the measured figures are not complete: {error} is missing.") from error
    path.write_text(text, "utf-8")


def _training(facts: dict[str, Any]) -> str:
    settings = ", ".join(f"{name} {value}" for name, value in facts["settings"].items())
    earlier = facts.get("earlier")
    if earlier:
        begin = "onward from there"
    else:
        begin = "from its own earlier weights" if facts.get("onward") else "from random weights"
    own = (
        f"{facts['architecture']}, {begin}: {facts['epochs']} epochs at "
        f"{facts['input_size']} px, batch {facts['batch']}, seed {facts['seed']}, "
        f"{facts['minutes']} minutes on a {facts['device']}, Ultralytics {facts['ultralytics']}.\n"
        f"Settings beside its defaults: {settings}."
    )
    return f"{_training(earlier)}\n\n{own}" if earlier else own


def _accuracy(item: dict[str, Any]) -> list[str]:
    ap = item["average_precision"]
    return [
        item["film"], str(item["frames"]), str(item["people"]), str(item["confidence"]),
        _share(item["recall"]), _share(item["precision"]), _share(item["share_on_nobody"]),
        "–" if ap is None else f"{ap:.3f}", str(item["milliseconds"]),
    ]  # fmt: skip


def _agreement(item: dict[str, Any]) -> list[str]:
    return [
        item["film"], str(item["frames"]), item.get("reference", "–"),
        str(item["reference_boxes"]), _share(item["recall"]), _share(item["precision"]),
    ]  # fmt: skip


def _rows(rows: Iterable[list[str]]) -> str:
    return "\n".join("| " + " | ".join(cells) + " |" for cells in rows) or "| not measured |"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _read(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read as JSON ({error}).") from error
    if not isinstance(data, dict):
        raise InputError(f"{path}: one JSON object is expected.")
    return data
