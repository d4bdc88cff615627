"""Bars as inline SVG. Each state has a shape of its own, and each bar its number: nothing is told
by colour alone."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup, escape

from reports.document import Chart

_WIDTH: Final = 720
_HEIGHT: Final = 150
_TOP: Final = 18
_BOTTOM: Final = 22


def drawing(chart: Chart, number: int) -> Markup:
    """``number``: of the chart in its page, for the names inside it."""
    hatch = f"hatch{number}"
    step = _WIDTH / max(1, len(chart.bars))
    most = max((bar.value or 0 for bar in chart.bars), default=0) or 1
    floor, room = _HEIGHT - _BOTTOM, _HEIGHT - _BOTTOM - _TOP
    said = escape(chart.description)
    parts = [
        f'<svg class="bars" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{said}">',
        f"<title>{said}</title>",
        f'<defs><pattern id="{hatch}" width="6" height="6" patternUnits="userSpaceOnUse">',
        '<path d="M0 6L6 0" class="stripe"/></pattern></defs>',
        f'<path d="M0 {floor}H{_WIDTH}" class="axis"/>',
    ]
    # Words that would run into each other are left out; the table below has them all.
    longest = max((len(bar.label) for bar in chart.bars), default=0)
    every = max(1, -(-longest * 6 // max(1, int(step))))
    for index, bar in enumerate(chart.bars):
        left, wide, middle = index * step + step * 0.1, step * 0.8, (index + 0.5) * step
        if bar.value is not None:
            tall = room * bar.value / most
            parts.append(
                f'<rect x="{left:.1f}" y="{floor - tall:.1f}" width="{wide:.1f}" '
                f'height="{tall:.1f}" class="{bar.state}"/>'
                f'<text x="{middle:.1f}" y="{floor - tall - 4:.1f}">{escape(bar.text)}</text>'
            )
        elif bar.state == "uncovered":
            parts.append(
                f'<rect x="{left:.1f}" y="{_TOP}" width="{wide:.1f}" height="{room}" '
                f'fill="url(#{hatch})" class="uncovered"/>'
                f'<text x="{middle:.1f}" y="{_TOP - 4}">?</text>'
            )
        else:
            parts.append(f'<text x="{middle:.1f}" y="{floor - 4}">–</text>')
        if index % every == 0:
            parts.append(
                f'<text x="{middle:.1f}" y="{_HEIGHT - 6}" class="tick">{escape(bar.label)}</text>'
            )
    parts.append("</svg>")
    return Markup("".join(map(str, parts)))  # noqa: S704  (every text in it is escaped above)
