"""Any file whose columns bear usual names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from api.sales.columns import columns_of, normal
from api.sales.layouts.layout import Field, Layout


def layout(header: Sequence[str], chosen: Mapping[Field, str]) -> Layout:
    """``chosen``: fields that need no search, each a header of the file. Raises ValueError when two
    columns fit another field equally."""
    rest = [name for name in header if name not in chosen.values()]
    found = {field: rest[index] for field, index in columns_of(rest, set(chosen)).items()}
    return Layout("generic", {**found, **chosen})


def named(header: Sequence[str], corrected: Mapping[Field, str]) -> dict[Field, str]:
    """The file's own spelling of each header; raises ValueError when it has none or several."""
    return {field: _named(header, name) for field, name in corrected.items()}


def _named(header: Sequence[str], name: str) -> str:
    exact = [each for each in header if each == name]
    alike = exact or [each for each in header if normal(each) == normal(name)]
    if len(alike) != 1:
        raise ValueError(f"has {len(alike) or 'no'} columns named {name!r}")
    return alike[0]
