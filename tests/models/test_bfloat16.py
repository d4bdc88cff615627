"""Training on a processor in bfloat16: the same network, nearly the same outputs."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from models.training import write_architecture


@pytest.fixture
def network(tmp_path: Path) -> Any:
    pytest.importorskip("ultralytics")
    import torch
    from ultralytics.nn.modules import Conv
    from ultralytics.nn.tasks import DetectionModel

    torch.manual_seed(0)
    usual = Conv.default_act
    try:
        return DetectionModel(str(write_architecture(tmp_path, relu=True)), verbose=False)
    finally:
        Conv.default_act = usual  # building a network changes it for all that follow


def tensors(outputs: Any) -> list[Any]:
    import torch

    if isinstance(outputs, torch.Tensor):
        return [outputs]
    if isinstance(outputs, dict):
        return [one for name in sorted(outputs) for one in tensors(outputs[name])]
    return [one for part in outputs for one in tensors(part)]


@pytest.mark.ultralytics
def test_a_lightened_network_says_nearly_the_same_in_float32(network: Any) -> None:
    import torch

    from models.bfloat16 import lighten

    # Normalised by what it has learnt, as when it detects: a fresh network that normalises by the
    # batch turns the smallest difference into another output, in any precision.
    network.eval()
    network.model[-1].train()
    lightened = copy.deepcopy(network)
    lighten(lightened)
    pictures = torch.rand(2, 3, 96, 160)
    with torch.no_grad():
        full, light = tensors(network.predict(pictures)), tensors(lightened.predict(pictures))
    assert len(full) == len(light) > 0
    differs = False
    for one, other in zip(full, light, strict=True):
        assert other.dtype == torch.float32
        assert one.shape == other.shape
        scale = float(one.abs().max())
        assert float((one - other).abs().max()) <= 0.05 * scale
        differs |= not torch.equal(one, other)
    assert differs, "nothing was computed in bfloat16"


@pytest.mark.ultralytics
def test_a_lightened_network_learns(network: Any) -> None:
    import torch
    from ultralytics.cfg import get_cfg

    from models.bfloat16 import lighten

    network.args = get_cfg()
    network.train()
    lighten(network)
    batch = {
        "img": torch.rand(2, 3, 96, 96),
        "cls": torch.zeros(2, 1),
        "bboxes": torch.tensor([[0.5, 0.5, 0.3, 0.6], [0.4, 0.5, 0.2, 0.5]]),
        "batch_idx": torch.tensor([0.0, 1.0]),
    }
    optimiser = torch.optim.AdamW(network.parameters(), lr=1e-3)
    losses = []
    for _ in range(8):
        loss, _ = network(batch)
        optimiser.zero_grad()
        loss.sum().backward()
        optimiser.step()
        losses.append(float(loss.detach().sum()))
    assert losses[-1] < losses[0]
