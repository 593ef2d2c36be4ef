"""Many waits as thin lines, grouped by how they ended, worst first. The lines of a group are a few paths, to stay small."""

from collections.abc import Iterator, Sequence

from .axis import Axis
from .lanes import OUTCOMES, Lane

_PITCH, _HEAD = 5, 24
_WIDE = 10_000  # units along the time

_MARKS = 11_000
"""So many polls are drawn at most; where there are more, those that stand close to each other are drawn as one."""

_CELLS = (480, 240, 120, 80, 60, 45, 35, 25, 18, 12)
"""How many places a poll can have, from fine to coarse."""


def by_outcome(lanes: Sequence[Lane]) -> Iterator[tuple[str, list[int]]]:
    """The outcomes that there are, worst first, each with the numbers of its lanes."""
    for outcome in OUTCOMES:
        found = [number for number, lane in enumerate(lanes) if lane.outcome == outcome]
        if found:
            yield outcome, found


def dense_lanes(lanes: Sequence[Lane], axis: Axis, top: int) -> tuple[list[str], int]:
    """Draw *lanes* from *top* on; returns the parts, and where the last ends."""
    places = [[axis.place(axis.offset(lane) + mark.at) for mark in lane.marks] for lane in lanes]
    polls = _in_cells(places, next((cells for cells in _CELLS if sum(map(len, _in_cells(places, cells))) <= _MARKS), 6))
    parts = []
    for outcome, numbers in by_outcome(lanes):
        height = _PITCH * len(numbers)
        jobs = f"{len(numbers):,} {outcome}"
        group = _group([(lanes[number], places[number], polls[number]) for number in numbers], axis, outcome)
        parts.append(
            f'<g class="l" tabindex="0" role="img" aria-label="{jobs}: facts in the table below">'
            f'<rect class="b" x="2" y="{top + 2}" width="99%" height="{height + _HEAD - 2}" rx="4"/>'
            f'<text class="n {outcome}" x="1%" y="{top + 17}">{jobs}</text>'
            f'<svg x="1%" y="{top + _HEAD}" width="97.5%" height="{height}" viewBox="0 0 {_WIDE} {height}" '
            f'preserveAspectRatio="none">{group}</svg></g>'
        )
        top += height + _HEAD + 4
    return parts, top


def _in_cells(places: Sequence[Sequence[float]], cells: int) -> list[list[int]]:
    return [sorted({int(place * (cells - 1)) * (_WIDE // cells) for place in row}) for row in places]


def _group(lanes: Sequence[tuple[Lane, list[float], list[int]]], axis: Axis, outcome: str) -> str:
    paths: dict[str, list[str]] = {name: [] for name in ("ds", f"l-{outcome}", "dw", "dp", "dx")}
    for row, (lane, places, polls) in enumerate(lanes):
        y, start = _PITCH * row + 2, axis.offset(lane)
        for name, begin, end in [
            (f"l-{outcome}", 0.0, lane.elapsed),
            *(("dw" if span.kind == "retry-after" else "ds", span.start, span.end) for span in lane.spans),
        ]:
            first, last = (round(_WIDE * axis.place(start + seconds)) for seconds in (begin, end))
            paths[name].append(f"M{first} {y}H{max(last, first + 20)}")
        paths["dp"] += (f"M{place} {y}h12" for place in polls)
        faults = {
            round(_WIDE * at) // 20 * 20 for at, mark in zip(places, lane.marks, strict=True) if mark.kind == "fault"
        }
        paths["dx"] += (f"M{place} {y}h40" for place in sorted(faults))
    return "".join(f'<path class="{name}" d="{"".join(drawn)}"/>' for name, drawn in paths.items() if drawn)
