"""What `submit_all` promises besides crashes: limits, once and again, early errors, and who sends what."""

import inspect
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from support.submits import CASES, Case, Counter, Killed, WatchedJournal, WatchedTransport
from tarry import (
    ConfigurationError,
    Handle,
    JournalError,
    PartialSubmitError,
    ProviderResponseError,
    SubmitError,
    async_submit_all,
    eloqua,
    fullstory,
    open_data_rights,
    salesforce,
    submit_all,
)
from tarry._journal.ledger import Decision, Record, decide
from tarry.journal import Journal, Part, SubmittedParts
from tarry.sandbox import Fault, Plan, Sandbox

WITH_KEY, WITHOUT_KEY, WITHOUT_ITEMS = CASES.values()
HOUR = 3600.0


class Play:
    """One provider of a sandbox and one journal."""

    def __init__(self, case: Case, folder: Path) -> None:
        self.case, self.sandbox = case, Sandbox()
        self.journal = Journal(folder / "journal.sqlite")
        self.jobs: Any = self.sandbox.providers[case.provider].jobs
        self.transport: Any = self.sandbox.transport()

    def run(self, items: Any = ..., **options: Any) -> SubmittedParts:
        client = self.case.client(self.sandbox.base_url(self.case.provider, "http://localhost"), self.transport)
        given = {"journal": self.journal, **self.case.arguments, **options}
        return submit_all(self.case.job_class, client, self.case.items if items is ... else items, **given)

    @property
    def number(self) -> int:
        return len(self.jobs._jobs)


@pytest.fixture
def play(tmp_path: Path) -> Play:
    return Play(WITH_KEY, tmp_path)


def handles(parts: SubmittedParts) -> list[str]:
    return [str(job.handle) for job in parts]


# Once, and again


def test_items_are_sent_once_and_again_only_where_that_is_said(play: Play) -> None:
    first = play.run(label="nightly")
    assert [part.sent_before for part in first.parts] == [False, False]
    second = play.run()
    assert handles(second) == handles(first)
    assert all(part.sent_before for part in second.parts)
    assert all("sent before" in str(part) for part in second.parts)
    assert play.number == 2
    third = play.run(again=True)
    assert play.number == 4
    assert not set(handles(third)) & set(handles(first))
    assert play.run().parts[0].sent_before
    assert play.number == 4


def test_a_corrected_file_sends_only_the_parts_that_changed(play: Play) -> None:
    items = list(WITH_KEY.items or [])
    first = play.run(items)
    second = play.run([*items[:2], {**items[2], "name": "Order Returned"}])
    assert handles(second)[0] == handles(first)[0]
    assert [part.sent_before for part in second.parts] == [True, False]
    assert play.number == 3


def test_the_same_items_twice_in_one_call_are_two_parts(play: Play) -> None:
    items = list(WITH_KEY.items or [])[:2]
    assert len(set(handles(play.run(items * 2)))) == 2
    assert len(play.run(items * 3)) == 3
    assert play.number == 3


@pytest.mark.parametrize("more", [{"account": "other"}, {"shared": {"session": {"id": "s"}}}])
def test_another_account_or_argument_is_another_target(play: Play, more: dict[str, Any]) -> None:
    play.run()
    play.run(**more)
    assert play.number == 4


def test_an_argument_that_is_the_default_says_nothing(tmp_path: Path) -> None:
    play = Play(WITHOUT_KEY, tmp_path)
    play.run(mode="upsert")
    client = play.case.client(play.sandbox.base_url("salesforce", "http://localhost"), play.transport)
    submit_all(play.case.job_class, client, play.case.items, journal=play.journal, key="DE-1")
    assert play.number == 2


def test_a_host_that_is_found_on_the_way_does_not_make_another_target(tmp_path: Path) -> None:
    sent: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/id":
            return httpx.Response(200, json={"urls": {"base": "https://secure.p03.eloqua.com"}})
        sent.append(request.url.host)
        return httpx.Response(500)

    client = eloqua.connect("Company", "User", "password", httpx_args={"transport": httpx.MockTransport(answer)})
    for _ in range(2):
        with pytest.raises(PartialSubmitError) as raised:
            submit_all(
                eloqua.Sync, client, None, journal=Journal(tmp_path / "j"), synced_instance_uri="/contacts/exports/1"
            )
        assert raised.value.parts.parts[0].state == "unsure"
    assert sent == ["secure.p03.eloqua.com"]


