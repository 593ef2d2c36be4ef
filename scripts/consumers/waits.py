"""Our waits, against a mock made of the document: every described status answer ends as the document says it means."""

import importlib
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import anyio

import tarry
from tarry import Outcome
from tarry._core.providers import of_each
from tarry.schedules import Fixed
from tarry.testing import VirtualClock

from .documents import Answer, Operation, asked, operations, polled
from .entering import Script
from .tally import Case, expect

ERRORS: Mapping[str, type[tarry.WaitError] | None] = {
    "pending": tarry.WaitTimeoutError,
    "succeeded": None,
    "partial": None,
    "failed": tarry.JobFailedError,
    "gone": tarry.JobGoneError,
    "unknown": tarry.UnknownStatusError,
    "refused": tarry.PollingError,
}

Answers = Mapping[str, Iterable[str]]


@dataclass(frozen=True)
class Story:
    """A job from submit to results, as a user's program has it."""

    job: str
    """Its class in the provider's module."""
    submit: Sequence[Any]
    answers: Answers
    outcome: Outcome
    reads: Mapping[str, int] = field(default_factory=dict)
    """Methods that yield items, and how many the examples hold."""
    calls: Sequence[str] = ()
    """Methods to call after that."""
    options: Mapping[str, Any] = field(default_factory=dict)


ABOUT_ANOTHER = {"given_page", "given_page_offset", "given_page_zulu", "pending_with_nulls"}
"""Examples of the vendors' own pages and of a demo, which name another job than the path: a wait refuses them."""


def examples(*names: str) -> list[str]:
    """Answers by the names of examples."""
    return [f"example={name}" for name in names]


STORIES: Mapping[str, Sequence[Story]] = of_each(
    {
        "eloqua": [
            Story(
                "Sync",
                ["/contacts/exports/2071"],
                {
                    "create_sync": ["code=201"],
                    "get_sync": examples("pending", "active", "warning"),
                    "list_sync_data": examples("first_of_two", "last_page"),
                },
                Outcome.PARTIAL,
                {"results": 3, "failures": 1, "logs": 1},
            )
        ],
        "fullstory": [
            Story(
                "EventsImport",
                [[{"name": "Order Shipped"}]],
                {
                    "get_events_import": examples("processing", "completed_with_errors"),
                    "list_events_import_items": examples("first_page", "last_page"),
                },
                Outcome.PARTIAL,
                {"results": 2, "failures": 1},
            ),
            Story(
                "UsersImport",
                [[{"uid": "cust-7"}]],
                {"get_users_import": examples("processing", "completed")},
                Outcome.SUCCEEDED,
                {"results": 1, "failures": 1},
            ),
        ],
        "open_data_rights": [
            Story(
                "DataRequest",
                [["LikeAction"]],
                {"get_request": examples("pending", "pending_with_nulls", "completed")},
                Outcome.SUCCEEDED,
                calls=["download", "cancel"],
            )
        ],
        "possiblenow": [
            Story(
                "Export",
                ["EXAMPLE1", "Spring newsletter"],
                {
                    "get_export_status": examples("processing", "complete"),
                    "list_export_rows": examples("first_page", "last_page"),
                },
                Outcome.SUCCEEDED,
                {"results": 3},
                calls=["commit"],
            )
        ],
        "salesforce": [
            Story(
                "RowsImport",
                [[{"MemberId": "M-1001"}, {"MemberId": "M-1002"}]],
                {
                    "upsert_rows_by_key": ["code=202"],
                    "get_request_status": examples("pending", "executing", "complete_with_errors"),
                    "list_request_results": examples("not_ready", "stored_and_refused"),
                },
                Outcome.PARTIAL,
                {"results": 2, "failures": 1},
                options={"key": "Loyalty_Members"},
            )
        ],
    },
    "what a job of it goes through",
)


@dataclass(frozen=True)
class Wait:
    """A wait for a job that was seen pending before, and what it has to come to."""

    name: str
    operation: Operation
    answers: Answers
    means: str
    timeout: float = 60.0
    pause: float = 0.0
    """Seconds that the wait may not be shorter than, where an answer says when to come back."""


def check(provider: str, url: str) -> Iterator[Case]:
    """Yield a case for each described answer of each status, and for whole stories; by the sync and the async client."""
    script, module = Script(provider), importlib.import_module(f"tarry.{provider}")
    with script.connect(url) as client:
        for wait in waits(provider):
            with Case.catch(wait.name) as case:
                script.tell(wait.answers)
                clock = VirtualClock()
                schedule, job = Fixed(10), _job(wait.operation, client)
                (result,) = tarry.wait_for_all([job], timeout=wait.timeout, schedule=schedule, clock=clock)
                _judge(script, wait, result, clock)
            yield case
        for story in STORIES[provider]:
            with Case.catch(f"{story.job}, from submit to results") as case:
                script.tell(story.answers)
                _live(script, story, getattr(module, story.job), client)
            yield case
    yield from anyio.run(_check_async, provider, url)


async def _check_async(provider: str, url: str) -> list[Case]:
    script, module = Script(provider), importlib.import_module(f"tarry.{provider}")
    cases = []
    async with script.connect(url, asynchronous=True) as client:
        for wait in waits(provider):
            with Case.catch(f"{wait.name}, async") as case:
                script.tell(wait.answers)
                clock = VirtualClock()
                schedule, job = Fixed(10), _job(wait.operation, client)
                (result,) = await tarry.async_wait_for_all([job], timeout=wait.timeout, schedule=schedule, clock=clock)
                _judge(script, wait, result, clock)
            cases.append(case)
        for story in STORIES[provider]:
            with Case.catch(f"{story.job}, from submit to results, async") as case:
                script.tell(story.answers)
                await _live_async(script, story, getattr(module, story.job), client)
            cases.append(case)
    return cases


