"""Errors: the tree as drawn, messages that say what to do, and copies that hold neither client nor secret."""

import copy
import inspect
import pickle
from collections.abc import Callable
from typing import Any

import httpx
import pytest

import tarry
from support.scripted import (
    DENIED,
    EXPIRED,
    FAILED,
    FAULT,
    MISSING,
    PENDING,
    SUCCEEDED,
    UNKNOWN,
    Answer,
    ScriptedJob,
)
from support.wire import WIRES
from tarry import (
    ConfigurationError,
    CredentialError,
    HandleError,
    JobFailedError,
    JobGoneError,
    JobNotFoundError,
    JournalError,
    Outcome,
    PartialSubmitError,
    PollingError,
    ProviderResponseError,
    RowError,
    SubmitError,
    TarryError,
    UnknownStatusError,
    WaitError,
    WaitResult,
    WaitTimeoutError,
    fullstory,
    wait_for_all,
    wait_for_completion,
)
from tarry._core.providers import of_each
from tarry._core.texts import duration
from tarry._http.retry_after import retry_after
from tarry.testing import VirtualClock

TREE: dict[type[Exception], set[type[Exception]]] = {
    TarryError: {Exception},
    SubmitError: {TarryError},
    PartialSubmitError: {SubmitError},
    JournalError: {TarryError},
    ConfigurationError: {TarryError, ValueError},
    CredentialError: {TarryError},
    HandleError: {TarryError, ValueError},
    ProviderResponseError: {TarryError},
    RowError: {TarryError, ValueError},
    WaitError: {TarryError},
    JobFailedError: {WaitError},
    JobNotFoundError: {WaitError},
    JobGoneError: {WaitError},
    UnknownStatusError: {WaitError},
    PollingError: {WaitError},
    WaitTimeoutError: {WaitError, TimeoutError},
}

ENDS: dict[type[WaitError], tuple[Answer, ...]] = {
    JobFailedError: (PENDING, FAILED),
    JobNotFoundError: (MISSING,),
    JobGoneError: (PENDING, MISSING),
    UnknownStatusError: (PENDING, UNKNOWN),
    PollingError: (PENDING, DENIED),
    WaitTimeoutError: (PENDING,),
}
"""Polls that lead to each error of a wait."""

COPIES: dict[str, Callable[[Any], Any]] = {
    "pickle": lambda one: pickle.loads(pickle.dumps(one)),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}
copies = pytest.mark.parametrize("copied", COPIES.values(), ids=COPIES)
ends = pytest.mark.parametrize("kind", ENDS, ids=lambda kind: kind.__name__)


def wait(*answers: Answer, timeout: float = 3600) -> WaitError:
    with pytest.raises(WaitError) as raised:
        wait_for_completion(ScriptedJob(*answers), timeout=timeout, clock=VirtualClock())
    return raised.value


def test_the_tree_is_as_drawn() -> None:
    assert {kind: set(kind.__bases__) for kind in TREE} == TREE
    exported = {one for one in vars(tarry).values() if inspect.isclass(one) and issubclass(one, Exception)}
    assert exported == set(TREE)
    assert all(kind.__name__ in tarry.__all__ for kind in TREE)


def test_a_timeout_is_caught_as_a_timeout_error_and_a_wrong_option_as_a_value_error() -> None:
    with pytest.raises(TimeoutError):
        wait_for_completion(ScriptedJob(PENDING), timeout=5, clock=VirtualClock())
    with pytest.raises(ValueError, match="timeout"):
        wait_for_completion(ScriptedJob(PENDING), timeout=-5)


@ends
def test_each_end_has_its_own_error(kind: type[WaitError]) -> None:
    error = wait(*ENDS[kind])
    assert type(error) is kind
    assert error.result.error is error
    assert error.result.outcome is {
        JobFailedError: Outcome.FAILED,
        JobNotFoundError: Outcome.GONE,
        JobGoneError: Outcome.GONE,
    }.get(kind, Outcome.PENDING)


@ends
def test_a_message_says_whose_job_which_how_it_stood_and_how_long_it_was_polled(kind: type[WaitError]) -> None:
    error = wait(*ENDS[kind])
    text, result = str(error), error.result
    assert text.startswith("fullstory events-import abc123= ")
    word = f"last word {result.raw_status!r}" if result.raw_status else "no status word seen"
    polls = "1 poll" if result.polls == 1 else f"{result.polls} polls"
    assert f"({word}, {polls} in {duration(result.elapsed)} of 1 h)" in text


@pytest.mark.parametrize(
    ("kind", "advice"),
    [
        (JobFailedError, "Somebody knows what status FAILED means."),
        (JobNotFoundError, "Check the id, and that the client belongs to the account that started the job."),
        (JobGoneError, "It may have ended well: check for its results before you submit it again."),
        (UnknownStatusError, 'go on with tarry.open_job("fullstory:events-import:abc123%3D", client).'),
        (PollingError, 'mend the cause and go on with tarry.open_job("fullstory:events-import:abc123%3D", client).'),
        (
            WaitTimeoutError,
            'Nothing was cancelled: go on with tarry.open_job("fullstory:events-import:abc123%3D", client).',
        ),
    ],
)
def test_a_message_ends_with_what_to_do(kind: type[WaitError], advice: str) -> None:
    assert str(wait(*ENDS[kind])).endswith(advice)


