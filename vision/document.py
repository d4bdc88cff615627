"""A YAML document that remembers where each value stands, so that mistakes can be pointed at.

YAML 1.2 core types only: null, booleans, numbers and text. Dates stay text and are read by the
model that expects one; `on`, `yes` and `22:30` are text, as they look.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Location = Sequence[int | str]

_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")


@dataclass(frozen=True, slots=True)
class Position:
    """Line and column, both from 1."""

    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.line}:{self.column}"


class DocumentError(Exception):
    """The text is not YAML, or says a key twice."""

    def __init__(self, position: Position, message: str) -> None:
        super().__init__(message)
        self.position = position
        self.message = message


class Document:
    """Parsed text: ``data`` holds plain values, ``position`` finds them in the text."""

    def __init__(self, text: str) -> None:
        try:
            self._root: Node | None = YAML(typ="safe", pure=True).compose(text)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            position = Position(mark.line + 1, mark.column + 1) if mark else Position(1, 1)
            problem = error.problem or error.context or "cannot be read"
            raise DocumentError(position, f"this is not YAML: {problem}") from error
        except YAMLError as error:
            raise DocumentError(Position(1, 1), f"this is not YAML: {error}") from error
        self.data: Any = None if self._root is None else _value(self._root)

    def position(self, location: Location) -> Position:
        """Where the value at ``location`` stands; of its nearest parent when it is missing.

        A mapping's entry is found by its key, so that a misspelt key is what is pointed at.
        """
        node = self._root
        if node is None:
            return Position(1, 1)
        found = node
        for step in location:
            if isinstance(node, MappingNode):
                pair = next((p for p in node.value if p[0].value == str(step)), None)
                if pair is None:
                    continue  # a tag that pydantic puts into a union's location, or a missing key
                found, node = pair
            elif isinstance(node, SequenceNode) and isinstance(step, int):
                if step >= len(node.value):
                    break
                found = node = node.value[step]
            else:
                continue
        return _position(found)


def _position(node: Node) -> Position:
    return Position(node.start_mark.line + 1, node.start_mark.column + 1)


def _value(node: Node) -> Any:
    if isinstance(node, ScalarNode):
        return _scalar(node)
    if isinstance(node, SequenceNode):
        return [_value(item) for item in node.value]
    result: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, ScalarNode):
            raise DocumentError(_position(key), "a key must be a word")
        if key.value in result:
            raise DocumentError(_position(key), f"the key {key.value!r} stands here twice")
        result[key.value] = _value(value)
    return result


def _scalar(node: ScalarNode) -> Any:
    text: str = node.value
    if node.style is not None:
        return text
    if text in {"", "~", "null", "Null", "NULL"}:
        return None
    if text.lower() in {"true", "false"}:
        return text.lower() == "true"
    if _INTEGER.match(text):
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    return text
