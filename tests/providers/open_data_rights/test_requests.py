"""Open Data Rights: settings, submits, what an answer means, when to poll next, cancelling."""

import pickle
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

import tarry
from support.documents import document
from support.misfits import tolerated
from tarry import ConfigurationError, Outcome, ProviderResponseError, fullstory, open_data_rights
from tarry.open_data_rights import DataRequest
from tarry.sandbox import Fault, Plan, Sandbox
from tarry.schedules import Growing
from tarry.testing import VirtualClock
from tarry_clients.open_data_rights.models import RequestStatus

URL = "https://shop.example.com/odr"
TOKEN = "sandbox-secret"
SPEC = document("open_data_rights")
DAY = 86_400.0

Handler = Callable[[httpx.Request], httpx.Response]


def status(*, completed: Any = False, **fields: Any) -> dict[str, Any]:
    """A status answer, as the document has it."""
    created = {"requestId": "r-1", "createdAt": "2024-03-01T08:15:00Z", "dataRequested": ["Person"]}
    return {**created, "isCompleted": completed, **fields}


def connect(handler: Handler, **options: Any) -> Any:
    """A client whose requests go to *handler*."""
    options = {"base_url": URL, "token": TOKEN, **options}
    return open_data_rights.connect(**options, httpx_args={"transport": httpx.MockTransport(handler)})


