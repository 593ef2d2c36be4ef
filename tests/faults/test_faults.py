"""Every fault at every place: the cases of `make faults`, and that they can fail.

Here each case goes through the sync driver, and every second one through another in turn; `make faults` takes all drivers.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

import tarry
from tarry._core.policy import Faults
from tarry._http.limited import Limited
from tarry._operations import pages, retry, status, submit
from tarry._wait.state import WaitState

from . import __main__ as command
from .expected import TABLE, expected
from .faults import FAULTS, Case, cases
from .matrix import applies, judge
from .playing import DRIVERS, Driver
from .recordings import Place, names, recording


# httpx leaves its own generators in the middle where it cannot decode a body, of which trio warns.
@pytest.mark.filterwarnings(r"ignore:Async generator 'httpx\.:ResourceWarning")
@pytest.mark.parametrize("name", names())
def test_every_fault_at_every_place(name: str) -> None:
    found = list(cases(recording(name)))
    turns = {str(case): number for number, case in enumerate(found)}

    def wanted(driver: Driver, case: Case) -> bool:
        others = [one for one in DRIVERS[1:] if applies(one, case)]
        turn = turns[str(case)] // 2
        return driver is DRIVERS[0] or (turns[str(case)] % 2 == 1 and driver is others[turn % len(others)])

    verdicts = list(judge(recording(name), found, wanted))
    assert len(verdicts) == len(found) + len(found) // 2
    assert not [str(verdict) for verdict in verdicts if verdict.complaints]


def test_the_table_and_the_faults_are_about_the_same() -> None:
    assert {fault.family for fault in FAULTS} == set(TABLE)
    assert len({fault.slug for fault in FAULTS}) == len(FAULTS)


def test_every_place_is_met_by_every_kind_of_fault() -> None:
    met = {(case.place, case.fault.family) for name in names() for case in cases(recording(name))}
    without_word: set[Place] = {place for place in Place if place not in {Place.POLL, Place.SUBMIT, Place.KEYED}}
    cannot_be: set[tuple[Place, str]] = {
        (place, family) for place in without_word for family in ("unknown word", "unknown word, for ever")
    }
    cannot_be |= {
        (place, family)
        for place in Place
        if place is not Place.POLL
        for family in TABLE
        if family.startswith("another job")
    }
    assert met == {(place, family) for place in Place for family in TABLE} - cannot_be


def never_backs_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "RETRY_DELAY", 0.0)


def ignores_retry_after(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status, "retry_after", lambda headers, wall_time: None)


def takes_a_missing_job_for_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WaitState, "_missing_rest", lambda self: 0.0)


def gives_up_at_the_first_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Faults, "add", lambda self, now, limit, misfit=False: True)


def never_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Faults, "add", lambda self, now, limit, misfit=False: False)


def repeats_every_submit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submit._Sending, "failed", lambda self, error: 0.0)


def skips_a_page_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def answered(self: Any, call: Any, reply: Any) -> Any:
        try:
            page = self._pager.read(call, reply)
        except tarry.ProviderResponseError:
            self.call = None
            return pages.Page((), None)
        self.call = page.following
        return page

    monkeypatch.setattr(pages.Reading, "answered", answered)


def follows_redirects(monkeypatch: pytest.MonkeyPatch) -> None:
    once = Limited.handle_request

    def follow(transport: Any, request: httpx.Request) -> httpx.Response:
        response = once(transport, request)
        if response.status_code != 303:
            return response
        response.close()
        return once(transport, httpx.Request("GET", response.headers["location"], headers=request.headers))

    monkeypatch.setattr(Limited, "handle_request", follow)


@pytest.mark.parametrize(
    ("sabotage", "name", "family", "said"),
    [
        (never_backs_off, "fullstory/pages", "no answer", "was sent again after 0.000 s"),
        (ignores_retry_after, "fullstory/succeeded", "throttled", "after a Retry-After of 7 s"),
        (takes_a_missing_job_for_gone, "salesforce/succeeded", "not found", "JobNotFoundError"),
        (gives_up_at_the_first_fault, "possiblenow/succeeded", "unreadable", "absorbed was expected"),
        (never_gives_up, "eloqua/failed", "no answer, for ever", "PollingError was expected"),
        (repeats_every_submit, "possiblenow/failed", "unreadable", "was sent 2 times"),
        (skips_a_page_that_fails, "possiblenow/succeeded", "missing word", "other rows than recorded"),
        (follows_redirects, "open_data_rights/succeeded", "elsewhere", "which is in no recording"),
    ],
)
def test_a_wait_that_goes_wrong_is_found(
    sabotage: Callable[[pytest.MonkeyPatch], None],
    name: str,
    family: str,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sabotage(monkeypatch)
    found = list(cases(recording(name), [fault for fault in FAULTS if fault.family == family]))
    verdicts = judge(recording(name), found, lambda driver, case: driver is DRIVERS[0])
    assert any(said in complaint for verdict in verdicts for complaint in verdict.complaints)


def test_one_case_can_be_run_alone(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    case = "fullstory/partial:3:429-seconds:trio"
    assert command.main(["--case", case]) == 0
    assert "All 1 cases passed." in capsys.readouterr().out
    gives_up_at_the_first_fault(monkeypatch)
    assert command.main(["--case", case]) == 1
    said = capsys.readouterr().out
    assert "absorbed was expected" in said
    assert f"alone: make faults CASE={case}" in said
    assert command.main(["--case", "fullstory/partial:99"]) == 2


def test_a_derived_recording_can_be_written(tmp_path: Path) -> None:
    for folder in ("once", "again"):
        assert command.main(["--case", "salesforce/partial:3:unknown-word", "--write", str(tmp_path / folder)]) == 0
    once, again = (tmp_path / folder / "salesforce/partial/03-unknown-word.yaml" for folder in ("once", "again"))
    assert once.read_bytes() == again.read_bytes()
    written = yaml.safe_load(once.read_text())
    assert written["derived"] is True
    assert written["source"] == "tests/cassettes/salesforce/partial.yaml"
    assert (written["fault"], written["position"], written["expected"]) == ("unknown word", 3, "absorbed")
    assert [one.get("fault", False) for one in written["interactions"]].index(True) == 3


def test_what_is_expected_depends_on_what_was_seen_before() -> None:
    flickers = {
        str(case): expected(case) for name in names() for case in cases(recording(name)) if "404" in case.fault.name
    }
    assert flickers["fullstory/succeeded:1:404-flicker"] == "absorbed"
    assert flickers["fullstory/succeeded:2:404-flicker"] == "gone"
    assert flickers["salesforce/succeeded:3:404-flicker"] == "absorbed"
