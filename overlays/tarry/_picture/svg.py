"""Waits as an SVG: a lane for each job, or one thin line for each where there are many.

Places along the time are in percent, so that a picture becomes as wide as the page and its text stays as large as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape

from .axis import Axis
from .colours import PICTURE
from .dense import dense_lanes
from .lanes import Lane, summary
from .texts import counted, plain, short

FEW = 60
"""So many lanes have room for names, and marks that can be told apart; more are drawn as lines."""

_TITLED = 800
"""With so many marks in all, each says what it is under the pointer."""

_HEAD, _AXIS, _LANE = 24, 20, 46

_SIGN = {"succeeded": "✓", "partial": "◐", "failed": "✗", "gone": "?", "pending": "…", "stopped": "■"}


def svg(lanes: Sequence[Lane], *, linked: bool = False) -> str:
    """Draw *lanes* as an SVG that needs nothing else: no script, font or network, light or dark as the reader has it.

    Args:
        lanes: In the order in which they are drawn; many are grouped by how they ended.
        linked: For a page that says all of it in words: each lane leads to `#job-1` and so on, where its facts are.
    """
    axis, text = Axis(lanes), escape(summary(lanes), quote=True)
    top = _AXIS if linked else _AXIS + _HEAD
    if len(lanes) <= FEW:
        titled = sum(len(lane.marks) for lane in lanes) <= _TITLED
        body = [_lane(lane, number, axis, top, linked=linked, titled=titled) for number, lane in enumerate(lanes)]
        height = top + _LANE * len(lanes)
    else:
        body, height = dense_lanes(lanes, axis, top)
    head = "" if linked else f'<text x="1%" y="17" class="n">{text}</text>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="tarry-waits" width="900" height="{height + 4}" role="group" '
        f'aria-label="{text}"><style>{PICTURE}</style><rect width="100%" height="100%" style="fill:var(--ground)"/>'
        f"{head}{_ticks(axis, top, height)}{''.join(body)}</svg>"
    )


def sign(outcome: str) -> str:
    """A character for an outcome, so that it is not told by its colour alone."""
    return _SIGN[outcome]


def x(place: float) -> str:
    """A place of the axis in percent of the width, with room for a mark at both ends."""
    return f"{1 + 97.5 * place:.2f}".rstrip("0").rstrip(".") + "%"


def _ticks(axis: Axis, top: int, height: int) -> str:
    found = []
    for place, text in axis.ticks(6):
        at, anchor = x(place), "start" if place < 0.02 else "middle" if place < 0.95 else "end"
        found.append(
            f'<line class="g" x1="{at}" x2="{at}" y1="{top}" y2="{height}"/>'
            f'<text class="f" x="{at}" y="{top - 6}" text-anchor="{anchor}">{text}</text>'
        )
    return f'<g aria-hidden="true">{"".join(found)}</g>'


def _lane(lane: Lane, number: int, axis: Axis, top: int, *, linked: bool, titled: bool) -> str:
    top += _LANE * number
    middle = top + 29
    start = axis.offset(lane)

    def at(seconds: float) -> str:
        return x(axis.place(start + seconds))

    word = f"{sign(lane.outcome)} {lane.outcome}" + (f" · {plain(lane.word, 14)}" if lane.word else "")
    facts = (
        f"{_name(lane)} {word}, {counted(lane.polls, 'poll')}, {counted(lane.faults, 'fault')}, {short(lane.elapsed)}"
    )
    parts = [
        f'<rect class="b" x="2" y="{top + 2}" width="99%" height="{_LANE - 4}" rx="4"/>',
        f'<text class="n" x="1%" y="{top + 16}">{escape(_name(lane))}</text>',
        f'<text class="{lane.outcome}" x="98.5%" y="{top + 16}" text-anchor="end">{escape(word)}</text>',
        *(_span(axis, start + span.start, start + span.end, span.kind, middle) for span in lane.spans),
        f'<line class="t" x1="{at(0)}" x2="{at(lane.elapsed)}" y1="{middle}" y2="{middle}"/>',
        *_marks(lane, at, middle, titled=titled),
    ]
    tag = f'a href="#job-{number + 1}"' if linked else 'g tabindex="0" role="img"'
    return f'<{tag} class="l" aria-label="{escape(facts, quote=True)}">{"".join(parts)}</{tag[0]}>'


def _name(lane: Lane, limit: int = 26) -> str:
    """What fits into half of a narrow page; a handle without its middle, as its end tells jobs of one kind apart."""
    long = len(lane.name) > limit
    return plain(lane.name, limit) if lane.label or not long else f"{lane.name[: limit - 11]}…{lane.name[-10:]}"


def _span(axis: Axis, start: float, end: float, kind: str, middle: int) -> str:
    first, last = axis.place(start), axis.place(end)
    width = f"{97.5 * max(last - first, 0.002):.2f}%"
    name, says = ("w", "Retry-After") if kind == "retry-after" else ("s", "nothing changed")
    box = f'class="{name}" x="{x(first)}" y="{middle - 6}" width="{width}" height="12" rx="2"'
    return f"<rect {box}><title>{says}, {short(end - start)}</title></rect>"


def _marks(lane: Lane, at: Callable[[float], str], middle: int, *, titled: bool) -> Iterable[str]:
    for number, mark in enumerate(lane.marks):
        place = at(mark.at)
        title = f"<title>{escape(f'{short(mark.at)}: {mark.said}; {mark.then}')}</title>" if titled else ""
        last = number == len(lane.marks) - 1 and lane.outcome != "pending"
        if mark.kind == "fault":
            cross = f'<path class="x" d="M-4-4 4 4M4-4-4 4"/>{title}'
            yield f'<svg x="{place}" y="{middle}" overflow="visible">{cross}</svg>'
        else:
            name, radius = (lane.outcome, 6) if last else ("m", 3.5) if mark.kind == "missing" else ("p", 3)
            yield f'<circle class="{name}" cx="{place}" cy="{middle}" r="{radius}">{title}</circle>'