def waits(provider: str) -> Iterator[Wait]:
    """All waits for the jobs of a provider, one or more for each described answer of a status."""
    for operation in polled(provider):
        answers = [answer for answer in operation.answers() if answer.status == 200]
        ours = [answer for answer in answers if answer.example not in ABOUT_ANOTHER]
        first = {_meaning(answer): answer for answer in reversed(ours)}
        before = first["pending"].prefer
        for answer in answers:
            means = "refused" if answer.example in ABOUT_ANOTHER else _meaning(answer)
            # A word that nobody knows, a job that may come back, and a fault are given some time.
            timeout = {"unknown": 3600.0, "gone": 3600.0, "refused": 86_400.0}.get(means, 60.0)
            prefer = {operation.id: [before, answer.prefer], **_second(operation, answer)}
            yield Wait(f"{operation.id} {answer.example}", operation, prefer, means, timeout)
        for answer in operation.answers():
            if answer.status != 200:
                yield from _faults(operation, answer, before, first["succeeded"].prefer)


def _faults(operation: Operation, answer: Answer, before: str, good: str) -> Iterator[Wait]:
    """An answer that is an error: for ever, and, where it may pass, once."""
    means = "gone" if answer.status in {404, 410} else "refused"
    may_pass = answer.status == 429 or answer.status >= 500
    pause = float(answer.headers.get("Retry-After", 0)) if may_pass else 0.0
    prefer = {operation.id: [before, answer.prefer]}
    yield Wait(f"{operation.id} {answer}", operation, prefer, means, timeout=86_400.0, pause=pause)
    if may_pass:
        prefer = {operation.id: [before, answer.prefer, good]}
        yield Wait(f"{operation.id} {answer} once", operation, prefer, "succeeded", timeout=600.0, pause=pause)


def _meaning(answer: Answer) -> str:
    """What becomes of the wait, by `x-outcome`. A job that was seen and then stays missing is gone."""
    outcome = str(answer.outcome)
    return "gone" if outcome == "missing" else outcome


def _second(operation: Operation, answer: Answer) -> dict[str, list[str]]:
    """What the operation answers that a rule asks about this answer."""
    if answer.asked is None:
        return {}
    name = asked(operation)
    (other,) = (one for one in operations(operation.provider) if one.id == name)
    return {name: [one.prefer for one in other.answers() if one.example == answer.asked][:1]}


def _job(operation: Operation, client: Any) -> Any:
    """The job of the examples, found again by a handle."""
    ids = tuple(str(operation.parameters[name]["example"]) for name in operation.definition["x-job"]["id"])
    return tarry.open_job(tarry.Handle(operation.provider, operation.definition["x-job"]["kind"], ids), client)


def _judge(script: Script, wait: Wait, result: tarry.WaitResult[Any], clock: VirtualClock) -> None:
    expect(not script.violations, str(script.violations))
    outcome = Outcome.PENDING if wait.means in {"unknown", "refused"} else Outcome(wait.means)
    expect(result.outcome is outcome, f"{result.outcome.value} and not {outcome.value}: {result.error}")
    wrong = f"{result.error!r} where {wait.means} is meant"
    expect(type(result.error) is (ERRORS[wait.means] or type(None)), wrong)
    expect(result.polls > 1, "the first poll ended it")
    expect(max(clock.sleeps) >= wait.pause, f"no sleep of {wait.pause} s, which was asked for")


def _live(script: Script, story: Story, kind: Any, client: Any) -> None:
    """Go through a story, on a clock of its own."""
    clock = VirtualClock()
    job = kind.submit(client, *story.submit, **story.options)
    result = tarry.wait_for_completion(job, timeout=3600, clock=clock)
    expect(result.outcome is story.outcome, f"it was {result.outcome.value}")
    for name, count in story.reads.items():
        found = len(list(getattr(job, name)(clock=clock)))
        expect(found == count, f"{name}() gave {found} and not {count}")
    with tempfile.TemporaryDirectory() as folder:
        for name in story.calls:
            path = Path(folder, "archive.zip")
            getattr(job, name)(*[path] * (name == "download"))
            expect(name != "download" or zipfile.is_zipfile(path), "no archive came")
    expect(not script.violations, str(script.violations))


async def _live_async(script: Script, story: Story, kind: Any, client: Any) -> None:
    clock = VirtualClock()
    job = await kind.async_submit(client, *story.submit, **story.options)
    result = await tarry.async_wait_for_completion(job, timeout=3600, clock=clock)
    expect(result.outcome is story.outcome, f"it was {result.outcome.value}")
    for name, count in story.reads.items():
        found = len([item async for item in getattr(job, f"async_{name}")(clock=clock)])
        expect(found == count, f"{name}() gave {found} and not {count}")
    with tempfile.TemporaryDirectory() as folder:
        for name in story.calls:
            path = Path(folder, "archive.zip")
            await getattr(job, f"async_{name}")(*[path] * (name == "download"))
            expect(name != "download" or zipfile.is_zipfile(path), "no archive came")
    expect(not script.violations, str(script.violations))
