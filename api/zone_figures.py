"""The figures of one zone in one period."""

from __future__ import annotations

from dataclasses import replace

from analytics import conversion, dwell, footfall
from analytics.coverage import Coverage
from analytics.figure import (
    NOT_ENOUGH_DATA,
    PARTIAL_RECEIPTS,
    Figure,
)
from analytics.rates import Sight
from analytics.span import Span
from analytics.zone_conversion import NONE_TOLD, zone_conversion
from api.dwells import within
from api.kpi_answers import ZoneAnswer
from api.measures import ZoneSums
from api.period_takings import missing_receipts, takings_of
from api.store_sums import StoreSums
from vision.description import ZoneDescription
from vision.records import DWELL_BIN_EDGES


def zone_figures(sums: StoreSums, zone: ZoneDescription, span: Span) -> ZoneAnswer:
    coverage = sums.observation.coverage([zone.camera], span)
    refusal = footfall.refused(coverage, sums.policy)
    if refusal is not None:
        unit, method = "share", "stops / visits"
        return ZoneAnswer(
            zone=zone.zone,
            name=zone.name,
            visits=None,
            passes=None,
            stops=None,
            engagement_rate=Figure(None, unit, method, flags=(NOT_ENOUGH_DATA,), note=refusal),
            zone_conversion=_conversion(sums, zone, span, 0, coverage),
            dwell_mean_seconds=None,
            dwell_p50_seconds=None,
            dwell_p90_seconds=None,
            dwell_n=None,
            censored=None,
            note=refusal,
        )
    total = ZoneSums()
    by_piece = sums.zones.get(zone.zone, {})
    for piece in sums.grid.pieces(span):
        if piece in by_piece:
            total.add(by_piece[piece])
    counts, across = within(sums.histograms, zone.zone, span)
    median, long = (dwell.percentile(counts, DWELL_BIN_EDGES, share) for share in (0.5, 0.9))
    return ZoneAnswer(
        zone=zone.zone,
        name=zone.name,
        visits=total.entries,
        passes=total.passes,
        stops=total.stops,
        engagement_rate=conversion.share(
            total.stops,
            total.entries,
            Coverage(1.0, coverage.minutes_expected, coverage.minutes_expected, coverage.basis),
            sums.policy,
            whole_name="visits",
            method="stops / visits; Wilson 95 %",
            method_above_one="stops / visits; Poisson ratio 95 %",
        ),
        zone_conversion=_conversion(sums, zone, span, total.entries, coverage),
        dwell_mean_seconds=dwell.mean_seconds(counts, DWELL_BIN_EDGES),
        dwell_p50_seconds=median.seconds,
        dwell_p90_seconds=long.seconds,
        dwell_n=sum(counts),
        censored=total.censored,
        note=_zone_note(
            coverage, sum(counts), across, median.error, sums.description.k, total.blind
        ),
    )


def _conversion(
    sums: StoreSums, zone: ZoneDescription, span: Span, visits: int, coverage: Coverage
) -> Figure:
    sight = Sight(coverage, sums.policy)
    if not zone.categories:
        return zone_conversion(None, visits, sight)
    takings, why = takings_of(sums, span)
    if takings is None:
        return zone_conversion(None, visits, sight, why=why)
    pieces = sums.grid.pieces(span)
    told = sum(sums.categories.any.get(piece, 0) for piece in pieces)
    if takings.tickets and not told:
        return zone_conversion(None, visits, sight, why=NONE_TOLD)
    own = sums.categories.of_zone[zone.zone]
    figure = zone_conversion(
        sum(own.get(piece, 0) for piece in pieces),
        visits,
        sight,
        uncategorised=takings.tickets - told,
    )
    note, too_few = missing_receipts(sums, span, [zone.camera])
    if note is None or figure.value is None:
        return figure
    if too_few:
        return Figure(None, "share", figure.method, flags=(NOT_ENOUGH_DATA,), note=note)
    whole = note if figure.note is None else f"{figure.note} {note}"
    return replace(figure, flags=(*figure.flags, PARTIAL_RECEIPTS), note=whole)


def _zone_note(
    coverage: Coverage, n: int, across: int, error: float | None, k: int, blind: int
) -> str | None:
    notes = []
    if coverage.share is not None and coverage.share < 1:
        notes.append(f"{1 - coverage.share:.1%} of the expected minutes were not observed.")
    if blind:
        notes.append(f"{blind} visits begun while the camera was dark or covered are left out.")
    if n == 0:
        notes.append(f"No dwell: the boxes release it for {k} visits or more.")
    elif error is not None:
        notes.append(f"Dwell is read from bins and is within {error:.0%}.")
    if across:
        notes.append(f"{across} visits are in dwell histograms that reach beyond the period.")
    return " ".join(notes) or None
