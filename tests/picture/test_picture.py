"""Waits as text, SVG and HTML: the facts are in it, it is small, it is escaped, and it loads nothing."""

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from support.command_line import runner
from support.paths import ROOT
from support.scripted import FAILED, FAULT, PENDING, SUCCEEDED, ScriptedJob, fault, seen
from support.waits import records, results, thousand
from tarry import Outcome, Poll, WaitResult, wait_for_all, wait_for_completion
from tarry._cli.app import app
from tarry._core.policy import Policy
from tarry._picture.axis import Axis
from tarry._picture.texts import cells, plain, short
from tarry.picture import Lane, Mark, html, lanes, svg, terminal
from tarry.schedules import Fixed
from tarry.testing import VirtualClock

EVIL = "<script>alert(1)</script>\"'&\x1b[31m\u202e"


def wait(*answers: Any, **options: Any) -> WaitResult[Any]:
    options = {"timeout": 600, "schedule": Fixed(10), "clock": VirtualClock(), **options}
    return wait_for_all([ScriptedJob(*answers, policy=Policy(schedule=Fixed(10)))], **options)[0]


class Tags(HTMLParser):
    """What a browser sees."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.texts += data


def test_a_lane_has_what_a_result_says() -> None:
    (lane,) = lanes([wait(PENDING, fault(45.0), FAULT, SUCCEEDED)])
    assert (lane.outcome, lane.word, lane.polls, lane.faults) == ("succeeded", "SUCCEEDED", 4, 2)
    assert [(mark.at, mark.kind) for mark in lane.marks] == [(0, "poll"), (10, "fault"), (55, "fault"), (75, "poll")]
    assert [(span.start, span.end, span.kind) for span in lane.spans] == [(10, 55, "retry-after")]
    assert lane.marks[2].then == "next poll in 20s: fault 2 in a row"


def test_a_record_gives_the_same_lanes_as_the_results(tmp_path: Path) -> None:
    record = tmp_path / "waits.jsonl"
    by_handle = {lane.handle: lane for lane in lanes(results(6, record=record))}
    for lane in lanes(records(record)):
        other = by_handle.pop(lane.handle)
        for name in ("label", "outcome", "word", "polls", "faults", "elapsed", "marks"):
            assert getattr(lane, name) == getattr(other, name), name
    assert not by_handle


def test_a_record_tells_of_a_retry_after_that_decided_nothing(tmp_path: Path) -> None:
    record = tmp_path / "waits.jsonl"
    result = wait(PENDING, fault(4.0), SUCCEEDED, record=record)
    assert lanes([result])[0].spans == []
    assert [(span.start, span.end) for span in lanes(records(record))[0].spans] == [(10, 14)]


def test_a_record_has_all_polls_and_all_stalls(tmp_path: Path) -> None:
    record = tmp_path / "waits.jsonl"
    moved = seen(Outcome.PENDING, "MOVED")
    result = wait(*[PENDING] * 40, *[moved] * 40, SUCCEEDED, timeout=None, stalled_after=60, record=record)
    (lane,) = lanes(records(record))
    assert len(lane.marks) == 81
    assert [(round(span.start), round(span.end), span.kind) for span in lane.spans] == [
        (0, 390, "stalled"),
        (400, 790, "stalled"),
    ]
    (lane,) = lanes([result])
    assert (lane.polls, len(lane.marks)) == (81, 50)
    assert "The first 31 are not kept in a result; a record has all." in html([lane])


def test_a_record_that_was_cut_short_is_drawn_as_far_as_it_goes(tmp_path: Path) -> None:
    record = tmp_path / "waits.jsonl"
    wait(PENDING, PENDING, SUCCEEDED, record=record)
    found = records(record)
    assert [lanes(found[:upto])[0].outcome for upto in range(1, 6)] == [*["pending"] * 4, "succeeded"]
    stopped = {**found[0], "event": "stopped"}
    assert lanes([*found[:2], stopped])[0].outcome == "stopped"
    for drawn in (lanes(found[:1]), lanes(found[:2]), []):
        ElementTree.fromstring(svg(drawn))
        Tags(html(drawn))
        assert terminal(drawn)


def test_a_terminal_has_a_row_for_each_job_that_fits() -> None:
    drawn = lanes(results())
    for width in (10, 24, 40, 59, 60, 80, 200):
        rows = terminal(drawn, width).splitlines()
        assert len(rows) == len(drawn) + 2
        assert max(map(cells, rows)) <= max(width, 24)
    rows = terminal(drawn, 100).splitlines()
    assert rows[0].startswith("7 jobs · 1 failed, 1 gone, 1 pending, 1 partial, 3 succeeded · ")
    assert "· !⌛" in rows[3]
    assert "?" in rows[4]
    assert "~" in rows[7]
    assert rows[5].endswith("failed FAILED 4 polls 6.2s")


def test_a_wide_character_takes_two_columns() -> None:
    result = wait(PENDING, fault(45.0), SUCCEEDED)
    result.job.label = "夜間インポート" * 3
    for width in range(24, 90):
        assert max(map(cells, terminal(lanes([result]), width).splitlines())) <= width


@pytest.mark.parametrize("number", [1, 7, 60, 61])
def test_an_svg_is_well_formed_and_alone(number: int) -> None:
    picture = svg(lanes(results(number)))
    root = ElementTree.fromstring(picture)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert not re.search(r"<script|<image|<use|url\(|@import|@font-face|https?://(?!www\.w3\.org/2000/svg\")", picture)
    places = [float(place) for place in re.findall(r'(?:c?x[12]?)="([\d.]+)%"', picture)]
    assert places
    assert all(0 <= place <= 100 for place in places)
    assert "NaN" not in picture
    assert "inf" not in picture


def test_a_thousand_jobs_are_a_small_page() -> None:
    drawn = thousand()
    page = html(drawn)
    assert len(page.encode()) < 300_000
    tags = Tags(page)
    assert tags.tags.count("tr") == 1001
    assert all(lane.handle in tags.texts for lane in drawn)
    assert "1,000 jobs · " in tags.texts
    assert "facts in the table below" in page


@pytest.mark.parametrize("draw", [svg, html], ids=["svg", "html"])
@pytest.mark.parametrize("number", [1, 70])
def test_whatever_others_wrote_stays_text(draw: Callable[[list[Lane]], str], number: int) -> None:
    mark = Mark(0.0, "fault", plain(EVIL), plain(EVIL))
    evil = plain(EVIL)
    lane = Lane(evil, evil, "failed", evil, evil, 1, 1, 0.0, 1.0, [mark], [])
    page = draw([lane] * number)
    tags = Tags(page)
    assert "script" not in tags.tags
    assert not [name for name, _ in tags.attributes if name.startswith("on")]
    assert "\x1b" not in page
    assert "\u202e" not in page
    if draw is html:
        assert "<script>alert(1)</script>\"'&" in tags.texts


def test_words_of_a_server_are_made_harmless_on_the_way(tmp_path: Path) -> None:
    record = tmp_path / "waits.jsonl"
    result = wait(seen(Outcome.PENDING, EVIL), FAULT._replace(problem=EVIL), seen(Outcome.FAILED, EVIL), record=record)
    for drawn in (lanes([result]), lanes(records(record))):
        for text in (svg(drawn), html(drawn), result._repr_html_()):
            assert "<script>" not in text
        for text in (terminal(drawn, 200), svg(drawn), html(drawn), result._repr_html_()):
            assert "\x1b" not in text
            assert "\u202e" not in text


def test_the_times_fit_what_is_drawn() -> None:
    short_wait = lanes([wait(PENDING, PENDING, SUCCEEDED)])
    assert not Axis(short_wait).logarithmic
    assert [text for _, text in Axis(short_wait).ticks(6)] == ["0", "5s", "10s", "15s", "20s"]
    long_wait = lanes(results())
    assert Axis(long_wait).logarithmic
    places = [place for place, _ in Axis(long_wait).ticks(6)]
    assert places == sorted(places)
    assert len(places) <= 7
    assert Axis([]).ticks(6)


def test_waits_that_began_later_stand_further_right(tmp_path: Path) -> None:
    record = tmp_path / "waits.jsonl"
    clock = VirtualClock()
    for name in ("a", "b"):
        wait_for_completion(
            ScriptedJob(PENDING, SUCCEEDED, job_id=name), timeout=60, schedule=Fixed(10), clock=clock, record=record
        )
    first, second = lanes(records(record))
    axis = Axis([first, second])
    assert axis.offset(first) == 0
    assert axis.offset(second) == pytest.approx(10, abs=0.1)
    assert axis.total == pytest.approx(20, abs=0.1)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        *((0.04, "0s"), (0.26, "0.3s"), (9.96, "10s"), (59.4, "59s"), (59.6, "1m"), (125, "2m5s"), (3600, "1h")),
        *((90_000, "1d1h"), (1_209_600, "14d"), (float("nan"), "?"), (float("inf"), "?")),
    ],
)
def test_a_time_is_short(seconds: float, text: str) -> None:
    assert short(seconds) == text


def test_a_notebook_shows_a_result() -> None:
    shown = Tags(wait(PENDING, FAILED)._repr_html_())
    assert shown.tags[0] == "svg"
    assert "failed (last word 'FAILED', 2 polls in 10 s of 10 min)" in shown.texts


def test_a_poll_that_is_drawn_needs_no_observation() -> None:
    result = wait(PENDING, SUCCEEDED)
    assert all(isinstance(poll, Poll) and poll.observation is None for poll in result.timeline)
    assert "succeeded" in svg(lanes([result]))


def test_the_command_writes_the_page(tmp_path: Path) -> None:
    record, page = tmp_path / "waits.jsonl", tmp_path / "waits.html"
    job = ScriptedJob(PENDING, SUCCEEDED)
    wait_for_completion(job, timeout=60, schedule=Fixed(10), record=record, clock=VirtualClock())
    with record.open("a") as file:
        file.write('{"event":"poll","v":1,"wa')  # cut short by a kill
    result = runner().invoke(app, ["replay", str(record), "--report", str(page)])
    assert (result.exit_code, result.stderr) == (0, f"wrote {page}\n")
    assert "fullstory:events-import:abc123%3D" in page.read_text()
    assert json.loads(record.read_text().splitlines()[0])["event"] == "start"


def test_the_picture_of_the_docs_is_up_to_date() -> None:
    """`python scripts/pictures.py` writes it anew."""
    drawn = lanes(results())
    assert (ROOT / "docs" / "waits.svg").read_text() == svg(drawn) + "\n"