class Script:
    """Answers in order, the last one for ever, and remembers the requests."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


@pytest.fixture(params=["sync", "async"])
def ask(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """Call a function by its name, or its async twin: `ask(job, "cancel")`."""

    def sync(owner: Any, name: str, *arguments: Any, **options: Any) -> Any:
        return getattr(owner, name)(*arguments, **options)

    def asynchronous(owner: Any, name: str, *arguments: Any, **options: Any) -> Any:
        return anyio.run(partial(getattr(owner, f"async_{name}"), *arguments, **options))

    return sync if request.param == "sync" else asynchronous


# Settings.


def test_settings_by_position(ask: Callable[..., Any]) -> None:
    script = Script(httpx.Response(200, json=status()))
    client = open_data_rights.connect(URL, TOKEN, httpx_args={"transport": httpx.MockTransport(script)})
    ask(DataRequest(client, "r-1"), "poll")
    (request,) = script.requests
    assert (request.method, str(request.url)) == ("GET", f"{URL}/requests/r-1")
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert request.headers["accept"] == "application/json, */*;q=0.1"


def test_settings_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPEN_DATA_RIGHTS_BASE_URL", "https://other.example.com/")
    monkeypatch.setenv("OPEN_DATA_RIGHTS_TOKEN", "sandbox-other")
    script = Script(httpx.Response(200, json=status()))
    DataRequest(open_data_rights.connect(httpx_args={"transport": httpx.MockTransport(script)}), "r-1").poll()
    assert str(script.requests[0].url) == "https://other.example.com/requests/r-1"
    assert script.requests[0].headers["authorization"] == "Bearer sandbox-other"


@pytest.mark.parametrize("token", [TOKEN, f"Bearer {TOKEN}"])
def test_the_scheme_may_stand_before_the_token(token: str) -> None:
    script = Script(httpx.Response(200, json=status()))
    DataRequest(connect(script, token=token), "r-1").poll()
    assert script.requests[0].headers["authorization"] == f"Bearer {TOKEN}"


def test_auth_replaces_the_token() -> None:
    script = Script(httpx.Response(200, json=status()))
    client = connect(script, token=None, auth=httpx.BasicAuth("ada", "sandbox-password"))
    DataRequest(client, "r-1").poll()
    assert script.requests[0].headers["authorization"].startswith("Basic ")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"base_url": None}, "base_url=… or set OPEN_DATA_RIGHTS_BASE_URL"),
        ({"base_url": ""}, "base_url=… or set OPEN_DATA_RIGHTS_BASE_URL"),
        ({"base_url": "shop.example.com"}, "base_url must begin with https://"),
        ({"base_url": "ftp://shop.example.com"}, "base_url must begin with https://"),
        ({"base_url": "https://ada:pw@shop.example.com"}, "base_url must not hold a user name"),
        ({"base_url": "https://shop.example.com/?a=1"}, "base_url must not have a query"),
        ({"base_url": "https://shop.example.com:port"}, "base_url is not a URL"),
        ({"base_url": " https://shop.example.com"}, "base_url has a space"),
        ({"base_url": 7}, "base_url must be a text"),
        ({"token": None}, "token=… or set OPEN_DATA_RIGHTS_TOKEN"),
        ({"token": ""}, "token=… or set OPEN_DATA_RIGHTS_TOKEN"),
        ({"token": f"{TOKEN}\n"}, "token has a space or line break"),
        ({"token": f"{TOKEN} x"}, "token of open_data_rights has a character"),
        ({"token": f"{TOKEN}é"}, "token of open_data_rights has a character"),
        ({"token": b"sandbox-secret"}, "token must be a text"),
        ({"auth": "Bearer x"}, "auth must be an httpx.Auth"),
        ({"request_timeout": 0}, "request_timeout must be a positive number"),
        ({"request_timeout": "30"}, "request_timeout must be a positive number"),
        ({"httpx_args": {"headers": {}, "auth": None}}, "httpx_args must not hold auth"),
    ],
)
def test_malformed_settings(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        open_data_rights.connect(**{"base_url": URL, "token": TOKEN, **settings})
    assert message in str(caught.value)
    assert TOKEN not in str(caught.value)


def test_the_environment_is_named_where_it_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPEN_DATA_RIGHTS_TOKEN", "sandbox-secret\r\n")
    with pytest.raises(ConfigurationError, match=r"^OPEN_DATA_RIGHTS_TOKEN has a space"):
        open_data_rights.connect(URL)


def test_no_secret_is_shown() -> None:
    client = connect(Script(httpx.ConnectError("no route")))
    job = DataRequest(client, "r-1")
    with pytest.raises(tarry.PollingError) as caught:
        job.poll(raise_on_fault=True)
    for shown in (repr(client), repr(client.get_httpx_client()), repr(job), str(job), str(caught.value)):
        assert TOKEN not in shown
    assert TOKEN.encode() not in pickle.dumps(job)


@pytest.mark.parametrize(
    ("base_url", "path"),
    [
        ("https://shop.example.com", "/requests/r-1"),
        ("https://shop.example.com/", "/requests/r-1"),
        ("https://shop.example.com/a/odr///", "/a/odr/requests/r-1"),
    ],
)
def test_a_path_before_the_paths(base_url: str, path: str) -> None:
    script = Script(httpx.Response(200, json=status()))
    DataRequest(connect(script, base_url=base_url), "r-1").poll()
    assert script.requests[0].url.raw_path.decode() == path


@pytest.mark.parametrize(
    ("request_id", "encoded"),
    [
        ("1", "1"),
        ("a/../b", "a%2F..%2Fb"),
        ("a b?c#d%2F", "a%20b%3Fc%23d%252F"),
        ("7d1f0c52-3b0e-4b6a-9a55-0f6d2c9b8e11", "7d1f0c52-3b0e-4b6a-9a55-0f6d2c9b8e11"),
        ("é", "%C3%A9"),
    ],
)
def test_any_text_is_an_id(request_id: str, encoded: str, ask: Callable[..., Any], tmp_path: Path) -> None:
    script = Script(httpx.Response(404, json={"error": "Not Found"}))
    client = connect(script)
    job = DataRequest(client, request_id)
    assert tarry.open_job(str(job.handle), client).handle == job.handle
    ask(job, "poll")
    for call in (partial(ask, job, "download", tmp_path / "x.zip"), partial(ask, job, "cancel")):
        with pytest.raises(ProviderResponseError):
            call()
    paths = [request.url.raw_path.decode() for request in script.requests]
    assert paths == [f"/odr/requests/{encoded}", f"/odr/requests/{encoded}/download", f"/odr/requests/{encoded}"]


@pytest.mark.parametrize("request_id", ["", "..", ".", " 1", "a\nb"])
def test_no_id(request_id: str) -> None:
    with pytest.raises(ConfigurationError, match="request_id of DataRequest"):
        DataRequest(connect(Script(httpx.Response(200))), request_id)


def test_another_providers_client() -> None:
    client: Any = fullstory.connect(api_key="sandbox-key")
    with pytest.raises(ConfigurationError, match=r"tarry\.open_data_rights\.connect"):
        DataRequest(client, "r-1")
    with pytest.raises(ConfigurationError, match=r"tarry\.open_data_rights\.connect"):
        DataRequest.submit(client)


# Submitting.


def test_submit_for_everything_has_no_body(ask: Callable[..., Any]) -> None:
    script = Script(httpx.Response(200, json=status(requestId="new")))
    job = ask(DataRequest, "submit", connect(script))
    assert (type(job), job.request_id, str(job.handle)) == (DataRequest, "new", "open_data_rights:data-request:new")
    (request,) = script.requests
    assert (request.method, request.url.path, request.content) == ("POST", "/odr/requests", b"")
    assert "content-type" not in request.headers
    assert "idempotency-key" not in request.headers


@pytest.mark.parametrize("types", [["LikeAction", "Person"], ("LikeAction", "Person"), iter(["LikeAction", "Person"])])
def test_submit_for_some_types(types: Any) -> None:
    script = Script(httpx.Response(200, json=status(requestId="new")))
    assert DataRequest.submit(connect(script), types).request_id == "new"
    (request,) = script.requests
    assert request.content == b'["LikeAction","Person"]'
    assert request.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("types", "message"),
    [
        ("Person", "must be a list of texts, not a single str"),
        (b"Person", "must be a list of texts, not a single bytes"),
        ({"Person": 1}, "must be a list of texts, not a single dict"),
        (7, "must be a list of texts, not a single int"),
        ([], "is empty: name a type that GET /data lists, or pass None for everything"),
        (["Person", 7], r"data_types\[1\] must be a text that is not empty, not 7"),
        ([""], r"data_types\[0\] must be"),
        (["Person", "  "], r"data_types\[1\] must be"),
        ([None], r"data_types\[0\] must be"),
        (["\ud800"], "the body cannot be written as JSON"),
    ],
)
def test_malformed_types(types: Any, message: str, ask: Callable[..., Any]) -> None:
    script = Script(httpx.Response(200, json=status()))
    with pytest.raises(ConfigurationError, match=message):
        ask(DataRequest, "submit", connect(script), types)
    assert script.requests == []


@pytest.mark.parametrize(("created", "request_id"), [(1, "1"), ("é/1", "é/1")])
def test_lenient_with_the_id_of_an_answer(created: Any, request_id: str) -> None:
    script = Script(httpx.Response(200, json=status(requestId=created)))
    assert DataRequest.submit(connect(script)).request_id == request_id


@pytest.mark.parametrize("created", ["", "..", True, 1.5, {}, ["a"]])
def test_an_answer_without_an_id(created: Any, ask: Callable[..., Any]) -> None:
    script = Script(httpx.Response(200, json=status(requestId=created)))
    with pytest.raises(
        ProviderResponseError, match=r"POST /requests answered 200, a job was started, but requestId is no id: "
    ):
        ask(DataRequest, "submit", connect(script))


@pytest.mark.parametrize(
    "error", [httpx.ReadTimeout("slow"), httpx.ReadError("reset"), httpx.RemoteProtocolError("cut")]
)
def test_a_lost_answer(error: Exception, ask: Callable[..., Any]) -> None:
    script = Script(error)
    with pytest.raises(tarry.SubmitError) as caught:
        ask(DataRequest, "submit", connect(script), clock=VirtualClock())
    assert caught.value.may_exist
    assert caught.value.idempotency_key is None
    assert "look for it with GET /requests (api.requests.list_requests) before you submit again" in str(caught.value)
    assert len(script.requests) == 1


def test_a_submit_that_never_left() -> None:
    script = Script(httpx.ConnectError("refused"))
    with pytest.raises(tarry.SubmitError) as caught:
        DataRequest.submit(connect(script), clock=VirtualClock())
    assert not caught.value.may_exist
    assert len(script.requests) == 1


@pytest.mark.parametrize("code", [400, 401, 403, 429, 500, 503])
def test_a_refused_submit_is_sent_once(code: int, ask: Callable[..., Any]) -> None:
    script = Script(httpx.Response(code, json={"error": "MaximumAmountOfRequestsReached", "message": "Too many."}))
    clock = VirtualClock()
    with pytest.raises(ProviderResponseError, match="MaximumAmountOfRequestsReached") as caught:
        ask(DataRequest, "submit", connect(script), clock=clock)
    assert caught.value.status_code == code
    assert (len(script.requests), clock.sleeps) == (1, [])


# What an answer means.


def read(**fields: Any) -> RequestStatus:
    return RequestStatus.from_dict(status(**fields))


@pytest.mark.parametrize(
    ("fields", "outcome", "word"),
    [
        ({"completed": False}, Outcome.PENDING, "false"),
        ({"completed": True}, Outcome.SUCCEEDED, "true"),
        ({"completed": True, "completedAt": None}, Outcome.SUCCEEDED, "true"),
        # A date of completion is information, never the signal; nor is an expected one that has passed.
        ({"completed": False, "completedAt": "2024-03-02T00:00:00Z"}, Outcome.PENDING, "false"),
        ({"completed": False, "expectedCompletion": "2001-01-01T00:00:00Z"}, Outcome.PENDING, "false"),
        ({"completed": False, "dataRequested": []}, Outcome.PENDING, "false"),
    ],
)
def test_classify(fields: dict[str, Any], outcome: Outcome, word: str) -> None:
    verdict = DataRequest.classify(read(**fields))
    assert (verdict.outcome, verdict.word, verdict.confirmations) == (outcome, word, 1)


@pytest.mark.parametrize("value", ["0", "1", "true", "false", 0, 1, [], {}, "paused"])
def test_no_guess_where_the_state_is_no_boolean(value: Any) -> None:
    with pytest.raises(TypeError, match="neither true nor false"):
        DataRequest.classify(read(completed=value))


def test_every_word_of_the_document_and_no_other() -> None:
    (words,) = [
        field["x-job-status"]
        for schema in SPEC["components"]["schemas"].values()
        for field in schema.get("properties", {}).values()
        if "x-job-status" in field
    ]
    assert {word.upper(): Outcome(outcome) for word, outcome in words.items()} == dict(DataRequest.words)
    for word, outcome in words.items():
        verdict = DataRequest.classify(read(completed={"true": True, "false": False}[word]))
        assert (verdict.word, verdict.outcome) == (word, outcome)


@pytest.mark.parametrize(
    ("expected", "hint"),
    [
        ("2024-03-15T00:00:00Z", 3600.0),
        ("2024-03-15T01:00:00+01:00", 3600.0),
        ("2024-03-15T00:00:00", 3600.0),  # no zone counts as UTC
        ("2024-03-14T22:59:30Z", -30.0),
        ("0001-01-01T00:00:00+14:00", pytest.approx(-63_846_270_000, rel=1e-3)),
        ("9999-12-31T23:59:59-14:00", pytest.approx(251_700_000_000, rel=1e-3)),
        (None, None),
        ("soon", None),
        ("", None),
        (1710460800, None),
        ({}, None),
    ],
)
def test_the_hint(expected: Any, hint: Any) -> None:
    now = datetime(2024, 3, 14, 23, tzinfo=UTC).timestamp()
    assert DataRequest.classify(read(expectedCompletion=expected), now=now).hint == hint


def test_no_hint_without_an_expected_completion() -> None:
    assert DataRequest.classify(read()).hint is None


def test_the_hint_is_judged_by_the_current_time_by_default() -> None:
    expected = datetime.now(UTC) + timedelta(hours=1)
    assert DataRequest.classify(read(expectedCompletion=expected.isoformat())).hint == pytest.approx(3600, abs=60)


# When to poll next.


def delays(script: Script, ask: Callable[..., Any], count: int) -> list[float]:
    """How long a wait by the default schedule sleeps after each of its first polls, jitter included."""
    clock = VirtualClock()
    job = DataRequest(connect(script), "r-1")
    with pytest.raises(tarry.WaitTimeoutError):
        ask(tarry, "wait_for_completion", job, timeout=90 * DAY, clock=clock)
    return clock.sleeps[:count]


def test_the_first_polls_are_minutes_apart_and_the_last_an_hour(ask: Callable[..., Any]) -> None:
    slept = delays(Script(httpx.Response(200, json=status())), ask, 10_000)
    assert all(60 <= one <= 66 for one in slept[:4])
    assert all(3600 <= one <= 3960 for one in slept[100:-1])
    assert len(slept) < 90 * 24 + 50


@pytest.mark.parametrize("with_date", [True, False])
def test_a_hint_is_judged_by_the_answers_own_date(with_date: bool, ask: Callable[..., Any]) -> None:
    # The server's clock is years behind. By its own Date completion is ten days ahead, by ours long past.
    date = {"Date": "Fri, 01 Mar 2024 08:15:00 GMT"} if with_date else {}
    answer = httpx.Response(200, json=status(expectedCompletion="2024-03-11T08:15:00Z"), headers=date)
    (first,) = delays(Script(answer), ask, 1)
    assert (180 <= first <= 198) if with_date else (60 <= first <= 66)


def test_at_least_a_poll_a_day_towards_a_hint(ask: Callable[..., Any]) -> None:
    answer = httpx.Response(200, json=status(expectedCompletion="9999-12-31T00:00:00Z"))
    slept = delays(Script(answer), ask, 10_000)
    assert all(one <= DAY for one in slept)
    assert max(slept) > 20 * 3600
    assert 90 <= len(slept) < 130


def test_a_hint_leads_to_the_expected_completion() -> None:
    """Thirteen days of waiting, and a request that is completed when it was expected to be."""
    clock = VirtualClock()
    expected = clock.time() + 13 * DAY

    def handler(_: httpx.Request) -> httpx.Response:
        when = datetime.fromtimestamp(expected, UTC).isoformat()
        return httpx.Response(200, json=status(completed=clock.time() >= expected, expectedCompletion=when))

    result = tarry.wait_for_completion(DataRequest(connect(handler), "r-1"), timeout=30 * DAY, clock=clock)
    # Late by no more than the jitter of the last delay, or the shortest delay; and in few polls.
    assert 13 * DAY <= result.elapsed <= 13 * DAY + 0.1 * DAY
    assert result.polls < 45


def test_growing_without_a_hint_ceiling_stays_below_the_ceiling() -> None:
    schedule = Growing(floor=1.0, ceiling=100.0, share=0.25, taper=0.0)
    assert schedule.next_delay(1e6, 1e6) == 100.0
    assert schedule.next_delay(40.0, 1e6) == 30.0
    assert schedule.next_delay(40.0, None) == 10.0


@pytest.mark.parametrize(
    ("elapsed", "hint", "delay"),
    [
        (0.0, None, 60.0),
        (0.0, 14 * DAY, 180.0),  # an absurd hint costs little: a factor of trust on the plan
        (0.0, 1.0, 60.0),  # never below the floor
        (4 * DAY, None, 3600.0),
        (4 * DAY, -5.0, 3600.0),  # overdue: as if there were no hint
        (4 * DAY, float("nan"), 3600.0),
        (4 * DAY, 14 * DAY, 78_000.0),  # at most so long
        (4 * DAY, 5 * 3600.0, 5 * 3600.0),  # towards it, and not beyond
        (4 * DAY, 30.0, 1200.0),  # a server that always says "soon" costs a few polls
        (3600.0, 14 * DAY, 2700.0),  # three times the share of the time waited
    ],
)
def test_growing_with_a_hint_ceiling(elapsed: float, hint: float | None, delay: float) -> None:
    schedule: Any = DataRequest.policy.schedule
    assert schedule.next_delay(elapsed, hint) == delay


@pytest.mark.parametrize("ceiling", [99.0, -1.0, float("nan")])
def test_a_hint_ceiling_below_the_ceiling(ceiling: float) -> None:
    with pytest.raises(ConfigurationError, match="hint_ceiling of a schedule must be at least the ceiling"):
        Growing(floor=1.0, ceiling=100.0, hint_ceiling=ceiling)


# Waiting.


def test_a_wait_to_the_end(ask: Callable[..., Any]) -> None:
    script = Script(httpx.Response(200, json=status()), httpx.Response(200, json=status(completed=True)))
    job = DataRequest(connect(script), "r-1")
    result = ask(tarry, "wait_for_completion", job, timeout=timedelta(days=1), clock=VirtualClock())
    assert (result.outcome, result.raw_status, result.polls) == (Outcome.SUCCEEDED, "true", 2)
    assert isinstance(result.status, RequestStatus)
    assert result.status.is_completed is True


@pytest.mark.parametrize(
    "fault",
    [
        httpx.Response(200, json=status(completed="0")),
        httpx.Response(200, json=status(completed=None)),
        httpx.Response(200, json=status(createdAt="yesterday")),
        httpx.Response(200, json=[]),
        httpx.Response(200, html="<h1>Log in</h1>"),
        httpx.Response(503, html="<h1>Down</h1>"),
        httpx.ReadTimeout("slow"),
    ],
)
def test_faults_are_survived(fault: httpx.Response | Exception, ask: Callable[..., Any]) -> None:
    faults = tolerated(fault, 20)
    script = Script(*faults, httpx.Response(200, json=status(completed=True)))
    job = DataRequest(connect(script), "r-1")
    result = ask(tarry, "wait_for_completion", job, timeout=None, clock=VirtualClock())
    assert (result.outcome, result.polls) == (Outcome.SUCCEEDED, len(faults) + 1)
    assert result.timeline[0].fault is not None


def test_a_server_may_be_down_for_hours_but_not_for_ever(ask: Callable[..., Any]) -> None:
    clock = VirtualClock()
    job = DataRequest(connect(Script(httpx.Response(503))), "r-1")
    with pytest.raises(tarry.PollingError, match="faults in a row") as caught:
        ask(tarry, "wait_for_completion", job, timeout=None, clock=clock)
    assert 6 * 3600 <= clock.now <= 8 * 3600
    assert 'go on with tarry.open_job("open_data_rights:data-request:r-1", client)' in str(caught.value)


@pytest.mark.parametrize("code", [401, 403, 400, 302])
def test_a_refusal_ends_at_once(code: int, ask: Callable[..., Any]) -> None:
    script = Script(httpx.Response(code, json={"error": "No"}, headers={"Location": "https://evil.example/"}))
    clock = VirtualClock()
    with pytest.raises(tarry.PollingError) as caught:
        ask(tarry, "wait_for_completion", DataRequest(connect(script), "r-1"), timeout=None, clock=clock)
    assert (len(script.requests), clock.sleeps) == (1, [])
    assert str(caught.value).startswith(
        f"open_data_rights data-request r-1 cannot be polled: GET /requests/r-1 answered {code}"
    )
    assert "mend the cause and go on with tarry.open_job" in str(caught.value)


def test_a_request_that_was_never_there(ask: Callable[..., Any]) -> None:
    clock = VirtualClock()
    script = Script(httpx.Response(404, json={"error": "Not Found"}))
    with pytest.raises(tarry.JobNotFoundError, match="Check the id, and that the client") as caught:
        ask(tarry, "wait_for_completion", DataRequest(connect(script), "r-1"), timeout=None, clock=clock)
    assert caught.value.result.outcome is Outcome.GONE
    assert clock.now == pytest.approx(DataRequest.policy.visibility_grace)


@pytest.mark.parametrize("end", [404, 410])
def test_a_request_that_vanished(end: int, ask: Callable[..., Any]) -> None:
    script = Script(httpx.Response(200, json=status()), httpx.Response(end, json={"error": "Not Found"}))
    with pytest.raises(tarry.JobGoneError, match=r"try job\.download\(path\) once") as caught:
        ask(tarry, "wait_for_completion", DataRequest(connect(script), "r-1"), timeout=None, clock=VirtualClock())
    assert (caught.value.result.polls, caught.value.result.raw_status) == (2, "false")


def test_a_wait_that_runs_out(ask: Callable[..., Any]) -> None:
    script = Script(httpx.Response(200, json=status()))
    with pytest.raises(tarry.WaitTimeoutError, match="last word 'false'") as caught:
        ask(tarry, "wait_for_completion", DataRequest(connect(script), "r-1"), timeout=600, clock=VirtualClock())
    assert 'Nothing was cancelled: go on with tarry.open_job("open_data_rights:' in str(caught.value)


def test_a_state_that_is_no_boolean_is_survived(ask: Callable[..., Any]) -> None:
    sandbox = Sandbox()
    sandbox.next("open_data_rights", Plan(polls=2, faults=[Fault("unknown-word", at=2)]))
    client = sandbox_client(sandbox)
    job = ask(DataRequest, "submit", client)
    result = ask(tarry, "wait_for_completion", job, timeout=None, clock=VirtualClock())
    assert [poll.raw_status for poll in result.timeline] == ["false", None, "true"]


# Cancelling.


def sandbox_client(sandbox: Sandbox) -> Any:
    return open_data_rights.connect(
        sandbox.base_url("open_data_rights", "http://localhost"),
        "sandbox-token",
        httpx_args={"transport": sandbox.transport()},
    )


def test_cancel(ask: Callable[..., Any]) -> None:
    job = ask(DataRequest, "submit", sandbox_client(Sandbox()))
    assert ask(job, "cancel") is None
    with pytest.raises(ProviderResponseError, match=r"^open_data_rights \(localhost\): DELETE /requests/") as caught:
        ask(job, "cancel")
    assert caught.value.status_code == 404


@pytest.mark.parametrize(
    "answer", [httpx.Response(200), httpx.Response(200, text="OK"), httpx.Response(202), httpx.Response(204)]
)
def test_any_success_is_a_cancellation(answer: httpx.Response, ask: Callable[..., Any]) -> None:
    script = Script(answer)
    ask(DataRequest(connect(script), "r-1"), "cancel")
    assert [(one.method, one.url.path) for one in script.requests] == [("DELETE", "/odr/requests/r-1")]


@pytest.mark.parametrize("code", [302, 401, 404, 429, 500])
def test_a_refused_cancellation_is_sent_once(code: int, ask: Callable[..., Any]) -> None:
    script = Script(httpx.Response(code, html="<h1>No</h1>"))
    with pytest.raises(ProviderResponseError) as caught:
        ask(DataRequest(connect(script), "r-1"), "cancel")
    assert caught.value.status_code == code
    assert len(script.requests) == 1


def test_a_cancellation_without_an_answer(ask: Callable[..., Any]) -> None:
    with pytest.raises(httpx.ReadTimeout):
        ask(DataRequest(connect(Script(httpx.ReadTimeout("slow"))), "r-1"), "cancel")
