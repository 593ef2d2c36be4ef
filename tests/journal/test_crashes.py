"""A submit that ends at any step, and is run again: nothing is there twice, and nothing is missing that nobody was told of."""

import subprocess
import sys
from collections import Counter as Count
from pathlib import Path
from typing import Any

import anyio
import pytest

from support.paths import ROOT
from support.submits import CASES, Case, Counter, Killed, WatchedJournal, WatchedTransport
from tarry import PartialSubmitError, async_submit_all, submit_all
from tarry.journal import Journal, SubmittedParts
from tarry.sandbox import Sandbox

each_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


class Play:
    """One provider of a sandbox, one journal, and as many calls as a test wants."""

    def __init__(self, case: Case, folder: Path, *, is_async: bool = False) -> None:
        self.case, self.path, self.is_async = case, folder / "journal.sqlite", is_async
        self.sandbox = Sandbox()
        self.jobs: Any = self.sandbox.providers[case.provider].jobs

    def run(self, counter: Counter | None = None, **options: Any) -> SubmittedParts:
        counter = counter or Counter()
        transport = WatchedTransport(self.sandbox.transport(), counter)
        client = self.case.client(self.sandbox.base_url(self.case.provider, "http://localhost"), transport)
        options |= {"journal": WatchedJournal(self.path, counter), "on_part": lambda part: counter("told")}
        call = async_submit_all if self.is_async else submit_all

        def submitted() -> Any:
            return call(self.case.job_class, client, self.case.items, **options, **self.case.arguments)

        made: SubmittedParts = anyio.run(submitted) if self.is_async else submitted()
        return made

    @property
    def stored(self) -> list[list[Any]]:
        """The items of each job that the provider has."""
        return [list(job.items) for job in self.jobs._jobs.values()]

    def is_whole(self) -> bool:
        """Whether the provider has each item once, in as many jobs as there are parts."""
        items = [str(item) for job in self.stored for item in job]
        return len(self.stored) == self.case.parts and (
            self.case.items is None or Count(items) == Count(str(item) for item in map(self.as_stored, self.case.items))
        )

    def as_stored(self, item: Any) -> Any:
        return next((one for job in self.stored for one in job if self.name_in(item) in str(one)), None)

    @staticmethod
    def name_in(item: dict[str, Any]) -> str:
        return str(item["user"]["uid"] if "user" in item else item["email"])


def steps_of(case: Case, folder: Path, *, is_async: bool) -> list[str]:
    counter = Counter()
    Play(case, folder, is_async=is_async).run(counter)
    return counter.steps


@pytest.mark.parametrize(
    ("case", "is_async"),
    [*((case, False) for case in CASES.values()), (CASES["without a key"], True)],
    ids=[*CASES, "without a key, async"],
)
def test_killed_at_any_step_nothing_is_doubled_or_lost(case: Case, is_async: bool, tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    whole.mkdir()
    steps = steps_of(case, whole, is_async=is_async)
    assert {"begin", "written", "committed", "send", "answered", "told"} == set(steps)
    unsure = 0
    # What takes no items, such as an export, starts anew once its handle was handed over: after the last step.
    # Every second or third step, as each goes to the disk: `make check-submits` goes through all of them.
    sample = range(1 + is_async, len(steps) + (case.items is not None), 2 + is_async)
    for at in sample:
        folder = tmp_path / str(at)
        folder.mkdir()
        play = Play(case, folder, is_async=is_async)
        with pytest.raises((Killed, BaseExceptionGroup)):
            play.run(Counter(at))
        before = len(play.stored)
        parts, error = run_again(play)
        if error is not None:
            # Only between the claim and the noted answer, and only where there is no key.
            assert not case.job_class.takes.idempotency_key
            (part,) = [one for one in error.parts.parts if one.state == "unsure"]
            assert "look" in part.advice
            assert error.may_exist
            unsure += 1
            there = before == part.number
            parts = play.run(
                **({"found": {part.number: found_handle(play, part.number)}} if there else {"send_unsure": True})
            )
        assert len(parts) == case.parts
        assert play.is_whole(), f"killed at step {at}, {steps[at - 1]}"
        assert len({str(job.handle) for job in parts}) == case.parts
    # From the claim that is on the disk to the answer that is not.
    in_flight = {at + more for at, step in enumerate(steps) if step == "send" for more in range(5)}
    assert unsure == (0 if case.job_class.takes.idempotency_key else len(in_flight & {*sample}))


def run_again(play: Play) -> tuple[SubmittedParts, PartialSubmitError | None]:
    try:
        return play.run(), None
    except PartialSubmitError as error:
        return error.parts, error


def found_handle(play: Play, number: int) -> str:
    """The handle of the job of a part, as somebody finds it at the provider."""
    job = list(play.jobs._jobs.values())[number - 1]
    ids = (play.case.arguments["client_id"], job.id) if play.case.items is None else (job.id,)
    return ":".join((play.case.provider, play.case.job_class.kind, *ids))


def test_a_process_that_is_killed_while_it_sends_is_not_taken_for_alive() -> None:
    command: list[Any] = [
        sys.executable,
        ROOT / "scripts" / "kill_submits.py",
        "--case",
        "without a key",
        "--at",
        "send",
    ]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "0 doubled, 0 lost" in ended.stdout


@each_case
def test_no_row_and_no_secret_is_in_the_journal(case: Case, tmp_path: Path) -> None:
    play = Play(case, tmp_path)
    play.run(label="nightly")
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"nightly" in written
    secrets = {value for name, value in case.credentials.items() if name in {"api_key", "client_secret", "secret"}}
    for text in secrets | {play.name_in(item) for item in case.items or ()}:
        assert text.encode() not in written
    assert {entry.state for entry in Journal(play.path).entries()} == {"accepted"}
