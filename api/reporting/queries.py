"""The SQL of the views, in the words of either database."""

from __future__ import annotations

from typing import Final

from analytics.money import EXPONENTS
from analytics.policy import Policy
from api.reporting.dialect import Dialect

_OBSERVED: Final = "('ok', 'degraded')"
_SALE: Final = "t.kind = 'sale' AND t.amount > 0"


class Queries:
    """Each method is the query of one view. Nothing in them is given from outside."""

    def __init__(self, dialect: Dialect) -> None:
        self._as = dialect

    def _moments(self, seconds: str, source: str, *, period: str = "hour") -> str:
        """Columns of the period in which ``seconds`` lies."""
        local = self._as.local.format(seconds=seconds)
        day = self._as.day.format(seconds=f"{local} - st.cut_over_seconds")
        if period == "day":
            return f"{source}.store_id, {day} AS business_day"
        return (
            f"{source}.store_id, {day} AS business_day, {seconds} - {local} % 3600 AS hour, "
            f"{local} - {local} % 3600 AS clock"
        )

    def _store_join(self, seconds: str, source: str) -> str:
        return (
            f"JOIN {self._as.prefix}stores st ON st.store_id = {source}.store_id "
            + self._as.zone_join.format(seconds=seconds)
        )

    def stores(self) -> str:
        by_exponent = "".join(
            f"WHEN s.currency IN ({', '.join(repr(code) for code in codes)}) THEN {10**exponent} "
            for exponent in sorted(set(EXPONENTS.values()))
            if (codes := [code for code, each in EXPONENTS.items() if each == exponent])
        )
        name, zone = (self._as.text.format(name=each) for each in ("name", "timezone"))
        return (
            f"SELECT s.store_id, {name} AS name, {zone} AS timezone, s.currency, "
            f"{self._as.cut_over} AS cut_over_seconds, CASE {by_exponent}ELSE 100 END "
            "AS minor_units FROM stores s"
        )

    def entrances(self) -> str:
        line, camera, role = (
            self._as.element_text.format(name=each) for each in ("line", "camera", "role")
        )
        return (
            f"SELECT s.store_id, {line} AS line, {camera} AS camera FROM stores s "
            f"{self._as.elements.format(name='lines')} WHERE {role} = 'entrance'"
        )

    def _minutes(self) -> str:
        """Observed minutes; of each the share of its frames that was analysed."""
        return (
            "SELECT c.store_id, c.camera, c.start, CASE WHEN c.frames_expected = 0 "
            "OR c.frames_analysed > c.frames_expected THEN 1.0 "
            "ELSE c.frames_analysed * 1.0 / c.frames_expected END AS covered "
            f"FROM coverage c WHERE c.status IN {_OBSERVED}"
        )

    def coverage(self) -> str:
        first, last = (
            self._as.moment.format(seconds=each) for each in ("first_second", "last_second")
        )
        return f"""
WITH minutes AS ({self._minutes()}),
days AS (
  SELECT {self._moments("m.start", "m", period="day")}, m.camera, m.start, m.covered
  FROM minutes m {self._store_join("m.start", "m")}),
summed AS (
  SELECT store_id, business_day, camera, sum(covered) AS covered_minutes,
    min(start) AS first_second, max(start) AS last_second
  FROM days GROUP BY store_id, business_day, camera)
SELECT store_id, business_day, camera, covered_minutes, {first} AS first_minute,
  {last} AS last_minute, (last_second + 60 - first_second) / 60 AS span_minutes,
  covered_minutes * 60.0 / (last_second + 60 - first_second) AS share_of_span
FROM summed"""

    def visitors(self, period: str) -> str:
        keys = "store_id, business_day" + (", hour, clock" if period == "hour" else "")
        joined = " AND ".join(f"n.{key.strip()} = s.{key.strip()}" for key in keys.split(","))
        entrance_cameras = f"SELECT DISTINCT store_id, camera FROM {self._as.prefix}entrances"
        return f"""
WITH cameras AS ({entrance_cameras}),
how_many AS (SELECT store_id, count(*) AS cameras FROM cameras GROUP BY store_id),
minutes AS ({self._minutes()}),
seen AS (
  SELECT {self._moments("m.start", "m", period=period)}, m.covered
  FROM minutes m JOIN cameras c ON c.store_id = m.store_id AND c.camera = m.camera
  {self._store_join("m.start", "m")}),
observed AS (SELECT {keys}, sum(covered) AS covered FROM seen GROUP BY {keys}),
crossed AS (
  SELECT {self._moments("l.start", "l", period=period)}, l.direction,
    l.people - coalesce(l.staff, 0) AS people
  FROM line_counts l
  JOIN {self._as.prefix}entrances e ON e.store_id = l.store_id AND e.line = l.line
  {self._store_join("l.start", "l")}
  WHERE NOT EXISTS (SELECT 1 FROM coverage b WHERE b.store_id = l.store_id
    AND b.camera = l.camera AND b.start = l.start AND b.status = 'blind')),
counted AS (
  SELECT {keys}, sum(CASE WHEN direction = 'in' THEN people ELSE 0 END) AS visitors,
    sum(CASE WHEN direction = 'out' THEN people ELSE 0 END) AS departures
  FROM crossed GROUP BY {keys})
SELECT s.store_id, s.business_day{self._hours(period, "s")},
  coalesce(n.visitors, 0) AS visitors, coalesce(n.departures, 0) AS departures,
  s.covered / h.cameras AS covered_minutes
FROM observed s JOIN how_many h ON h.store_id = s.store_id
LEFT JOIN counted n ON {joined}"""

    def _hours(self, period: str, source: str) -> str:
        if period == "day":
            return ""
        moment = self._as.moment.format(seconds=f"{source}.hour")
        clock = self._as.clock.format(seconds=f"{source}.clock")
        return f", {moment} AS hour_start, {clock} AS local_hour"

    def tickets(self, period: str) -> str:
        keys = "store_id, business_day" + (", hour, clock" if period == "hour" else "")
        timed = " AND t.timed" if period == "hour" else ""
        return f"""
WITH sold AS (
  SELECT {self._moments("t.occurred", "t", period=period)}, st.currency,
    t.amount * 1.0 / st.minor_units AS amount, t.items
  FROM tickets t {self._store_join("t.occurred", "t")} WHERE {_SALE}{timed}),
summed AS (
  SELECT {keys}, currency, count(*) AS tickets, sum(amount) AS sales, sum(items) AS items
  FROM sold GROUP BY {keys}, currency)
SELECT s.store_id, s.business_day{self._hours(period, "s")}, s.currency, s.tickets, s.sales,
  s.items FROM summed s"""

    def conversion(self) -> str:
        prefix = self._as.prefix
        known = "r.store_id IS NOT NULL"
        return f"""
WITH firsts AS (
  SELECT i.import_id, {self._moments("i.first", "i", period="day")}
  FROM sales_imports i {self._store_join("i.first", "i")} WHERE i.undone IS NULL),
lasts AS (
  SELECT i.import_id, {self._moments("i.last", "i", period="day")}
  FROM sales_imports i {self._store_join("i.last", "i")} WHERE i.undone IS NULL),
known AS (
  SELECT DISTINCT v.store_id, v.business_day FROM {prefix}visitors_by_day v
  JOIN firsts f ON f.store_id = v.store_id AND f.business_day <= v.business_day
  JOIN lasts l ON l.store_id = f.store_id AND l.import_id = f.import_id
    AND l.business_day >= v.business_day)
SELECT v.store_id, v.business_day, st.currency, v.visitors, {known} AS receipts_known,
  CASE WHEN {known} THEN coalesce(t.tickets, 0) END AS tickets,
  CASE WHEN {known} THEN coalesce(t.sales, 0) END AS sales,
  CASE WHEN {known} AND v.visitors >= {Policy().min_visitors}
    THEN coalesce(t.tickets, 0) * 1.0 / v.visitors END AS conversion,
  v.covered_minutes
FROM {prefix}visitors_by_day v JOIN {prefix}stores st ON st.store_id = v.store_id
LEFT JOIN known r ON r.store_id = v.store_id AND r.business_day = v.business_day
LEFT JOIN {prefix}tickets_by_day t
  ON t.store_id = v.store_id AND t.business_day = v.business_day"""

    def zones(self) -> str:
        zone, camera, name = (
            self._as.element_text.format(name=each) for each in ("zone", "camera", "name")
        )
        return f"""
WITH zones AS (
  SELECT s.store_id, {zone} AS zone, {camera} AS camera, {name} AS zone_name
  FROM stores s {self._as.elements.format(name="zones")}),
visited AS (
  SELECT {self._moments("z.start", "z", period="day")}, z.zone, z.entries, z.passes, z.stops
  FROM zone_counts z {self._store_join("z.start", "z")}
  WHERE NOT EXISTS (SELECT 1 FROM coverage b WHERE b.store_id = z.store_id
    AND b.camera = z.camera AND b.start = z.start AND b.status = 'blind')),
summed AS (
  SELECT store_id, business_day, zone, sum(entries) AS visits, sum(passes) AS passes,
    sum(stops) AS stops FROM visited GROUP BY store_id, business_day, zone)
SELECT c.store_id, c.business_day, z.zone, z.zone_name, coalesce(n.visits, 0) AS visits,
  coalesce(n.passes, 0) AS passes, coalesce(n.stops, 0) AS stops, c.covered_minutes
FROM zones z
JOIN {self._as.prefix}coverage_by_day c ON c.store_id = z.store_id AND c.camera = z.camera
LEFT JOIN summed n ON n.store_id = c.store_id AND n.business_day = c.business_day
  AND n.zone = z.zone"""
