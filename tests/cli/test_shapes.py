from __future__ import annotations

import pytest

from cli.shapes import parse_line, parse_size, parse_zone
from vision.errors import InputError


def test_shapes_are_read() -> None:
    assert parse_size("1920x1080") == (1920, 1080)
    name, segment = parse_line("north door:10,20.5,30,-4")
    assert (name, segment.start, segment.end) == ("north door", (10, 20.5), (30, -4))
    name, polygon = parse_zone("table:0,0;10,0;10,10;")
    assert (name, polygon.corners) == ("table", ((0, 0), (10, 0), (10, 10)))


@pytest.mark.parametrize(
    ("parse", "text", "message"),
    [
        (parse_size, "1920", "WIDTHxHEIGHT"),
        (parse_size, "0x10", "WIDTHxHEIGHT"),
        (parse_line, "1,2,3,4", "NAME:x1,y1,x2,y2"),
        (parse_line, ":1,2,3,4", "NAME:x1,y1,x2,y2"),
        (parse_line, "a:1,2,3", "four numbers"),
        (parse_line, "a:1,2,3,x", "not all are numbers"),
        (parse_line, "a:1,2,1,2", "same point"),
        (parse_zone, "a:0,0;1,1", "three corners"),
        (parse_zone, "a:0,0;1,1;2", "not a corner"),
        (parse_zone, "a:0,0;1,1;1,0;0,1", "cross each other"),
    ],
)
def test_mistakes_name_what_was_written(parse: object, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        parse(text)  # type: ignore[operator]
    assert repr(text) in str(caught.value)
