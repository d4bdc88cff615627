"""The funnel of journeys: a bar for each stage, as long as its people are many."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from dashboard.figures import Written, write
from dashboard.journey_words import share_of, stages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.plan_shapes import Stage
    from dashboard.shapes import Figure
    from dashboard.words import Words

STREET: Final = ("outside", "looked", "entered")
STYLE: Final = """
<style>
ol.ch-funnel { list-style: none; margin: .5rem 0 .25rem; padding: 0; display: grid; gap: .1rem; }
ol.ch-funnel li { display: grid; margin: 0; padding: .35rem 0; gap: 0 1rem; align-items: center;
  grid-template-columns: minmax(9rem, 13rem) minmax(8rem, 1fr) minmax(16rem, 24rem); }
ol.ch-funnel .ch-parted { border-top: 1px solid color-mix(in srgb, currentColor 22%, transparent);
  margin-top: .35rem; padding-top: .7rem; }
.ch-funnel h3 { font-size: .95rem; font-weight: 600; margin: 0; padding: 0; line-height: 1.3; }
.ch-funnel h3 b { font-weight: 400; font-variant-numeric: tabular-nums; display: block;
  font-size: 1.25rem; line-height: 1.3; }
.ch-funnel .ch-none { font-size: .9rem; margin: 0; opacity: .85; display: block; }
.ch-track { height: 2.1rem; border-radius: .25rem; overflow: hidden;
  background: color-mix(in srgb, currentColor 6%, transparent); }
.ch-track > div { height: 100%; border-radius: .25rem; background: #0f7c99; }
.ch-street .ch-track > div { background: #8fc3d2; }
.ch-unmeasured .ch-track { background: repeating-linear-gradient(135deg,
  color-mix(in srgb, currentColor 5%, transparent) 0 5px,
  color-mix(in srgb, currentColor 22%, transparent) 5px 6px); }
.ch-unmeasured { opacity: .8; }
.ch-funnel p { margin: 0; font-size: .88rem; line-height: 1.4; }
.ch-funnel p span { opacity: .8; font-size: .82rem; white-space: nowrap; }
@media (max-width: 640px) {
  ol.ch-funnel li { grid-template-columns: 1fr; gap: .2rem; padding: .5rem 0; }
  .ch-funnel h3 { display: flex; flex-wrap: wrap; justify-content: space-between;
    align-items: baseline; gap: 0 1rem; }
  .ch-track { height: 1.4rem; }
}
</style>
"""


def html(drawn: Sequence[Stage], say: Words, said: str | None = None) -> str:
    """``said``: a reason that stands above already, so that it is not told for each stage."""
    names = stages(say)
    most = max((stage.people.value or 0 for stage in drawn), default=0)
    items = "".join(
        _item(stage, names.get(stage.stage, stage.stage), most, say, said) for stage in drawn
    )
    return f'{STYLE}<ol class="ch-funnel">{items}</ol>'


def _item(stage: Stage, name: str, most: float, say: Words, said: str | None) -> str:
    people = write(stage.people, say, "counts", "")
    missing = people.value is None
    kinds = [
        *(["ch-street"] if stage.stage in STREET else []),
        # From here on it is of all visits, not of those who were seen to come in.
        *(["ch-parted"] if stage.stage == "visits" else []),
        *(["ch-unmeasured"] if missing else []),
    ]
    number = people.value or people.missing
    kind = ' class="ch-none"' if missing else ""
    value = stage.people.value
    # A bar of the least length is of somebody.
    bar = f'<div style="width:max({100 * value / most:.2f}%, 3px)"></div>' if value else ""
    lines = _lines(stage, people, say, said)
    return (
        f'<li class="{" ".join(kinds)}" data-stage="{escape(stage.stage)}">'
        f'<h3>{escape(name)} <b{kind} data-figure="{escape(stage.stage)}">{escape(number)}</b></h3>'
        f'<div class="ch-track">{bar}</div>'
        f"<div>{''.join(f'<p>{line}</p>' for line in lines)}</div></li>"
    )


def _lines(stage: Stage, people: Written, say: Words, said: str | None) -> list[str]:
    """The shares, or why there is no number."""
    if people.value is None:
        return [escape(people.note)] if people.note and stage.people.note != said else []
    written = [(stage.of, stage.share)]
    if stage.of != "visits":
        written.append(("visits", stage.of_visits))
    return [_share(of, share, say) for of, share in written if of is not None and share is not None]


def _share(of: str, share: Figure, say: Words) -> str:
    figure = write(share, say, "counts", "")
    if figure.value is None:
        return escape(f"{share_of(of, '–', say)}: {figure.note or figure.missing}")
    interval = f" <span>{escape(figure.interval)}</span>" if figure.interval else ""
    return escape(share_of(of, figure.value, say)) + interval