GONE = of_each(
    {
        "salesforce": ["The rows may be stored all the same", "job.results()", "data extension"],
        "possiblenow": ["job.results()", "with the same segment and since"],
        "open_data_rights": ["job.download(path)", "GET /requests"],
        "eloqua": ["It may have ended well", "GET /syncs", "job.results()"],
        "fullstory": ["It may have ended well", "would double", "job.failures()"],
    },
    "what is said of a job that is gone",
)


@pytest.mark.parametrize("wire", WIRES, ids=repr)
def test_a_job_that_is_gone_says_how_to_find_out_how_it_ended(wire: Any) -> None:
    gone = httpx.MockTransport(lambda request: httpx.Response(410))
    with pytest.raises(JobGoneError) as raised:
        wait_for_completion(wire.job({"transport": gone}), timeout=60, clock=VirtualClock())
    assert all(text in str(raised.value) for text in GONE[wire.name])


def test_one_poll_is_called_one_poll_and_a_wait_for_ever_has_no_limit() -> None:
    with pytest.raises(PollingError, match=r"\(no status word seen, 1 poll in 0 s\)\. "):
        wait_for_completion(ScriptedJob(DENIED), timeout=None, clock=VirtualClock())


def test_a_message_names_the_cause_and_the_error_carries_it() -> None:
    error = wait(DENIED)
    assert "cannot be polled: 403" in str(error)
    assert error.__cause__ is DENIED.error
    error = wait(PENDING, FAULT, timeout=20)
    assert "was not seen to end by the deadline: no route" in str(error)
    assert error.__cause__ is FAULT.error


def test_a_cause_without_words_is_named_by_its_class() -> None:
    assert "cannot be polled: 8 faults in a row over 210 s: no answer from fullstory in time (ReadTimeout) (" in str(
        wait_until_given_up(httpx.ReadTimeout(""))
    )


def wait_until_given_up(error: Exception) -> WaitError:
    class Slow(VirtualClock):
        def sleep(self, seconds: float) -> None:
            super().sleep(max(seconds, 30))

    with pytest.raises(PollingError) as raised:
        wait_for_completion(ScriptedJob(error), timeout=None, clock=Slow())
    return raised.value


def test_a_message_repeats_the_word_of_the_provider_as_it_was_written() -> None:
    assert "last word 'PAUSED'" in str(wait(PENDING, UNKNOWN))
    assert wait(PENDING, UNKNOWN).result.raw_status == "PAUSED"


def test_gone_after_410_says_that_the_provider_says_so() -> None:
    error = wait(EXPIRED)
    assert type(error) is JobGoneError
    assert "is no longer available, says the provider: 410" in str(error)


def test_a_timeout_carries_the_handle_to_go_on_with() -> None:
    error = wait(PENDING, timeout=1)
    assert error.handle == ScriptedJob(PENDING).handle
    assert str(error.handle) == "fullstory:events-import:abc123%3D"


# Copies.


@copies
@ends
def test_a_copy_of_a_wait_error_says_and_carries_the_same(kind: type[WaitError], copied: Callable[[Any], Any]) -> None:
    error = wait(*ENDS[kind])
    again = copied(error)
    assert type(again) is kind
    assert str(again) == str(error)
    assert again.args == error.args
    assert again.handle == error.handle
    assert (again.result.outcome, again.result.raw_status, again.result.polls) == (
        error.result.outcome,
        error.result.raw_status,
        error.result.polls,
    )
    assert again.result.timeline == error.result.timeline


@ends
def test_an_error_and_its_result_still_name_each_other_after_a_pickle(kind: type[WaitError]) -> None:
    for copied in (COPIES["pickle"], COPIES["deepcopy"]):
        error = copied(wait(*ENDS[kind]))
        assert error.result.error is error
        result = copied(wait(*ENDS[kind]).result)
        assert result.error.result is result


@copies
def test_a_copy_of_a_result_raises_as_the_result_does(copied: Callable[[Any], Any]) -> None:
    failed, done = wait_for_all(
        [ScriptedJob(FAILED), ScriptedJob(PENDING, SUCCEEDED)], timeout=60, clock=VirtualClock()
    )
    with pytest.raises(JobFailedError):
        copied(failed).raise_for_outcome()
    again: WaitResult[Any] = copied(done)
    assert again.raise_for_outcome() is again
    assert (again.outcome, again.status, again.polls, again.timeline) == (
        Outcome.SUCCEEDED,
        "status SUCCEEDED",
        2,
        done.timeline,
    )


