"""The box's time: when it is known, what it follows, and that it never goes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.edge.clock import SLEW, TOLERANCE, Clock, boot_time, is_synchronised
from vision.minutes import minute_of

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC).timestamp()
HOUR = 3600.0


@dataclass
class Machine:
    """A machine whose clocks are moved by hand."""

    system: float = NOON
    monotonic: float = 100.0
    synchronised: bool = True
    options: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clock = Clock(
            monotonic=lambda: self.monotonic,
            system=lambda: self.system,
            synchronised=lambda: self.synchronised,
            **self.options,
        )

    def run(self, seconds: float) -> float | None:
        self.system += seconds
        self.monotonic += seconds
        return self.clock.now()


def test_a_synchronised_clock_is_taken_as_it_is() -> None:
    machine = Machine()
    assert machine.clock.now() == NOON
    assert machine.run(1) == NOON + 1
    assert machine.clock.skew == 0
    assert not machine.clock.is_wrong


@pytest.mark.parametrize(
    ("system", "options", "wait"),
    [
        (NOON, {}, "unsynchronised"),
        (0.0, {"trusted": True}, "absurd"),
        (datetime(2150, 1, 1, tzinfo=UTC).timestamp(), {"trusted": True}, "absurd"),
        (NOON, {"trusted": True, "closed_until": NOON + 1}, "written"),
    ],
)
def test_no_time_is_told_before_it_is_known(
    system: float, options: dict[str, Any], wait: str
) -> None:
    machine = Machine(system=system, synchronised=False, options=options)
    assert machine.clock.now() is None
    assert machine.clock.waits_for == wait
    assert machine.clock.is_wrong
    assert machine.clock.skew is None


def test_the_operators_word_is_enough() -> None:
    assert Machine(synchronised=False, options={"trusted": True}).clock.now() == NOON


@pytest.mark.parametrize(("off", "known"), [(0, True), (-4.9, True), (5.1, False), (-HOUR, False)])
def test_a_server_that_agrees_is_proof(off: float, known: bool) -> None:
    machine = Machine(synchronised=False)
    machine.clock.hear(NOON + off)
    assert (machine.clock.now() is not None) == known


def test_a_servers_word_does_not_outlive_a_jump() -> None:
    machine = Machine(synchronised=False)
    machine.clock.hear(NOON)
    machine.system += HOUR
    assert machine.clock.now() is None
    machine.clock.hear(NOON + HOUR)
    assert machine.clock.now() == NOON + HOUR


def test_once_known_it_stays_known() -> None:
    machine = Machine()
    machine.clock.now()
    machine.synchronised = False
    assert machine.run(HOUR) == NOON + HOUR


def test_a_restart_waits_until_what_is_written_is_past() -> None:
    machine = Machine(options={"closed_until": NOON + 120})
    assert machine.run(119) is None
    assert machine.run(1) == NOON + 120


@pytest.mark.parametrize("off", [1.0, -1.0])
def test_a_small_difference_is_slewed(off: float) -> None:
    machine = Machine()
    machine.clock.now()
    machine.system += off
    before = machine.clock.now()
    assert before == NOON
    after = machine.run(100)
    assert after is not None
    assert after - before == pytest.approx(100 + off * 100 * SLEW, abs=1e-5)
    for _ in range(30):
        machine.run(100)
    assert machine.clock.skew == pytest.approx(0, abs=1e-6)


def test_a_jump_forward_is_followed_at_once() -> None:
    machine = Machine()
    machine.clock.now()
    machine.system += HOUR
    assert machine.run(1) == NOON + HOUR + 1
    assert not machine.clock.is_wrong


def test_a_jump_forward_of_a_clock_nobody_vouches_for_is_not() -> None:
    machine = Machine()
    machine.clock.now()
    machine.synchronised = False
    machine.system += HOUR
    assert machine.run(1) == NOON + 1
    assert machine.clock.is_wrong
    machine.synchronised = True
    assert machine.run(1) == NOON + HOUR + 2


@pytest.mark.parametrize("synchronised", [True, False])
def test_a_jump_back_is_not_followed_and_told(synchronised: bool) -> None:
    machine = Machine()
    machine.clock.now()
    machine.synchronised = synchronised
    machine.system -= HOUR
    now = machine.run(60)
    assert now == pytest.approx(NOON + 60, abs=60 * SLEW + 1e-6)
    assert machine.clock.skew == pytest.approx(-HOUR, abs=0.1)
    assert machine.clock.is_wrong
    machine.system += HOUR
    machine.run(1)
    assert not machine.clock.is_wrong


def test_a_machine_that_slept_finds_the_time_again() -> None:
    machine = Machine()
    machine.clock.now()
    # As a monotonic clock that stands still while the machine sleeps would show it.
    machine.system += 8 * HOUR
    assert machine.run(0) == NOON + 8 * HOUR


steps = st.lists(
    st.tuples(
        st.floats(0, 600),
        st.sampled_from([0.0, 0.0, 0.0, 0.3, -0.3, 1.9, -1.9, 5.0, -5.0, HOUR, -HOUR, -NOON]),
        st.booleans(),
    ),
    max_size=60,
)


@given(steps, st.booleans())
def test_whatever_the_system_does_time_never_goes_back(
    steps: list[tuple[float, float, bool]], trusted: bool
) -> None:
    machine = Machine(options={"trusted": trusted, "closed_until": NOON + 60})
    opened: list[int] = []
    last = NOON + 60
    for seconds, jump, synchronised in steps:
        machine.system += jump
        machine.synchronised = synchronised
        now = machine.run(seconds)
        if now is None:
            assert not opened
            continue
        assert now >= last
        last = now
        if not opened or minute_of(now) != opened[-1]:
            opened.append(minute_of(now))
        skew = machine.clock.skew
        assert skew is not None
        # It is behind a clock that is known to be right by no more than what is slewed.
        assert skew <= TOLERANCE or not (trusted or synchronised)
    assert len(set(opened)) == len(opened)


def test_this_machine_answers() -> None:
    assert isinstance(is_synchronised(), bool)
    assert boot_time() <= boot_time()
