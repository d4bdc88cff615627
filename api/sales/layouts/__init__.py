"""Which layout a file has, told by its header alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from api.sales.layouts import generic, lightspeed, odoo, shopify, square, woocommerce
from api.sales.layouts.layout import Field, Layout

LAYOUTS: Final[tuple[Callable[[Sequence[str]], Layout | None], ...]] = (
    square.detect,
    shopify.detect,
    woocommerce.detect,
    lightspeed.detect,
    odoo.detect,
)
"""Each vendor's `detect`, the narrowest first."""


def layout_of(header: Sequence[str], corrected: Mapping[Field, str] | None = None) -> Layout:
    """``header``: as the file names its columns, in any order. ``corrected``: field to header, the
    user's own choice, which wins; a layout that makes its fields out of several columns would not
    know what to do with it and is then passed over. Raises ValueError when two columns fit a field
    equally, and when ``corrected`` names a column that the file does not have once. The layout may
    still miss an amount or a date (`Layout.is_enough`)."""
    chosen = generic.named(header, corrected or {})
    for detect in LAYOUTS:
        layout = detect(header)
        if layout is not None and not chosen:
            return layout
        if layout is not None and layout.canonical is None:
            return replace(layout, columns={**layout.columns, **chosen})
    return generic.layout(header, chosen)
