"""Waits as one HTML page: a line about all, the picture, and a table with the same facts. It loads nothing and runs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from math import isfinite

from .colours import for_each_outcome, style
from .dense import by_outcome
from .lanes import Lane, summary
from .svg import FEW, sign, svg
from .texts import short

_STYLE = style(
    "html",
    "html{background:var(--ground);color:var(--text);font:15px/1.45 ui-sans-serif,system-ui,sans-serif}"
    "body{margin:0 auto;padding:1rem;max-width:75rem}figure{margin:1rem 0}svg{width:100%}p{margin:.3rem 0}"
    "h1{font-size:1.3rem;margin:.3rem 0}h2{font-size:1.05rem;margin:1.6rem 0 .4rem}"
    "figcaption,.faint,i{color:var(--faint);font-size:.85rem;font-style:normal}i{display:block}"
    "a{color:var(--pending)}:focus-visible,tr:target{outline:3px solid var(--pending);outline-offset:2px}"
    ".skip{position:absolute;left:-99rem}.skip:focus{position:static}.scroll{overflow-x:auto}"
    "table{border-collapse:collapse;width:100%;font-size:.85rem}thead th{border-top:0}"
    "th,td{text-align:left;padding:.25rem .6rem .25rem 0;vertical-align:top;border-top:1px solid var(--line)}"
    "#jobs :is(td,th):nth-child(n+4):nth-child(-n+7){text-align:right;font-variant-numeric:tabular-nums}"
    "#jobs td:first-child{overflow-wrap:anywhere;min-width:14rem}#jobs td:last-child{min-width:14rem}"
    "@media(max-width:50rem){#jobs td:first-child{min-width:11rem}#jobs td:last-child{min-width:30rem}}"
    "details{margin:.3rem 0}summary{cursor:pointer}"
    + for_each_outcome(".OUTCOME td:nth-child(2){color:var(--OUTCOME);font-weight:600;white-space:nowrap}"),
)

# Were there ever something in a text that a browser took for a part of the page, it could load nothing and run nothing.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

_LEGEND = "● poll, larger where the wait ended · ✕ fault, a poll without an answer · ○ not found"
_DENSE_LEGEND = (
    "A line is a job, a gap in it a poll (of those close together one), red a fault: a poll without an answer"
)
_SPANS = "yellow: a Retry-After forbade polls · grey: nothing changed for long"

_DETAILED = 800
"""With so many marks in all, each poll stands in a table."""

_EXPLAINED = 200
"""Of more lanes only those that did not succeed say why."""


def html(lanes: Sequence[Lane]) -> str:
    """Draw *lanes* as a whole page in one file, with a table of the same facts beneath the picture."""
    groups = list(by_outcome(lanes)) if len(lanes) > FEW else [(lane.outcome, [i]) for i, lane in enumerate(lanes)]
    brief = len(lanes) > _EXPLAINED
    bodies = (
        f"<tbody class={outcome}>{''.join(_row(lanes[number], number, brief=brief) for number in numbers)}"
        for outcome, numbers in groups
    )
    text = escape(summary(lanes))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">'
        f"<title>Waits: {text}</title><style>{_STYLE}</style></head>\n"
        '<body><a class="skip" href="#facts">Skip the picture, to the table</a>'
        f"<header><h1>Waits</h1><p>{text}</p>{_begun(lanes)}</header>\n<main><figure>{svg(lanes, linked=True)}"
        f"<figcaption>{_DENSE_LEGEND if len(lanes) > FEW else _LEGEND} · {_SPANS}</figcaption></figure>\n"
        f'<h2 id="facts">Jobs</h2><div class="scroll" role="region" aria-labelledby="facts" tabindex="0"><table id=jobs>'
        "<thead><tr><th scope=col>Job<th scope=col>Outcome<th scope=col>Last word<th scope=col>Polls<th scope=col>Faults"
        f"<th scope=col>Retry-After<th scope=col>Waited<th scope=col>Why</thead>\n{''.join(bodies)}</table></div>\n"
        f"{_polls(lanes)}</main></body></html>\n"
    )


def _begun(lanes: Sequence[Lane]) -> str:
    known = [lane.begun for lane in lanes if isfinite(lane.begun)]
    if not known:
        return ""
    return f'<p class="faint">Begun at {datetime.fromtimestamp(min(known), UTC):%Y-%m-%d %H:%M:%S} UTC</p>'


def _row(lane: Lane, number: int, *, brief: bool) -> str:
    withheld = sum(span.end - span.start for span in lane.spans if span.kind == "retry-after")
    stalled = max((span.end - span.start for span in lane.spans if span.kind == "stalled"), default=0.0)
    why = "" if brief and lane.outcome == "succeeded" else lane.why
    if stalled:
        why = f"{why}{'; ' if why else ''}nothing changed for {short(stalled)}"
    # Tags that may be left out are, as a thousand rows are a large page.
    job = f"{escape(lane.label)} <i>{escape(lane.handle)}</i>" if lane.label else escape(lane.handle)
    return (
        f"<tr{'' if brief else f' id=job-{number + 1}'}><td>{job}<td>{sign(lane.outcome)} {lane.outcome}<td>{escape(lane.word)}"
        f"<td>{lane.polls:,}<td>{lane.faults or ''}<td>{short(withheld) if withheld else ''}<td>{short(lane.elapsed)}"
        f"<td>{escape(why)}\n"
    )


def _polls(lanes: Sequence[Lane]) -> str:
    few = sum(len(lane.marks) for lane in lanes) <= _DETAILED
    return "<h2>Polls</h2>" + "".join(map(_detail, lanes)) if few else ""


def _detail(lane: Lane) -> str:
    missed = lane.polls - len(lane.marks)
    note = f"<p class=faint>The first {missed:,} are not kept in a result; a record has all.</p>" if missed > 0 else ""
    rows = (f"<tr><td>{short(mark.at)}<td>{escape(mark.said)}<td>{escape(mark.then)}\n" for mark in lane.marks)
    return (
        f"<details><summary>{escape(lane.name)}</summary>{note}<div class=scroll><table><thead><tr><th scope=col>At"
        f"<th scope=col>Answer<th scope=col>Then</thead><tbody>{''.join(rows)}</table></div></details>\n"
    )
