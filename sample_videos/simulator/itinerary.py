"""What people do, one script for each kind of actor: orders to the body, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Generator

import numpy as np

from sample_videos.simulator.arrivals import Party
from sample_videos.simulator.pose import Activity
from sample_videos.simulator.queueing import NEAR
from sample_videos.simulator.shop import Area, AreaKind, Point, Till
from sample_videos.simulator.world import Away, Event, Order, World

Script = Generator[Order | Away, None, None]


def plan(world: World, party: Party) -> None:
    """Settle what a party wants, as it appears in the street."""
    rng = world.rng
    displays = [area for area in world.shop.areas if area.kind is AreaKind.DISPLAY]
    others = [a for a in world.shop.areas if a.kind in (AreaKind.KIOSK, AreaKind.FITTING)]
    for step in range(1 + int(rng.choice(4, p=[0.34, 0.36, 0.2, 0.1]))):
        wishes = [displays[int(at)] for at in rng.permutation(len(displays))]
        if others and step and len(party.members) == 1 and rng.random() < 0.25:
            wishes.insert(0, others[int(rng.integers(len(others)))])
        party.wishes.append(wishes)
    if party.purpose == "look":
        party.window = world.window_places(party.members, party.side)
        party.won_over &= party.window is not None


def visitor(world: World, party: Party, me: int) -> Script:
    """Somebody from the street, to the street."""
    if party.purpose == "look" and party.window is not None:
        yield from _look(world, party, me)
    if party.purpose == "turn back":
        yield from _turn_back(world, party, me)
    elif party.purpose == "collect":
        yield from _collect(world, me)
        if world.rng.random() < 0.4:
            yield from _shop(world, party, me)
    elif party.purpose == "shop" or party.won_over:
        yield from _shop(world, party, me)
    world.let_go(me)
    rank, end = party.members.index(me), party.leaves_to
    yield _go(world.street_place(end, end, rank))
    if party.returns:
        until = world.now + float(world.rng.uniform(6, 14))
        yield Away(until, world.street_place(end, -end, rank))
        yield from _browse(world, party, me, len(party.wishes), party.wishes[0])
        world.let_go(me)
        yield _go(world.street_place(end, end, rank))


def cashier(world: World, till: Till) -> Script:
    """At the till for the whole film."""
    while True:
        customer = world.queue.serving(till)
        there = customer is not None and world.crowd.distance(customer, till.serves) < 0.4
        activity: Activity = "serve" if there else "stand"
        yield _stay(till.cashier, world.after(0.5), activity, till.serves)


def floor_walker(world: World, me: int) -> Script:
    """Staff who tidy one shelf after the other."""
    areas = [area for area in world.shop.areas if area.kind is AreaKind.DISPLAY]
    while True:
        world.let_go(me)
        spots = world.free(areas[int(world.rng.integers(len(areas)))].stands)
        if not spots:
            yield _stay(world.here(me), world.after(2.0))
            continue
        spot = spots[int(world.rng.integers(len(spots)))]
        world.hold(spot, me)
        yield _go(spot)
        yield _stay(spot, world.after(_about(world, 14)), "browse", world.looked_at(spot))


def _look(world: World, party: Party, me: int) -> Script:
    """A stop at the window. All of a party go on together."""
    if party.window is None:
        return
    place = party.window[party.members.index(me)]
    glass = (place[0], 1.0)
    yield _go(place)
    look = world.note(Event("look", me, world.now))
    yield _stay(place, world.after(_about(world, 5.5)), "stand", glass)
    party.finish("window", me)
    yield _stay(place, lambda: party.finished("window"), "stand", glass)
    look.end = world.now
    world.let_go(me)


def _turn_back(world: World, party: Party, me: int) -> Script:
    """A step or two inside, a look round, out again."""
    left, right = world.shop.door
    x = (left + right) / 2 + float(world.rng.uniform(-0.15, 0.15))
    x += 0.6 * (party.members.index(me) - (len(party.members) - 1) / 2)
    spot = (x, 0.9 + float(world.rng.uniform(0.0, 0.3)))
    yield _go(spot)
    look_round = (x + float(world.rng.uniform(-2, 2)), 4.0)
    yield _stay(spot, world.after(float(world.rng.uniform(0.4, 1.2))), "stand", look_round)


def _collect(world: World, me: int) -> Script:
    """An order made online, fetched at the desk."""
    desks = world.shop.areas_of(AreaKind.DESK)
    spots = world.free(desks[0].stands) if desks else []
    if not spots:
        return
    spot = spots[0]
    world.hold(spot, me)
    yield _go(spot)
    pick_up = world.note(Event("pick-up", me, world.now))
    yield _stay(spot, world.after(_about(world, 22)), "pay", world.looked_at(spot))
    pick_up.end = world.now
    world.let_go(me)


def _shop(world: World, party: Party, me: int) -> Script:
    """From area to area, then perhaps to the till; a party stays together."""
    seen: list[str] = []
    for step, wishes in enumerate(party.wishes):
        area = yield from _browse(world, party, me, step, wishes)
        if area is not None and area.category is not None:
            seen.append(area.category)
    if not party.buys or not world.queue.places:
        return
    if me == party.members[0]:
        world.let_go(me)
        if seen:
            yield from _pay(world, me, tuple(dict.fromkeys(seen)))
        party.over = True
    else:
        here = world.here(me)
        yield _stay(here, lambda: party.over, "browse", world.looked_at(here))


def _browse(
    world: World, party: Party, me: int, step: int, wishes: list[Area]
) -> Generator[Order | Away, None, Area | None]:
    """One area: at the goods, perhaps at two places of it, until all of the party are done."""
    share = world.share_out(party, step, wishes)[party.members.index(me)]
    spot = world.here(me)
    area = None
    if share is not None:
        area, spot = share
        yield _go(spot)
        yield _stay(spot, world.after(_about(world, 13)), "browse", world.looked_at(spot))
        more = world.free(area.stands)
        if more and area.kind is AreaKind.DISPLAY and world.rng.random() < 0.4:
            world.let_go(me)
            spot = min(more, key=lambda place: world.crowd.distance(me, place))
            world.hold(spot, me)
            yield _go(spot)
            yield _stay(spot, world.after(_about(world, 9)), "browse", world.looked_at(spot))
    party.finish(f"step {step}", me)
    if spot[1] > 0.0:
        done = lambda: party.finished(f"step {step}")  # noqa: E731
        yield _stay(spot, done, "browse", world.looked_at(spot))
    return area


def _pay(world: World, me: int, goods: tuple[str, ...]) -> Script:
    """The line, a till, a receipt; or out of patience, and nothing."""
    queue, rng, crowd = world.queue, world.rng, world.crowd
    bearable = int(rng.choice([2, 3, 4, 5], p=[0.15, 0.25, 0.3, 0.3]))

    def decided() -> bool:
        return queue.repels(bearable) or crowd.distance(me, queue.tail) < NEAR

    yield Order(lambda: queue.tail, decided)
    if queue.repels(bearable):
        queue.balk(me, world.now)
        return
    joined = world.now
    queue.join(me, joined)
    patience = float(rng.lognormal(np.log(10 if rng.random() < 0.4 else 60), 0.4))
    yield Order(
        lambda: queue.place(me),
        lambda: queue.till(me) is not None or world.now - joined > patience,
        "stand",
        lambda: queue.faces(me),
    )
    till = queue.till(me)
    if till is None:
        queue.abandon(me, world.now)
        return
    yield _go(till.serves)
    queue.serve(me, world.now)
    sale = world.note(Event("sale", me, world.now, till=till.name, goods=goods))
    yield _stay(till.serves, world.after(_about(world, 19, 0.45)), "pay", till.cashier)
    sale.end = world.now
    queue.release(me)


def _go(place: Point) -> Order:
    return Order(lambda: place)


def _stay(
    place: Point,
    until: Callable[[], bool],
    activity: Activity = "stand",
    faces: Point | None = None,
) -> Order:
    return Order(lambda: place, until, activity, None if faces is None else lambda: faces)


def _about(world: World, median: float, spread: float = 0.45) -> float:
    """Seconds, log-normal."""
    return float(world.rng.lognormal(np.log(median), spread))
