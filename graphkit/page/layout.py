"""Where each node stands in the picture. Computed when the page is built, so that the page opens at once.

The way: (1) take off the leaves, (2) place the core so that distances in the picture follow distances in the graph
(sparse stress: every node against its neighbours and a few dozen pivots, so the time grows with the number of nodes),
(3) fan the leaves out around their parents where there is room, (4) push apart what overlaps, labels included.
A node that stood somewhere in the previous page stays there. Nothing random, no clock, no hash(): the same graph gives
the same picture on every run.
"""

from __future__ import annotations

import heapq
import math
from collections import deque
from collections.abc import Mapping, Sequence

from graphkit.model import digest

Point = tuple[float, float]
Box = tuple[float, float]

EDGE = 130.0
"""The wished length of an edge between two nodes without leaves, in pixels at full scale."""
PIVOTS, FEWER_PIVOTS = 48, 24
"""From how many nodes distances are measured, in a core of up to MANY nodes and in a larger one."""
MANY = 2_000
ROOMY = 2.0
"""How many times the area of all boxes the picture takes."""
GAP = 34.0
"""Pixels between unconnected parts."""
CLEAR_LINES = 150
"""Up to so many nodes, each one is also kept off the edges of others (every node against every edge)."""
ASPECT = 1.0
"""Width by height of the picture: that of the room between filters and panel on a usual screen."""
GOLDEN = math.pi * (3 - math.sqrt(5))


def arrange(
    ids: Sequence[str],
    links: Sequence[tuple[int, int]],
    boxes: Sequence[Box],
    known: Mapping[str, tuple[int, int]] | None = None,
) -> list[tuple[int, int]]:
    """A place (x, y in pixels, y downward) for each id. `links` are pairs of indices, `boxes` the width and height that
    a node takes with its label. `known` holds the places of the previous page: those nodes hardly move."""
    neighbours = _neighbours(len(ids), links)
    places = {i: (float(known[id][0]), float(known[id][1])) for i, id in enumerate(ids) if known and id in known}
    if len(places) == len(ids):
        return [(round(places[i][0]), round(places[i][1])) for i in range(len(ids))]
    if len(places) * 2 > len(ids):
        xs, ys = _beside_what_stands(ids, neighbours, places)
        weights = [12.0 if i in places else 1.0 for i in range(len(ids))]
    else:
        xs, ys = _from_nothing(ids, neighbours, boxes)
        weights = [1.0] * len(ids)
    _push_apart(xs, ys, boxes, weights)
    if len(ids) <= CLEAR_LINES:
        _off_the_lines(xs, ys, boxes, weights, sorted({(min(link), max(link)) for link in links}))
    return [(round(x), round(y)) for x, y in zip(xs, ys, strict=True)]


def _neighbours(count: int, links: Sequence[tuple[int, int]]) -> list[list[int]]:
    """The different neighbours of each node, in order of index."""
    sets: list[set[int]] = [set() for _ in range(count)]
    for a, b in links:
        if a != b:
            sets[a].add(b)
            sets[b].add(a)
    return [sorted(found) for found in sets]


def _turn(id: str) -> float:
    """An angle that depends on the id alone."""
    return int(digest(id, length=8), 16) / 2**32 * 2 * math.pi


