"""Training in several processes at once, each on one core and on its share of the pictures.

A network of this size is many small products, and threads that share each of them wait for each
other more than they compute. Processes meet once a step, to average their gradients, so that all
take the same step from the same weights (synchronous data-parallel gradient descent).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torch.distributed as meeting


@dataclass(frozen=True, slots=True)
class Place:
    """One process among those that train together."""

    rank: int
    world: int
    rendezvous: Path
    """A file that does not exist yet, where they find each other."""

    def share(self, pictures: Sequence[Path]) -> list[Path]:
        """This process's pictures: as many as every other's, so that all take as many steps."""
        each = len(pictures) // self.world
        return list(pictures[self.rank :: self.world][:each])

    def join(self, trainer: Any) -> None:
        """From now on the trainer steps with everybody's gradients."""
        meeting.init_process_group(
            "gloo",
            init_method=self.rendezvous.absolute().as_uri(),
            rank=self.rank,
            world_size=self.world,
        )
        alone = trainer.optimizer_step

        def optimizer_step() -> None:
            average([one.grad for one in trainer.model.parameters() if one.grad is not None])
            alone()

        trainer.optimizer_step = optimizer_step

    def leave(self) -> None:
        meeting.destroy_process_group()


def average(gradients: Sequence[torch.Tensor]) -> None:
    """Replace each by its mean over all processes."""
    together = torch.cat([one.flatten() for one in gradients])
    meeting.all_reduce(together)
    together /= meeting.get_world_size()
    parts = torch.split(together, [one.numel() for one in gradients])
    for one, mean in zip(gradients, parts, strict=True):
        one.copy_(mean.view_as(one))
