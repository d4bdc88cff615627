"""Training on a processor at less than half the time: products in bfloat16, channels last.

Ultralytics trains in mixed precision on GPUs only. Processors with AVX-512 BF16 or AMX multiply in
bfloat16 too, and any processor convolves faster when a pixel's channels lie side by side.
"""

from __future__ import annotations

from typing import Any

import torch


def lighten(network: Any) -> None:
    """Make a detection network compute in bfloat16 from now on; its loss stays in float32.

    The matching of boxes with people is decided by small differences, which eight bits of mantissa
    do not hold: so only the layers are lightened, not what is made of their outputs.
    """
    network.to(memory_format=torch.channels_last)
    in_full = network.predict

    def predict(pictures: torch.Tensor, *args: Any, **options: Any) -> Any:
        pictures = pictures.contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            found = in_full(pictures, *args, **options)
        return _in_full(found)

    network.predict = predict


def _in_full(outputs: Any) -> Any:
    """A head's outputs, nested as they are, in float32."""
    if isinstance(outputs, torch.Tensor):
        return outputs.float() if outputs.is_floating_point() else outputs
    if isinstance(outputs, dict):
        return {name: _in_full(value) for name, value in outputs.items()}
    if isinstance(outputs, (list, tuple)):
        return type(outputs)(_in_full(value) for value in outputs)
    return outputs
