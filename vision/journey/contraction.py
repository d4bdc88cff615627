"""Pieces of tracks gathered into people: a partition with the greatest sum of odds.

Greedy additive edge contraction (M. Keuper et al., "Efficient Decomposition of Image and Mesh
Graphs by Lifted Multicuts", ICCV 2015), then single pieces are moved for as long as that gains.
Partitions of tracklets for people: S. Tang et al., "Multiple People Tracking by Lifted Multicut
and Person Re-Identification", CVPR 2017; here without any re-identification.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from heapq import heappop, heappush

Edge = tuple[int, int]
Group = list[int]

MOST_ROUNDS = 10


def partition(
    count: int,
    odds: Mapping[Edge, float],
    forbidden: Callable[[Group, Group], bool],
    seeds: Sequence[Group] = (),
) -> list[Group]:
    """Groups of the nodes 0 to ``count``, each sorted, in the order of their first nodes.

    Args:
        odds: of pairs (smaller, larger) to be one.
        forbidden: whether two groups may never be one, whatever the odds.
        seeds: groups that are known, and stay whole.
    """
    links: list[dict[int, float]] = [{} for _ in range(count)]
    for (a, b), value in odds.items():
        links[a][b] = links[b][a] = value
    groups = _contract(links, forbidden, seeds)
    fixed = {node for seed in seeds for node in seed}
    _move(links, groups, forbidden, fixed)
    return sorted((sorted(group) for group in groups if group), key=lambda group: group[0])


def _contract(
    links: list[dict[int, float]],
    forbidden: Callable[[Group, Group], bool],
    seeds: Sequence[Group],
) -> list[Group]:
    groups: dict[int, Group] = {node: [node] for node in range(len(links))}
    between = [dict(own) for own in links]
    heap: list[tuple[float, int, int]] = []

    def offer(a: int, b: int) -> None:
        value = between[a][b]
        if value > 0:
            heappush(heap, (-value, min(a, b), max(a, b)))

    def join(a: int, b: int) -> None:
        groups[a] += groups.pop(b)
        between[a].pop(b, None)
        for other, value in between[b].items():
            if other == a:
                continue
            between[other].pop(b)
            between[a][other] = between[other][a] = between[a].get(other, 0.0) + value
            offer(a, other)
        between[b] = {}

    for seed in seeds:
        for node in seed[1:]:
            join(seed[0], node)
    heap.clear()
    for a, own in enumerate(between):
        for b in own:
            if a < b:
                offer(a, b)
    while heap:
        value, a, b = heappop(heap)
        # What was offered before one of the two grew is out of date.
        if between[a].get(b) == -value and not forbidden(groups[a], groups[b]):
            join(a, b)
    return list(groups.values())


def _move(
    links: list[dict[int, float]],
    groups: list[Group],
    forbidden: Callable[[Group, Group], bool],
    fixed: set[int],
) -> None:
    """Each piece to where the odds for it are best, alone if nowhere."""
    home = {node: index for index, group in enumerate(groups) for node in group}
    for _ in range(MOST_ROUNDS):
        moved = False
        for node in range(len(links)):
            if node in fixed:
                continue
            gains: dict[int, float] = {}
            for other, value in links[node].items():
                gains[home[other]] = gains.get(home[other], 0.0) + value
            here = gains.get(home[node], 0.0)
            for target in sorted(gains, key=lambda one: (-gains[one], one)):
                if gains[target] <= max(here, 0.0) + 1e-9:
                    break
                if target != home[node] and not forbidden(groups[target], [node]):
                    groups[home[node]].remove(node)
                    groups[target].append(node)
                    home[node] = target
                    moved = True
                    break
            else:
                target = home[node]
            if here < -1e-9 and home[node] == target and len(groups[home[node]]) > 1:
                groups[home[node]].remove(node)
                home[node] = len(groups)
                groups.append([node])
                moved = True
        if not moved:
            return