@copies
def test_a_copy_of_an_answers_error_keeps_all_of_it(copied: Callable[[Any], Any]) -> None:
    error = ProviderResponseError(
        "Bad Gateway",
        status_code=502,
        headers=httpx.Headers({"Retry-After": "7"}),
        content=b"<html>" + b"x" * 10_000,
        method="get",
        path="/v2/events/batch/a",
    )
    error.advice = "Look for the job."
    again = copied(error)
    assert str(again) == str(error)
    assert vars(again) == vars(error)
    assert str(error).startswith("GET /v2/events/batch/a answered 502, Bad Gateway: <html>xxx")
    assert str(error).endswith("…. Look for the job.")
    assert len(error.content) == 4096
    assert len(str(error)) < 300
    assert error.headers == {"retry-after": "7"}


@copies
@pytest.mark.parametrize(
    "error",
    [
        SubmitError("no answer", may_exist=True, idempotency_key="k-1"),
        ConfigurationError("timeout must be seconds"),
        HandleError("not a handle"),
        TarryError("anything", 7),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_copy_of_another_error_keeps_all_of_it(error: TarryError, copied: Callable[[Any], Any]) -> None:
    error.add_note("while importing orders")
    again = copied(error)
    assert type(again) is type(error)
    assert (again.args, vars(again)) == (error.args, vars(error))


SECRET = "na1.very-secret-key"


def secret_result() -> WaitResult[Any]:
    """A result from a client that has really sent its key."""

    def answer(request: httpx.Request) -> httpx.Response:
        assert SECRET in request.headers["Authorization"]
        return httpx.Response(403, json={"code": "forbidden", "message": "no"}, request=request)

    client = fullstory.connect(SECRET, httpx_args={"transport": httpx.MockTransport(answer)})
    with client:
        (result,) = wait_for_all([fullstory.EventsImport(client, "abd123=")], timeout=5, clock=VirtualClock())
    return result


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_no_pickle_holds_a_secret(protocol: int) -> None:
    result = secret_result()
    assert isinstance(result.error, PollingError)
    for one in (result, result.error, result.error.__cause__, result.job, result.job.handle, result.timeline):
        pickled = pickle.dumps(one, protocol)
        assert SECRET.encode() not in pickled
        assert b"httpx" not in pickled
        assert b"Client" not in pickled


@copies
def test_a_copied_job_has_no_client_and_says_how_to_go_on(copied: Callable[[Any], Any]) -> None:
    job = secret_result().job
    again = copied(job)
    assert type(again) is type(job)
    assert again.handle == job.handle
    assert SECRET not in repr(vars(again))
    with pytest.raises(ConfigurationError, match=r'tarry\.open_job\("fullstory:events-import:abd123%3D", client\)'):
        _ = again.client
    assert job.client is not None


def test_nothing_secret_is_in_what_is_shown() -> None:
    result = secret_result()
    shown = [result, result.error, result.job, *result.timeline]
    assert SECRET not in "".join(f"{one} {one!r}" for one in shown)


class Headers(httpx.Headers):
    """Tells whoever polls them up one by one, which takes the square of their number."""

    def __getitem__(self, key: str) -> str:
        raise AssertionError(f"{key} was polled up among all others")

    def __iter__(self) -> Any:
        raise AssertionError("walked through by name")


def with_headers(*pairs: tuple[str, str]) -> ProviderResponseError:
    return ProviderResponseError(
        "no", status_code=503, headers=Headers(list(pairs)), content=b"", method="get", path="/page"
    )


def test_of_many_headers_the_first_are_kept_and_those_that_a_wait_needs() -> None:
    many = [(f"X-{number}", "x") for number in range(30_000)]
    error = with_headers(*many, ("Retry-After", "5"), ("Date", "Wed, 01 May 2024 12:00:00 GMT"), ("Retry-After", "7"))
    assert len(error.headers) == 64 + 2
    assert error.headers["retry-after"] == "5, 7"
    assert error.headers["x-63"] == "x"
    assert retry_after(error.headers, lambda: 0.0) == 7.0


def test_of_long_headers_the_beginning_is_kept() -> None:
    error = with_headers(("X-Long", "y" * 90_000), *[("X-Many", "z" * 100)] * 900, ("n" * 90_000, "x"))
    assert {name: len(value) for name, value in error.headers.items()} == {"x-long": 1024, "x-many": 1024}


def test_of_credentials_in_headers_nothing_is_kept() -> None:
    hidden = ("Set-Cookie", "Authorization", "X-Auth-Token", "X-Api-Key", "Authentication-Info", "X-Client-Secret")
    error = with_headers(
        *((name, SECRET) for name in hidden),
        ("Location", f"https://user:{SECRET}@sso.example/login?token={SECRET}#{SECRET}"),
        ("WWW-Authenticate", "Bearer realm=x"),
    )
    assert error.headers == {"location": "https://sso.example/login", "www-authenticate": "Bearer realm=x"}


def test_what_a_server_writes_is_cut_and_fit_for_a_terminal() -> None:
    error = ProviderResponseError(
        "a reason\x1b[2J" + "r" * 10**6,
        status_code=503,
        headers={},
        content="Busy\x1b]0;title\x07 \u202e".encode() + b"b" * 9000,
        method="get",
        path="/page",
    )
    assert len(str(error)) < 1000
    assert str(error).isprintable()
    assert len(error.args[0]) < 700