def _beside_what_stands(
    ids: Sequence[str], neighbours: Sequence[Sequence[int]], places: dict[int, Point]
) -> tuple[list[float], list[float]]:
    """Newcomers beside the neighbour that brought them, away from the middle; strangers below the picture."""
    middle_x = sum(x for x, _ in places.values()) / len(places)
    middle_y = sum(y for _, y in places.values()) / len(places)
    bottom = max(y for _, y in places.values())
    left = min(x for x, _ in places.values())
    waiting = deque(i for i in range(len(ids)) if i not in places)
    patience = len(waiting)
    strangers = 0
    while waiting:
        i = waiting.popleft()
        beside = [places[j] for j in neighbours[i] if j in places]
        if not beside and patience:
            patience -= 1
            waiting.append(i)
            continue
        patience = len(waiting)
        if beside:
            x, y = sum(p[0] for p in beside) / len(beside), sum(p[1] for p in beside) / len(beside)
            away = math.atan2(y - middle_y, x - middle_x) + 0.6 * math.sin(_turn(ids[i]))
            places[i] = (x + EDGE * math.cos(away), y + EDGE * 0.8 * math.sin(away))
        else:
            places[i] = (left + strangers % 8 * EDGE, bottom + EDGE * (1 + strangers // 8))
            strangers += 1
    return [places[i][0] for i in range(len(ids))], [places[i][1] for i in range(len(ids))]


# --- from nothing -----------------------------------------------------------------------------------


def _from_nothing(
    ids: Sequence[str], neighbours: Sequence[Sequence[int]], boxes: Sequence[Box]
) -> tuple[list[float], list[float]]:
    """Each connected part by itself, the parts then set out in rows, the largest first."""
    xs, ys = [0.0] * len(ids), [0.0] * len(ids)
    parts = sorted(_parts(neighbours), key=lambda part: (-len(part), ids[part[0]]))
    for part in parts:
        places = _one_part(part, ids, neighbours)
        _to_size(places, sum(boxes[i][0] * boxes[i][1] for i in part))
        for i, (x, y) in places.items():
            xs[i], ys[i] = x, y
    _push_apart(xs, ys, boxes, [1.0] * len(ids), within=parts)
    _in_rows(parts, xs, ys, boxes)
    return xs, ys


def _parts(neighbours: Sequence[Sequence[int]]) -> list[list[int]]:
    seen = [False] * len(neighbours)
    parts = []
    for first in range(len(neighbours)):
        if seen[first]:
            continue
        seen[first], part = True, [first]
        for i in part:
            for j in neighbours[i]:
                if not seen[j]:
                    seen[j] = True
                    part.append(j)
        parts.append(sorted(part))
    return parts


def _one_part(part: Sequence[int], ids: Sequence[str], neighbours: Sequence[Sequence[int]]) -> dict[int, Point]:
    """The places of one connected part around its own middle."""
    if len(part) == 1:
        return {part[0]: (0.0, 0.0)}
    core = [i for i in part if len(neighbours[i]) > 1] or [min(part, key=lambda i: ids[i])]
    inside = set(core)
    leaves = {i: [j for j in neighbours[i] if j not in inside] for i in core}
    reach = {i: _reach(len(leaves[i])) for i in core}
    places = _stress(core, ids, neighbours, inside, reach)
    _lie_down(places)
    for i in core:
        _fan(i, leaves[i], reach[i], [places[j] for j in neighbours[i] if j in inside], places)
    return places


def _reach(leaves: int) -> float:
    """How far from its parent a fan of so many leaves stands."""
    return 0.0 if not leaves else max(95.0, 24.0 * leaves**0.8)


def _stress(
    core: Sequence[int],
    ids: Sequence[str],
    neighbours: Sequence[Sequence[int]],
    inside: set[int],
    reach: Mapping[int, float],
) -> dict[int, Point]:
    """Distances in the picture near the distances in the graph, for the core."""
    order = {i: k for k, i in enumerate(core)}
    near = [[order[j] for j in neighbours[i] if j in inside] for i in core]
    room = [reach[i] for i in core]
    # A hub needs longer edges: its neighbours share one circle around it.
    spread = [EDGE * max(1.0, (len(row) / 9.0) ** 0.5) for row in near]
    length = [
        [max(spread[a], spread[b]) * 0.75 + EDGE * 0.25 + 0.8 * (room[a] + room[b]) for b in near[a]]
        for a in range(len(core))
    ]
    pivots, far = _pivots(near, length)
    xs, ys = _first_guess(far, [ids[i] for i in core])
    rounds = 120 if len(core) <= 400 else 30 if len(core) <= MANY else 20
    terms = [_terms(a, near, length, pivots, far) for a in range(len(core))]
    for _ in range(rounds):
        for a, row in enumerate(terms):
            x, y = xs[a], ys[a]
            sum_x = sum_y = total = 0.0
            for b, wished, weight in row:
                dx, dy = x - xs[b], y - ys[b]
                pull = wished / (math.sqrt(dx * dx + dy * dy) + 1e-6)
                sum_x += weight * (xs[b] + dx * pull)
                sum_y += weight * (ys[b] + dy * pull)
                total += weight
            if total:
                xs[a], ys[a] = sum_x / total, sum_y / total
    return {i: (xs[k], ys[k]) for k, i in enumerate(core)}


def _terms(
    a: int,
    near: Sequence[Sequence[int]],
    length: Sequence[Sequence[float]],
    pivots: Sequence[int],
    far: Sequence[Sequence[float]],
) -> list[tuple[int, float, float]]:
    """(other node, wished distance, weight) for one node: the pivots, and its neighbours with a greater say."""
    wished = {p: far[k][a] for k, p in enumerate(pivots) if p != a and far[k][a] < math.inf}
    weights = {p: 1.0 / (d * d) for p, d in wished.items()}
    for b, d in zip(near[a], length[a], strict=True):
        wished[b], weights[b] = d, 2.0 / (d * d)
    return [(b, wished[b], weights[b]) for b in sorted(wished)]


def _pivots(near: Sequence[Sequence[int]], length: Sequence[Sequence[float]]) -> tuple[list[int], list[list[float]]]:
    """Up to PIVOTS nodes far from each other (all of them in a small core), and each one's distance to every node."""
    count = len(near)
    first = max(range(count), key=lambda a: (len(near[a]), -a))
    nearest = [math.inf] * count
    pivots: list[int] = []
    far: list[list[float]] = []
    candidate = first
    while len(pivots) < min(PIVOTS if count <= MANY else FEWER_PIVOTS, count):
        distances = _walk(candidate, near, length)
        pivots.append(candidate)
        far.append(distances)
        nearest = [min(a, b) for a, b in zip(nearest, distances, strict=True)]
        nearest[candidate] = -1.0
        candidate = max(range(count), key=lambda a: (nearest[a], -a))
    return pivots, far


def _walk(start: int, near: Sequence[Sequence[int]], length: Sequence[Sequence[float]]) -> list[float]:
    """The length of the shortest way from `start` to every node (Dijkstra)."""
    distances = [math.inf] * len(near)
    distances[start] = 0.0
    heap = [(0.0, start)]
    while heap:
        so_far, a = heapq.heappop(heap)
        if so_far > distances[a]:
            continue
        for b, step in zip(near[a], length[a], strict=True):
            if so_far + step < distances[b]:
                distances[b] = so_far + step
                heapq.heappush(heap, (distances[b], b))
    return distances


def _first_guess(far: Sequence[Sequence[float]], ids: Sequence[str]) -> tuple[list[float], list[float]]:
    """Pivot MDS: the two main directions of the table of squared distances, by power iteration; then a slight
    nudge by id, so that two nodes with the same distances do not start on one spot."""
    count, width = len(ids), len(far)
    table = [[far[k][a] ** 2 for k in range(width)] for a in range(count)]
    columns = [sum(row[k] for row in table) / count for k in range(width)]
    rows = [sum(row) / width for row in table]
    whole = sum(columns) / width
    centred = [[-0.5 * (table[a][k] - rows[a] - columns[k] + whole) for k in range(width)] for a in range(count)]
    axes: list[list[float]] = []
    for axis in range(2):
        vector = [math.cos(GOLDEN * (k + 1) * (axis + 1)) for k in range(width)]
        for _ in range(24):
            for other in axes:
                along = sum(v * o for v, o in zip(vector, other, strict=True))
                vector = [v - along * o for v, o in zip(vector, other, strict=True)]
            image = [sum(c * v for c, v in zip(row, vector, strict=True)) for row in centred]
            vector = [0.0] * width
            for value, row in zip(image, centred, strict=True):
                for k, c in enumerate(row):
                    vector[k] += value * c
            size = math.sqrt(sum(v * v for v in vector)) or 1.0
            vector = [v / size for v in vector]
        axes.append(vector)
    sides: list[list[float]] = []
    for axis_vector in axes:
        side = [sum(c * v for c, v in zip(row, axis_vector, strict=True)) for row in centred]
        size = math.sqrt(sum(s * s for s in side) / count) or 1.0
        sides.append([s / size * EDGE * 1.5 for s in side])
    for a, id in enumerate(ids):
        sides[0][a] += 30.0 * math.cos(_turn(id))
        sides[1][a] += 30.0 * math.sin(_turn(id))
    return sides[0], sides[1]


def _lie_down(places: dict[int, Point]) -> None:
    """Turn the picture so that its long side is horizontal, as screens are."""
    count = len(places)
    middle_x = sum(x for x, _ in places.values()) / count
    middle_y = sum(y for _, y in places.values()) / count
    xx = sum((x - middle_x) ** 2 for x, _ in places.values())
    yy = sum((y - middle_y) ** 2 for _, y in places.values())
    xy = sum((x - middle_x) * (y - middle_y) for x, y in places.values())
    angle = 0.5 * math.atan2(2 * xy, xx - yy)
    cos, sin = math.cos(-angle), math.sin(-angle)
    for i, (x, y) in places.items():
        dx, dy = x - middle_x, y - middle_y
        places[i] = ((dx * cos - dy * sin) * 1.12, dx * sin + dy * cos)


def _fan(parent: int, leaves: Sequence[int], reach: float, others: Sequence[Point], places: dict[int, Point]) -> None:
    """Leaves on an ellipse around their parent, in the free angles between the parent's other neighbours."""
    x, y = places[parent]
    taken = sorted(math.atan2(b - y, a - x) for a, b in others)
    gaps = [(b - a, a) for a, b in zip(taken, [*taken[1:], taken[0] + 2 * math.pi], strict=True)] if taken else []
    gaps = gaps or [(2 * math.pi, -math.pi / 2)]
    share = [0] * len(gaps)
    for _ in leaves:  # each next leaf goes where the leaves would stand widest apart
        best = max(range(len(gaps)), key=lambda k: (gaps[k][0] / (share[k] + (2 if taken else 1)), -k))
        share[best] += 1
    angles = []
    for (width, start), count in zip(gaps, share, strict=True):
        step = width / (count + (1 if taken else 0) or 1)
        angles += [start + step * (k + (1 if taken else 0)) for k in range(count)]
    for turn, (leaf, angle) in enumerate(zip(leaves, angles, strict=True)):
        far = reach * (1.0 + 0.22 * (turn % 2 if len(leaves) > 7 else 0))
        places[leaf] = (x + 1.25 * far * math.cos(angle), y + far * math.sin(angle))


def _to_size(places: dict[int, Point], taken: float) -> None:
    """Stretch the picture so that its boxes (together of area `taken`) fill about half of it, as wide as screens are;
    one direction is not stretched much more than the other."""
    if len(places) < 3:
        return
    left, top = min(x for x, _ in places.values()), min(y for _, y in places.values())
    width = max(x for x, _ in places.values()) - left or 1.0
    height = max(y for _, y in places.values()) - top or 1.0
    area = ROOMY * taken
    across, down = math.sqrt(area * ASPECT) / width, math.sqrt(area / ASPECT) / height
    across, down = min(across, down * 1.5), min(down, across * 1.5)
    for i, (x, y) in places.items():
        places[i] = ((x - left) * across, (y - top) * down)


def _in_rows(parts: Sequence[Sequence[int]], xs: list[float], ys: list[float], boxes: Sequence[Box]) -> None:
    """Set the parts out: the largest on top, the small ones in rows beneath it, no wider than it."""
    if len(parts) < 2:
        return
    frames = []
    for part in parts:
        left, right = min(xs[i] - boxes[i][0] / 2 for i in part), max(xs[i] + boxes[i][0] / 2 for i in part)
        top, bottom = min(ys[i] - boxes[i][1] / 2 for i in part), max(ys[i] + boxes[i][1] / 2 for i in part)
        frames.append((left, top, right - left, bottom - top))
    area = sum((w + 30) * (h + 30) for _, _, w, h in frames)
    widest = max(1.2 * frames[0][2], math.sqrt(area * ASPECT))
    rows: list[list[int]] = [[]]
    used = 0.0
    for k, (_, _, width, _) in enumerate(frames):
        if rows[-1] and (k == 1 or used + width > widest):  # the largest part has its row to itself
            rows.append([])
            used = 0.0
        rows[-1].append(k)
        used += width + GAP
    y = 0.0
    for row in rows:
        x = -(sum(frames[k][2] + GAP for k in row) - GAP) / 2
        for k in row:
            left, top, width, _ = frames[k]
            for i in parts[k]:
                xs[i] += x - left
                ys[i] += y - top
            x += width + GAP
        y += max(frames[k][3] for k in row) + GAP


# --- room for labels --------------------------------------------------------------------------------


def _push_apart(
    xs: list[float],
    ys: list[float],
    boxes: Sequence[Box],
    weights: Sequence[float],
    within: Sequence[Sequence[int]] | None = None,
) -> None:
    """Move nodes whose boxes overlap away from each other, the light ones more, until none do or patience ends.
    With `within`, only nodes of one part push each other (the parts have not been set out yet)."""
    part_of = [0] * len(xs)
    for number, part in enumerate(within or ()):
        for i in part:
            part_of[i] = number
    cell_w = max((w for w, _ in boxes), default=1.0) or 1.0
    cell_h = max((h for _, h in boxes), default=1.0) or 1.0
    for _ in range(150 if len(xs) <= 500 else 25 if len(xs) <= 5 * MANY else 12):
        cells: dict[tuple[int, int, int], list[int]] = {}
        for i, (x, y) in enumerate(zip(xs, ys, strict=True)):
            cells.setdefault((part_of[i], math.floor(x / cell_w), math.floor(y / cell_h)), []).append(i)
        moved = False
        for (part_number, column, line), here in cells.items():
            for across, down in ((0, 0), (1, 0), (-1, 1), (0, 1), (1, 1)):
                there = cells.get((part_number, column + across, line + down))
                if there is None:
                    continue
                for i in here:
                    for j in there:
                        if (across or down or i < j) and _push(i, j, xs, ys, boxes, weights):
                            moved = True
        if not moved:
            return


def _push(i: int, j: int, xs: list[float], ys: list[float], boxes: Sequence[Box], weights: Sequence[float]) -> bool:
    """Push two overlapping boxes apart along the shorter way. Were they overlapping?"""
    dx, dy = xs[j] - xs[i], ys[j] - ys[i]
    over_x = (boxes[i][0] + boxes[j][0]) / 2 - abs(dx)
    over_y = (boxes[i][1] + boxes[j][1]) / 2 - abs(dy)
    if over_x <= 0.5 or over_y <= 0.5:
        return False
    share = weights[j] / (weights[i] + weights[j])
    if over_x < over_y:
        step = (over_x * 0.6 + 0.3) * (1 if dx > 0 or (dx == 0 and i < j) else -1)
        xs[i] -= step * share
        xs[j] += step * (1 - share)
    else:
        step = (over_y * 0.6 + 0.3) * (1 if dy > 0 or (dy == 0 and i < j) else -1)
        ys[i] -= step * share
        ys[j] += step * (1 - share)
    return True


def _off_the_lines(
    xs: list[float],
    ys: list[float],
    boxes: Sequence[Box],
    weights: Sequence[float],
    links: Sequence[tuple[int, int]],
) -> None:
    """Move a node off the edge of two others: where a line runs through a node, it seems to end there."""
    for turn in range(20):
        moved = False
        for i, (_, height) in enumerate(boxes):
            clear = max(12.0, height / 2 - 8)
            for a, b in links:
                if i in (a, b):
                    continue
                dx, dy = xs[b] - xs[a], ys[b] - ys[a]
                square = dx * dx + dy * dy or 1.0
                along = ((xs[i] - xs[a]) * dx + (ys[i] - ys[a]) * dy) / square
                if not 0.05 < along < 0.95:
                    continue
                off_x, off_y = xs[i] - xs[a] - along * dx, ys[i] - ys[a] - along * dy
                far = math.sqrt(off_x * off_x + off_y * off_y)
                if far >= clear:
                    continue
                if far < 0.01:
                    off_x, off_y, far = -dy, dx, math.sqrt(square)
                step = (clear - far) * 0.7 / weights[i]
                xs[i] += off_x / far * step
                ys[i] += off_y / far * step
                moved = True
        if not moved:
            return
        if turn < 12:  # the last word have the lines: a name finds another side of its node
            _push_apart(xs, ys, boxes, weights)
