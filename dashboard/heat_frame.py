"""The frame of a heatmap: its picture with the names on it, and its legend."""

from __future__ import annotations

import base64
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.heat import Label

STYLE: Final = """
<style>
.ch-heat { margin: .25rem 0 0; }
.ch-picture { position: relative; border-radius: .5rem; overflow: hidden; line-height: 0;
  max-width: calc(72vh * var(--shape)); }
.ch-picture img { width: 100%; height: auto; display: block; }
.ch-picture span { position: absolute; font-size: .8rem; line-height: 1.25; padding: .05rem .4rem;
  border-radius: .25rem; background: #1e2228; color: #fff; margin: .2rem; max-width: 28%; }
/* Up by its own height, and its margins. */
.ch-picture .ch-above { transform: translateY(calc(-100% - .4rem)); }
@media (max-width: 640px) { .ch-picture span { font-size: .7rem; max-width: 34%; } }
.ch-legend { display: flex; flex-wrap: wrap; gap: .5rem 2rem; align-items: flex-start;
  margin-top: .75rem; font-size: .85rem; line-height: 1.4; }
.ch-scale { flex: 0 1 24rem; min-width: 14rem; }
.ch-ramp { height: .9rem; border-radius: .2rem;
  border: 1px solid color-mix(in srgb, currentColor 30%, transparent); }
.ch-ends { display: flex; justify-content: space-between; font-variant-numeric: tabular-nums; }
.ch-keys { display: grid; gap: .15rem; }
.ch-keys b { display: inline-block; width: 1.3rem; height: .8rem; margin-right: .45rem;
  vertical-align: -.08rem; box-sizing: border-box; }
.ch-unseen { border: 1px solid #9aa3a8; background: repeating-linear-gradient(135deg,
  #e8eaec 0 4px, #b9c0c4 4px 5px); }
.ch-floor { border: 1px solid #9aa3a8; background: #f8f9fa; }
.ch-wall { height: 5px !important; background: #5c646a; vertical-align: .2rem !important; }
.ch-zone { border: 2px solid #1e2228; background: #fff; }
.ch-door { height: 4px !important; background: #1e2228; vertical-align: .2rem !important;
  outline: 1px solid #fff; }
</style>
"""


def picture(image: bytes, shape: float, hint: str, labels: Sequence[Label]) -> str:
    """``image``: WebP; ``shape``: its width over its height; ``hint``: it in words."""
    names = "".join(
        f'<span class="{"ch-above" if label.above else "ch-below"}" '
        f'style="left:{label.x:.1%};top:{label.y:.1%}">{escape(label.text)}</span>'
        for label in labels
    )
    data = base64.b64encode(image).decode()
    return (
        f'<div class="ch-picture" style="--shape:{shape:.4f}">'
        f'<img alt="{escape(hint)}" src="data:image/webp;base64,{data}">{names}</div>'
    )


def legend(
    gradient: str,
    ends: Sequence[tuple[str, str]],
    caption: str,
    keys: Sequence[tuple[str, str]],
) -> str:
    """``ends``: name and text of each figure under the ramp, from left to right; ``keys``: class
    and text of each sign in the picture."""
    figures = "".join(_figure(name, text) for name, text in ends)
    rows = "".join(f'<div><b class="{name}"></b>{escape(text)}</div>' for name, text in keys)
    return (
        '<div class="ch-legend"><div class="ch-scale">'
        f'<div class="ch-ramp" style="background:linear-gradient(to right, {gradient})"></div>'
        f'<div class="ch-ends">{figures}</div>'
        f"<div>{escape(caption)}</div></div>"
        f'<div class="ch-keys">{rows}</div></div>'
    )


def _figure(name: str, text: str) -> str:
    attribute = f' data-figure="{name}"' if name else ""
    return f"<span{attribute}>{escape(text)}</span>"
