"""The shop of the sample films: 14 m by 10 m, four cameras."""

from __future__ import annotations

from sample_videos.simulator.shop import (
    Area,
    AreaKind,
    Camera,
    Fixture,
    FixtureKind,
    Shop,
    Till,
    rectangle,
)

SHELF_HEIGHT = 1.45
"""Metres. Low gondolas, as shops that watch their floor have them."""

DEMO_SEED = 48
"""Of five minutes in which everything happens that a film is to show: people who turn back, give
up waiting, fetch an order, come back."""


def demo_shop() -> Shop:
    fixtures = (
        Fixture(FixtureKind.PROMOTION, 7.0, 3.6, 1.8, 1.0, 0.9),
        Fixture(FixtureKind.WALL_SHELF, 0.25, 4.6, 0.5, 4.4, 2.0),
        Fixture(FixtureKind.SHELF, 2.5, 4.6, 0.7, 3.4, SHELF_HEIGHT),
        Fixture(FixtureKind.SHELF, 4.7, 4.6, 0.7, 3.4, SHELF_HEIGHT),
        Fixture(FixtureKind.RACK, 9.4, 4.6, 0.7, 3.0, 1.35),
        Fixture(FixtureKind.SHELF, 11.6, 4.6, 0.7, 3.4, SHELF_HEIGHT),
        Fixture(FixtureKind.WALL_SHELF, 13.75, 4.6, 0.5, 4.4, 2.0),
        Fixture(FixtureKind.KIOSK, 4.4, 1.1, 0.5, 0.4, 1.5),
        Fixture(FixtureKind.DESK, 2.2, 8.9, 1.8, 0.6, 1.0),
        Fixture(FixtureKind.FITTING, 5.6, 9.7, 2.2, 0.6, 2.1),
        Fixture(FixtureKind.TILL, 9.6, 8.7, 1.3, 0.6, 1.0),
        Fixture(FixtureKind.TILL, 12.0, 8.7, 1.3, 0.6, 1.0),
    )
    areas = (
        Area(
            "promotion",
            AreaKind.DISPLAY,
            rectangle(5.7, 2.5, 8.3, 4.8),
            ((6.4, 2.8), (7.6, 2.8), (6.4, 4.4), (7.6, 4.4)),
            (7.0, 3.6),
            "promotion",
        ),
        Area(
            "books",
            AreaKind.DISPLAY,
            rectangle(0.5, 2.9, 2.15, 6.3),
            ((0.85, 3.4), (0.85, 4.6), (0.85, 5.8), (1.8, 4.0), (1.8, 5.2)),
            (0.25, 4.6),
            "books",
        ),
        Area(
            "home",
            AreaKind.DISPLAY,
            rectangle(2.85, 2.9, 4.35, 6.3),
            ((3.2, 3.5), (3.2, 4.7), (3.2, 5.9), (4.0, 4.1), (4.0, 5.3)),
            (2.5, 4.6),
            "home",
        ),
        Area(
            "clothes",
            AreaKind.DISPLAY,
            rectangle(9.75, 2.9, 11.25, 6.3),
            ((10.1, 3.5), (10.1, 4.7), (10.1, 5.9), (10.9, 4.1), (10.9, 5.3)),
            (9.4, 4.6),
            "clothes",
        ),
        Area(
            "beauty",
            AreaKind.DISPLAY,
            rectangle(11.95, 2.9, 13.5, 6.3),
            ((13.2, 3.4), (13.2, 4.6), (13.2, 5.8), (12.3, 4.0), (12.3, 5.2)),
            (13.75, 4.6),
            "beauty",
        ),
        Area("kiosk", AreaKind.KIOSK, rectangle(3.8, 1.3, 5.0, 2.2), ((4.4, 1.7),), (4.4, 1.1)),
        Area(
            "fitting",
            AreaKind.FITTING,
            rectangle(4.6, 8.2, 6.6, 9.4),
            ((5.1, 8.9), (6.1, 8.9)),
            (5.6, 9.7),
        ),
        Area(
            "collect",
            AreaKind.DESK,
            rectangle(1.3, 7.5, 3.1, 8.6),
            ((1.8, 8.2), (2.6, 8.2)),
            (2.2, 8.9),
        ),
        Area(
            "queue",
            AreaKind.QUEUE,
            rectangle(7.4, 6.9, 10.4, 7.7),
            ((10.1, 7.3), (9.4, 7.3), (8.7, 7.3), (8.0, 7.3), (7.55, 7.1)),
            (11.0, 7.6),
        ),
        Area(
            "tills",
            AreaKind.TILL,
            rectangle(9.0, 7.8, 12.7, 8.4),
            ((9.6, 8.1), (12.0, 8.1)),
            (10.8, 9.0),
        ),
    )
    return Shop(
        width=14.0,
        depth=10.0,
        height=3.4,
        door=(6.1, 7.9),
        windows=((0.6, 5.2), (8.8, 13.4)),
        fixtures=fixtures,
        areas=areas,
        tills=(
            Till("till-1", cashier=(9.6, 9.3), serves=(9.6, 8.1)),
            Till("till-2", cashier=(12.0, 9.3), serves=(12.0, 8.1)),
        ),
        cameras=(
            # Steep enough that people in the door do not hide each other's feet.
            Camera("door", (7.0, 3.9, 3.3), (7.0, 0.55, 0.3), 66),
            # Along the aisles, not across: shelves hide feet.
            Camera("left", (3.7, 9.7, 3.2), (3.9, 3.6, 0.5), 64),
            Camera("right", (11.6, 0.5, 3.1), (11.3, 5.6, 0.6), 62),
            Camera("tills", (13.4, 5.2, 3.1), (9.6, 8.3, 0.7), 62),
        ),
    )
