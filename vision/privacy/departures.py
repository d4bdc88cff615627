"""What leaves the box, read off the models that make it leave."""

from __future__ import annotations

import inspect
import typing
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel

from vision.description import StoreDescription
from vision.records import Batch, Record

_FORMATS: Final = {"date-time": "time", "time": "time of day", "uuid": "random number"}
_TYPES: Final = {"integer": "whole number", "number": "number", "boolean": "yes or no"}
_NAME_OF_THE_SITE: Final = "^[a-z0-9]"
"""How the pattern of `vision.records.Identifier` begins."""


@dataclass(frozen=True, slots=True)
class DepartingField:
    """One field: its name as sent, what kind of value it holds, what it means."""

    name: str
    value: str
    values: tuple[str, ...]
    """The only values it may have; empty: any of its kind."""
    description: str


@dataclass(frozen=True, slots=True)
class Departure:
    """One kind of message, or a part of one."""

    name: str
    description: str
    fields: tuple[DepartingField, ...]


def record_kinds() -> tuple[type[BaseModel], ...]:
    """Every model that the union of records admits."""
    union, *_ = typing.get_args(Record)
    return typing.get_args(union)


def departures() -> tuple[Departure, ...]:
    """Everything that is sent: each kind of record, the batch around them and the description of
    the site. A field that is added to a model is in here by itself."""
    found = [_departure(model, _kind(model)) for model in record_kinds()]
    for model in (Batch, StoreDescription):
        found.append(_departure(model, model.__name__))
        found += [_departure(part, part.__name__) for part in _parts(model)]
    return tuple(found)


def _kind(record: type[BaseModel]) -> str:
    return str(record.model_fields["kind"].default)


def _parts(model: type[BaseModel]) -> list[type[BaseModel]]:
    """The models within a model that are not records themselves."""
    found: list[type[BaseModel]] = []
    for field in model.model_fields.values():
        for inner in _models_in(field.annotation):
            if inner not in found and inner not in record_kinds():
                found += [inner, *_parts(inner)]
    return found


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in typing.get_args(annotation) for model in _models_in(part)]


def _departure(model: type[BaseModel], name: str) -> Departure:
    schema = model.model_json_schema()
    # A docstring that is inherited says nothing of this model.
    text = inspect.cleandoc(model.__dict__.get("__doc__") or "")
    fields = tuple(
        DepartingField(
            field,
            _value(part),
            _values(part),
            " ".join(str(part.get("description", "")).split()),
        )
        for field, part in schema["properties"].items()
        if field != "kind"
    )
    return Departure(name, " ".join(text.split("\n\n")[0].split()), fields)


def _value(part: dict[str, Any]) -> str:
    if "$ref" in part:
        return str(part["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in part:
        kinds = [_value(one) for one in part["anyOf"] if one.get("type") != "null"]
        return " / ".join(dict.fromkeys(kinds))
    if part.get("type") == "array":
        inner = part.get("items") or (part.get("prefixItems") or [{}])[0]
        return "records" if "discriminator" in inner else f"list: {_value(inner)}"
    if part.get("type") == "object":
        return "table"
    if part.get("type") == "string":
        if part.get("format") in _FORMATS:
            return _FORMATS[str(part["format"])]
        if str(part.get("pattern", "")).startswith(_NAME_OF_THE_SITE):
            return "name from the site file"
        return "text"
    return _TYPES.get(str(part.get("type")), "one of")


def _values(part: dict[str, Any]) -> tuple[str, ...]:
    if "const" in part:
        return (str(part["const"]),)
    if "enum" in part:
        return tuple(map(str, part["enum"]))
    for inner in [*part.get("anyOf", []), part.get("items")]:
        if isinstance(inner, dict) and _values(inner):
            return _values(inner)
    return ()
