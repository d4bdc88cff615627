from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vision.test_views import signature
from vision.source.look import Look
from vision.source.look_pipe import Arrival, LookReader, LookWriter, PipeError
from vision.source.look_queue import LookQueue


def picture(number: int, size: tuple[int, int] = (64, 48)) -> np.ndarray:
    return np.random.default_rng(number).integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    yield reading, writing
    for end in (reading, writing):
        os.close(end)


def same(one: Look, other: Look) -> bool:
    if one.image is None or other.image is None:
        pictures = one.image is other.image
    else:
        pictures = np.array_equal(one.image, other.image)
    return pictures and replace(one, image=None) == replace(other, image=None)


def test_looks_arrive_as_they_were_sent_larger_than_the_pipe_or_empty(
    pipe: tuple[int, int],
) -> None:
    sent = [
        Look(1.5, picture(1), "ok", 3, 7),
        Look(2.5, None, "moved"),
        Look(3.5, picture(2, (1600, 900))),
        Look(4.5, picture(3, (2, 2)), "dark"),
    ]
    writer, reader = LookWriter(pipe[1]), LookReader(pipe[0])

    def write() -> None:
        for number, look in enumerate(sent):
            writer.look(look, 10 + number)
        writer.end("OVER", 99)

    threading.Thread(target=write).start()
    arrived = []
    while not arrived or arrived[-1].end is None:
        arrival = reader.read()
        if arrival is not None:
            arrived.append(arrival)
    assert [arrival.frames for arrival in arrived] == [10, 11, 12, 13, 99]
    assert arrived[-1].end == "OVER"
    for arrival, look in zip(arrived[:-1], sent, strict=True):
        assert arrival.look is not None
        assert same(arrival.look, look)


def test_a_signature_arrives_as_it_was_sent(pipe: tuple[int, int]) -> None:
    LookWriter(pipe[1]).signature(signature(), 7)
    assert LookReader(pipe[0]).read() == Arrival(7, signature=signature())


def test_a_signature_that_is_as_good_as_a_picture_is_refused(pipe: tuple[int, int]) -> None:
    LookWriter(pipe[1]).signature(signature(45, 80), 7)
    with pytest.raises(PipeError):
        LookReader(pipe[0]).read()


@given(cut=st.integers(0, 64 * 48 * 3 + 30))
def test_a_look_cut_anywhere_is_waited_for_without_waiting(cut: int) -> None:
    reading, writing = os.pipe()
    whole_reading, whole_writing = os.pipe()
    try:
        LookWriter(whole_writing).look(Look(1.0, picture(1)), 1)
        data = os.read(whole_reading, 100_000)
        reader = LookReader(reading)
        os.write(writing, data[:cut])
        first = reader.read()
        assert (first is None) == (cut < len(data))
        os.write(writing, data[cut:])
        arrival = first or reader.read()
        assert arrival is not None
        assert arrival.look is not None
        assert same(arrival.look, Look(1.0, picture(1)))
        os.close(writing)
        with pytest.raises(EOFError):
            reader.read()
    finally:
        for end in (reading, whole_reading, whole_writing):
            os.close(end)


@pytest.mark.parametrize(
    "content",
    [
        b"\0" * 100,
        b"look" + b"\xff" * 100,
        b"look\x01" + (5).to_bytes(4, "little") + bytes(8) + bytes(5),
        b"look\x09" + bytes(12),
        b"look\x04" + (9).to_bytes(4, "little") + bytes(8) + b"a picture",
        b"look\x04" + (4).to_bytes(4, "little") + bytes(8) + b"\xff" * 4,
    ],
)
def test_what_no_reader_writes_is_refused(pipe: tuple[int, int], content: bytes) -> None:
    os.write(pipe[1], content)
    with pytest.raises(PipeError):
        LookReader(pipe[0]).read()


def test_a_pulse_gives_way_to_a_full_pipe(pipe: tuple[int, int]) -> None:
    writer, reader = LookWriter(pipe[1]), LookReader(pipe[0])
    for number in range(10_000):
        writer.pulse(number)
    frames = []
    while (arrival := reader.read()) is not None:
        frames.append(arrival.frames)
    assert frames == list(range(len(frames)))
    assert len(frames) < 10_000


A, B, C = picture(1), picture(2), picture(3)


@pytest.mark.parametrize(
    ("put", "got"),
    [
        ([Look(1, A)], [Look(1, A)]),
        ([Look(1, A), Look(2, B)], [Look(1, A), Look(2, B)]),
        ([Look(1, A), Look(2, B), Look(3, C)], [Look(2, B, dropped=1), Look(3, C)]),
        # nothing changed since A, which nobody has seen: A it is, at the later time
        (
            [Look(1, A, "ok", 2), Look(2, None, damaged=1), Look(3, C)],
            [Look(2, A, "ok", 3, 1), Look(3, C)],
        ),
        (
            [Look(1, A), Look(2, None), Look(3, None), Look(4, None, "dark")],
            [Look(3, A, dropped=2), Look(4, None, "dark")],
        ),
        ([Look(1, None), Look(2, None), Look(3, B)], [Look(2, None, dropped=1), Look(3, B)]),
        (
            [Look(i, A, damaged=1) for i in range(6)],
            [Look(4, A, damaged=5, dropped=4), Look(5, A, damaged=1)],
        ),
    ],
)
def test_the_oldest_look_gives_way_and_is_counted(put: list[Look], got: list[Look]) -> None:
    queue = LookQueue(pictures=2, looks=2)
    for look in put:
        queue.put(look)
    queue.close()
    for wanted in got:
        look = queue.get()
        assert look is not None
        assert same(look, wanted)
    assert queue.get() is None


def test_looks_without_a_picture_take_no_room_from_those_with_one() -> None:
    """A still group of packets is told all at once, when it is over."""
    queue = LookQueue(pictures=2, looks=60)
    sent = [Look(0, A), *(Look(i, None) for i in range(1, 50)), Look(50, B)]
    for look in sent:
        queue.put(look)
    assert [queue.get() for _ in sent] == sent


def test_a_picture_too_many_costs_the_looks_that_lean_on_the_oldest() -> None:
    queue = LookQueue(pictures=1, looks=60)
    for look in [Look(0, A), Look(1, None), Look(2, None), Look(3, B), Look(4, None)]:
        queue.put(look)
    assert [queue.get(), queue.get()] == [Look(3, B, dropped=3), Look(4, None)]