def test_what_takes_no_items_starts_anew_once_its_handle_was_handed_over(tmp_path: Path) -> None:
    play = Play(WITHOUT_ITEMS, tmp_path)
    assert handles(play.run()) != handles(play.run())
    assert play.number == 2
    with pytest.raises(RuntimeError, match="pipe"):
        play.run(on_part=lambda part: (_ for _ in ()).throw(RuntimeError("broken pipe")))
    assert play.run().parts[0].sent_before
    assert play.number == 3


def test_what_takes_no_items_is_sent_once_under_each_name(tmp_path: Path) -> None:
    play = Play(WITHOUT_ITEMS, tmp_path)
    first = handles(play.run(once="2026-11-28"))
    assert handles(play.run(once="2026-11-28")) == first
    assert handles(play.run(once="2026-11-29")) != first
    assert handles(play.run()) != first
    assert play.number == 3
    assert handles(play.run(once="2026-11-28", again=True)) != first
    with pytest.raises(ConfigurationError, match="once must be a text"):
        play.run(once=" ")


def test_plain_values_are_an_argument_and_no_rows(tmp_path: Path) -> None:
    sandbox = Sandbox()
    url = sandbox.base_url("open_data_rights", "http://localhost")
    client = open_data_rights.connect(url, "sandbox-token", httpx_args={"transport": sandbox.transport()})
    journal = Journal(tmp_path / "journal.sqlite")
    for _ in range(2):
        submit_all(open_data_rights.DataRequest, client, ["LikeAction"], journal=journal)
    assert len(sandbox.providers["open_data_rights"].jobs._jobs) == 2


# Parts


