"""Training in several processes: everybody's share, everybody's gradients."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest


@pytest.mark.parametrize(("pictures", "world"), [(10, 2), (11, 2), (10, 3), (4, 1)])
def test_shares_are_equal_and_apart(tmp_path: Path, pictures: int, world: int) -> None:
    pytest.importorskip("torch")
    from models.joint import Place

    paths = [Path(f"{number}.jpg") for number in range(pictures)]
    shares = [Place(rank, world, tmp_path / "here").share(paths) for rank in range(world)]
    assert {len(share) for share in shares} == {pictures // world}
    assert len({path for share in shares for path in share}) == world * (pictures // world)


def step(rank: int, rendezvous: Path) -> list[float]:
    """One step of gradient descent from the same weight, on another loss in each process."""
    import torch

    from models.joint import Place

    torch.manual_seed(0)
    model = torch.nn.Linear(2, 1, bias=False)
    model.weight.data[:] = torch.tensor([1.0, 2.0])
    optimiser = torch.optim.SGD(model.parameters(), lr=1.0)
    trainer = SimpleNamespace(model=model, optimizer_step=optimiser.step)
    place = Place(rank, 2, rendezvous)
    place.join(trainer)
    model(torch.tensor([[1.0, 0.0], [0.0, 3.0]][rank])).sum().backward()
    trainer.optimizer_step()
    place.leave()
    return [float(weight) for weight in model.weight.detach().flatten()]


def test_all_take_the_step_of_the_mean_gradient(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=spawn) as pool:
        steps = list(pool.map(step, (0, 1), [tmp_path / "here"] * 2))
    # The gradients are (1, 0) and (0, 3).
    assert steps[0] == steps[1] == pytest.approx([1.0 - 0.5, 2.0 - 1.5])