def test_parts_are_cut_by_number_and_by_bytes(tmp_path: Path) -> None:
    sizes: list[tuple[int, int]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("token"):
            return httpx.Response(200, json={"access_token": "t", "token_type": "Bearer", "expires_in": 1000})
        sizes.append((len(request.content), request.content.count(b"email")))
        return httpx.Response(202, json={"requestId": f"r-{len(sizes)}", "resultMessages": []})

    class Small(salesforce.RowsImport):
        takes = salesforce.RowsImport.takes and salesforce.RowsImport.takes._replace(max_bytes=500, most=9)

    client = salesforce.connect("sub", "id", "secret", httpx_args={"transport": httpx.MockTransport(answer)})
    rows = [{"email": "x" * (number % 90)} for number in range(100)]
    parts = submit_all(Small, client, iter(rows), key="K", journal=Journal(tmp_path / "j.sqlite"))
    assert len(parts) == len(sizes) > 100 // 9
    assert sum(part.items for part in parts.parts) == 100
    assert max(size for size, _ in sizes) <= 500
    assert max(number for _, number in sizes) == 9
    # None could have taken one more.
    for (size, number), after in zip(sizes, parts.parts[1:], strict=False):
        assert number == 9 or size + len(rows[after.first]["email"]) + len(',{"email":""}') > 500
    with pytest.raises(ConfigurationError, match=r"rows\[0\] is 492 bytes"):
        submit_all(Small, client, [{"email": "x" * 480}], key="K", journal=Journal(tmp_path / "j.sqlite"))


def test_a_generator_is_read_once_and_nothing_is_sent_before_all_is_checked(play: Play) -> None:
    sent_when_read: list[int] = []

    def items() -> Iterator[dict[str, Any]]:
        for item in WITH_KEY.items or []:
            sent_when_read.append(play.number)
            yield item

    assert handles(play.run(items())) == handles(play.run())
    assert sent_when_read == [0, 0, 0]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"nam": "x"}, r"events\[5\] has no 'name'"),
        ({"name": float("nan")}, r"events\[5\] cannot be written as JSON"),
        ({"name": object()}, r"events\[5\] cannot be written as JSON"),
        (7, r"events\[5\] must be a mapping"),
    ],
)
def test_a_bad_item_is_told_by_its_number_before_anything_is_sent(play: Play, bad: Any, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        play.run([*[{"name": "x"}] * 5, bad])
    assert play.number == 0
    assert play.journal.entries() == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"items": []}, "no events to submit"),
        ({"items": "text"}, "not a single str"),
        ({"items": None}, "missing a required argument: 'events'"),
        ({"idempotency_key": "k"}, "leave it out"),
        ({"nonsense": 1}, "unexpected keyword argument 'nonsense'"),
        ({"label": "two\nlines"}, "label"),
        ({"found": {9: "fullstory:events-import:a"}}, "found names part 9, and there are 2"),
    ],
)
def test_a_wrong_argument_is_told_before_anything_is_sent(play: Play, options: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        play.run(**options)
    assert play.number == 0


def test_items_that_change_between_the_two_readings_are_not_sent(play: Play) -> None:
    class Changing(list[Any]):
        reads = 0

        def __iter__(self) -> Iterator[Any]:
            self.reads += 1
            return iter([{"name": f"read {self.reads}"}]) if self.reads > 2 else super().__iter__()

    with pytest.raises(ConfigurationError, match="others than when they were first read"):
        play.run(Changing([{"name": "x"}]))
    assert play.number == 0


# Errors


def test_a_refused_part_ends_the_call_and_may_be_sent_again(play: Play) -> None:
    play.jobs.plan(Plan(faults=[]))
    keys: list[Any] = []
    refusing = [False, True, False]

    def answer(request: httpx.Request) -> httpx.Response:
        keys.append(request.headers["idempotency-key"])
        if refusing.pop(0):
            return httpx.Response(400, json={"code": "bad_request", "message": "no"})
        job = {"id": f"j{len(keys)}=", "status": "PROCESSING", "created": "2024-05-01T09:30:00Z"}
        return httpx.Response(200, json={"job": job})

    play.transport = httpx.MockTransport(answer)
    with pytest.raises(PartialSubmitError, match="1 of 2 parts are accepted") as raised:
        play.run()
    assert [part.state for part in raised.value.parts.parts] == ["accepted", "refused"]
    assert not raised.value.may_exist
    assert isinstance(raised.value, SubmitError)
    assert handles(play.run()) == ["fullstory:events-import:j1%3D", "fullstory:events-import:j3%3D"]
    # The provider may answer a key as it did the first time.
    assert len(set(keys)) == 3


def test_what_never_left_is_sent_again_and_what_may_be_there_is_not(tmp_path: Path) -> None:
    play = Play(WITHOUT_KEY, tmp_path)
    good, fails = play.transport, [httpx.ConnectError("refused"), httpx.ReadError("broken")]

    class Failing(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            if "token" not in request.url.path and fails:
                raise fails.pop(0)
            answer: httpx.Response = good.handle_request(request)
            return answer

    play.transport = Failing()
    with pytest.raises(PartialSubmitError) as raised:
        play.run()
    assert [part.state for part in raised.value.parts.parts] == ["prepared", "prepared"]
    with pytest.raises(PartialSubmitError) as raised:
        play.run()
    assert [part.state for part in raised.value.parts.parts] == ["unsure", "prepared"]
    with pytest.raises(PartialSubmitError, match="send_unsure=True") as raised:
        play.run()
    # The others are sent all the same.
    assert [part.state for part in raised.value.parts.parts] == ["unsure", "accepted"]
    assert raised.value.may_exist
    assert len(play.run(send_unsure=True)) == 2
    assert play.number == 2


def test_a_repetition_that_is_refused_or_never_leaves_does_not_make_the_first_one_unsent(play: Play) -> None:
    keys: list[str | None] = []

    class Once(fullstory.EventsImport):
        @classmethod
        def submit(cls, client: Any, events: Any, idempotency_key: str | None = None, **options: Any) -> Any:
            keys.append(idempotency_key)
            if len(keys) == 1:
                raise Killed
            if len(keys) == 2:
                raise ProviderResponseError(
                    "conflict", status_code=409, headers={}, content=b"", method="POST", path="/"
                )
            if len(keys) == 3:
                raise SubmitError("never left", may_exist=False)
            return cls(client, "j1=")

    client = play.case.client("http://localhost")

    def run() -> SubmittedParts:
        return submit_all(Once, client, play.case.items, journal=play.journal)

    with pytest.raises(Killed):
        run()
    (first,) = play.journal.entries()
    for _ in range(2):
        with pytest.raises(PartialSubmitError) as raised:
            run()
        (entry,) = play.journal.entries()
        # The key stays, and its age with it.
        assert (raised.value.parts.parts[0].state, entry.submitted_at) == ("unsure", first.submitted_at)
    assert len(run()) == len(set(keys)) == 1


def test_a_job_that_exists_and_was_not_started_is_told(play: Play) -> None:
    there = Handle("fullstory", "events-import", ("j1=",))

    class Twofold(fullstory.EventsImport):
        @classmethod
        def submit(cls, client: Any, events: Any, idempotency_key: str | None = None) -> Any:  # type: ignore[override]
            keys.append(idempotency_key)
            if len(keys) == 1:
                raise SubmitError("the second request failed", may_exist=True, handle=there)
            return cls(client, "j1=")

    keys: list[str | None] = []
    client = play.case.client("http://localhost")
    with pytest.raises(PartialSubmitError, match=f"{there} exists and was not started") as raised:
        submit_all(Twofold, client, play.case.items, journal=play.journal)
    assert raised.value.handle == there
    assert play.journal.entries()[0].handle == there
    # A submit that is written by hand may take no label.
    job = submit_all(Twofold, client, play.case.items, journal=play.journal, label="nightly")[0]
    assert (job.handle, job.label) == (there, "nightly")
    assert len(set(keys)) == 1


def test_the_twins_take_the_same_and_the_async_one_runs_on_trio(play: Play) -> None:
    assert inspect.signature(submit_all).parameters == inspect.signature(async_submit_all).parameters
    client = play.case.client(play.sandbox.base_url("fullstory", "http://localhost"), play.transport)
    told: list[int] = []

    async def tell(part: Part) -> None:
        told.append(part.number)

    async def submitted() -> SubmittedParts:
        return await async_submit_all(play.case.job_class, client, play.case.items, journal=play.journal, on_part=tell)

    assert len(anyio.run(submitted, backend="trio")) == play.number == 2
    assert told == [1, 2]


def test_a_cancelled_task_lets_go_of_what_it_had(play: Play) -> None:
    inner = play.transport

    class Slow(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            scopes[0].cancel()
            await anyio.sleep_forever()
            raise AssertionError

    async def submitted() -> None:
        with anyio.CancelScope() as scope:
            scopes.append(scope)
            await async_submit_all(play.case.job_class, client, play.case.items, journal=play.journal)

    scopes: list[anyio.CancelScope] = []
    client = play.case.client(play.sandbox.base_url("fullstory", "http://localhost"), Slow())
    anyio.run(submitted)
    assert scopes[0].cancelled_caught
    assert [entry.owner for entry in play.journal.entries()] == [None, None]
    play.transport = inner
    assert len(play.run()) == play.number == 2


def test_a_server_error_leaves_a_part_unsure_where_there_is_no_key(tmp_path: Path) -> None:
    play = Play(WITHOUT_KEY, tmp_path)
    play.sandbox.plan("salesforce", Plan(faults=[Fault("error", on="submit")]))
    with pytest.raises(PartialSubmitError) as raised:
        play.run()
    assert raised.value.parts.parts[0].state == "unsure"


@pytest.mark.parametrize(
    ("state", "key", "age", "alive", "send_unsure", "decision"),
    [
        ("accepted", "k", 0, False, True, Decision.DONE),
        ("prepared", None, 0, False, False, Decision.SEND),
        ("refused", None, 0, False, False, Decision.SEND),
        ("sending", None, 0, True, True, Decision.BUSY),
        ("sending", "k", 0, True, False, Decision.BUSY),
        ("sending", "k", 0, False, False, Decision.SEND),
        ("unsure", "k", 23 * HOUR - 1, False, False, Decision.SEND),
        ("unsure", "k", 23 * HOUR + 1, False, False, Decision.UNSURE),
        ("unsure", "k", 23 * HOUR + 1, False, True, Decision.SEND),
        ("sending", None, 0, False, False, Decision.UNSURE),
        ("unsure", None, 0, False, False, Decision.UNSURE),
        ("unsure", None, 0, False, True, Decision.SEND),
    ],
)
def test_what_becomes_of_a_part(
    state: Any, key: str | None, age: float, alive: bool, send_unsure: bool, decision: Decision
) -> None:
    record = Record(1, 1, state, key, "someone", None, 1000.0)
    assert decide(record, 1000.0 + age, key_kept=24 * HOUR, alive=alive, send_unsure=send_unsure) is decision


def test_a_key_is_trusted_no_longer_than_its_document_says() -> None:
    record = Record(1, 1, "unsure", "k", "someone", None, 1000.0)
    kept: list[tuple[float | None, float]] = [(HOUR, 3000), (HOUR, 3500), (None, 0)]
    found = [decide(record, 1000.0 + age, key_kept=one, alive=False, send_unsure=False) for one, age in kept]
    assert found == [Decision.SEND, Decision.UNSURE, Decision.UNSURE]
    assert fullstory.EventsImport.takes is not None
    assert fullstory.EventsImport.takes.key_kept == 24 * HOUR


# Several at once


def test_of_two_at_once_one_sends_each_part_and_the_other_says_who(tmp_path: Path) -> None:
    play = Play(WITH_KEY, tmp_path)
    sending, told = threading.Event(), threading.Event()
    inner = play.transport

    class Slow(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            sending.set()
            assert told.wait(20)
            answer: httpx.Response = inner.handle_request(request)
            return answer

    play.transport = Slow()
    ended: list[SubmittedParts] = []
    first = threading.Thread(target=lambda: ended.append(play.run()))
    first.start()
    assert sending.wait(20)
    assert play.journal.entries()[0].owner
    play.transport = inner
    with pytest.raises(PartialSubmitError, match="another process sends it") as raised:
        play.run()
    assert "process " in str(raised.value)
    assert [part.state for part in raised.value.parts.parts] == ["sending", "accepted"]
    told.set()
    first.join()
    (parts,) = ended
    assert handles(play.run()) == handles(parts)
    assert play.number == 2


def test_many_at_once_send_each_part_once(tmp_path: Path) -> None:
    play = Play(WITH_KEY, tmp_path)
    items, others = [{"name": str(number)} for number in range(16)], {"accepted"}

    def submitted() -> None:
        with_luck = None
        while with_luck is None:
            try:
                with_luck = play.run(items)
            except PartialSubmitError as error:
                others.update(part.state for part in error.parts.parts)

    threads = [threading.Thread(target=submitted) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert play.number == 8
    assert others <= {"sending", "accepted"}
    assert len({entry.handle for entry in play.journal.entries()}) == 8


# The journal fails


def test_where_it_cannot_be_noted_the_error_has_the_handle(tmp_path: Path) -> None:
    play = Play(WITHOUT_KEY, tmp_path)

    class Full(Journal):
        writes = 0

        def writing(self) -> Any:
            self.writes += 1
            if self.writes == 3:
                raise JournalError("the disk is full")
            return super().writing()

    play.journal = Full(tmp_path / "journal.sqlite")
    with pytest.raises(JournalError, match=r"rows-import:.*was started, keep this handle.*disk is full") as raised:
        play.run()
    handle = str(raised.value).partition(" ")[0]
    assert len(play.run(found={1: handle})) == 2
    assert play.number == 2


def test_an_interrupted_call_lets_go_of_what_it_had(tmp_path: Path) -> None:
    play = Play(WITH_KEY, tmp_path)
    inner = play.transport
    play.transport = WatchedTransport(inner, Counter(1))
    with pytest.raises(Killed):
        play.run()
    play.transport = inner
    assert [path.name for path in tmp_path.iterdir()] == ["journal.sqlite"]
    assert len(play.run()) == 2


def test_the_label_of_a_part_is_that_of_the_call(play: Play) -> None:
    assert {job.label for job in play.run(label="nightly")} == {"nightly"}
    assert play.journal.label_of(play.run()[0].handle) == "nightly"
    assert fullstory.EventsImport.kind in repr(play.run())


def test_the_transactions_are_few(tmp_path: Path) -> None:
    play, counter = Play(WITH_KEY, tmp_path), Counter()
    play.journal = WatchedJournal(tmp_path / "j.sqlite", counter)
    play.run()
    # One for the plan, two for each part, one for the end.
    assert counter.steps.count("committed") == 6
