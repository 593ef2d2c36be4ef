"""No secret and no token is shown, logged, pickled, copied or sent to another host, whatever happens.

At first every provider is gone through over a real socket, good and bad, and everything that this leaves is searched. Then
come the cases that only Salesforce's token has.
"""

import copy
import gc
import logging
import pickle
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

import anyio
import httpx
import pytest

import tarry
from support.paths import CASSETTES
from support.salesforce_server import (
    AUTH,
    COMPLETE,
    JOB,
    REST,
    SECRET,
    STATUS,
    Driver,
    Server,
    credentials,
    error,
    token,
)
from tarry import PollingError, eloqua, fullstory, open_data_rights, possiblenow, salesforce
from tarry._auth.schemes import HeaderAuth
from tarry._auth.token_response import AccessToken
from tarry._cli.app import app
from tarry._core.providers import of_each
from tarry._core.secrets import Secret
from tarry.salesforce import RowsImport
from tarry.sandbox import Fault, Plan, Sandbox
from tarry.testing import VirtualClock
from tarry_clients.salesforce.api.requests import get_request_status

# Every provider.

PLANTED = [
    *("sandbox-secret", "sandbox-password", "sandbox-key", "sandbox-token", "sandbox-refresh-token"),
    # In the place of the right ones, to be refused.
    *("planted-secret", "planted-password", "planted-key", "planted-token", "planted-refresh-token"),
]
RIGHT: dict[str, dict[str, Any]] = {
    "salesforce": {"client_id": "sandbox-client", "client_secret": "sandbox-secret"},
    "possiblenow": {"client_id": "SANDBOX1", "user_id": "sandbox-user", "secret": "sandbox-secret"},
    "possiblenow-token": {"token": "sandbox-token"},
    "open_data_rights": {"token": "sandbox-token"},
    "eloqua": {"company": "SandboxCompany", "user": "Sandbox.User", "password": "sandbox-password"},
    "eloqua-token": {"token": "sandbox-token"},
    "eloqua-refresh": {
        **{"refresh_token": "sandbox-refresh-token", "client_id": "sandbox-client", "client_secret": "sandbox-secret"},
        "on_token": lambda _: None,
    },
    "fullstory": {"api_key": "sandbox-key"},
}
of_each({way.partition("-")[0]: one for way, one in RIGHT.items()}, "the right credentials")
SUBMITS: dict[str, tuple[Any, ...]] = of_each(
    {
        "salesforce": (salesforce.RowsImport, [{"MemberId": "M-1"}]),
        "possiblenow": (possiblenow.Export, "SANDBOX1", "Readers"),
        "open_data_rights": (open_data_rights.DataRequest,),
        "eloqua": (eloqua.Sync, "/contacts/exports/2071"),
        "fullstory": (fullstory.EventsImport, [{"name": "Seen", "user": {"uid": "u-1"}}]),
    },
    "what to submit",
)
LIMITS = httpx.Limits(max_keepalive_connections=0)  # each call has an event loop of its own
OURS = ("tarry", "tarry_clients", "httpx")


@dataclass
class Evidence:
    """What a run leaves: objects, texts, and what was sent in the header that holds the credential."""

    roots: list[Any] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    sent: set[str] = field(default_factory=set)

    def note(self, request: httpx.Request) -> None:
        """Keep the credential as it is sent: a token, user and password in base64, a signature."""
        if header := request.headers.get("Authorization"):
            self.sent.add(header.rpartition(" ")[2].removeprefix("Signature="))

    async def async_note(self, request: httpx.Request) -> None:
        self.note(request)

    def add_error(self, error: BaseException) -> None:
        self.roots.append(error)
        self.texts += ["".join(traceback.format_exception(error)), str(error), repr(error)]
        # As tools print it that show locals: of our own frames, since those of httpcore have the headers in them.
        whole: traceback.TracebackException | None
        whole = traceback.TracebackException.from_exception(error, capture_locals=True)
        while whole is not None:
            own = [frame for frame in whole.stack if "/tarry/" in frame.filename or "/tarry_clients/" in frame.filename]
            self.texts += [str(frame.locals) for frame in own]
            whole = whole.__cause__ or whole.__context__

    def search(self) -> None:
        """Fail where a secret can be seen."""
        for thing in reachable(self.roots):
            self.texts += [repr(thing), str(thing)]
        for root in self.roots:
            for way in (pickle.dumps, copy.copy, copy.deepcopy):
                try:
                    made = way(root)
                except TypeError as error:
                    made = str(error)
                self.texts += [repr(made), str(made)]
        secrets = {*PLANTED, *self.sent}
        assert not [text for text in self.texts if any(secret in text for secret in secrets)]


def reachable(roots: list[Any]) -> Iterator[Any]:
    """Every object of ours and of httpx that can be come to from *roots*; not the texts that they consist of."""
    seen, queue = set(), list(roots)
    while queue:
        thing = queue.pop()
        if id(thing) in seen or isinstance(thing, type | TracebackType):
            continue
        seen.add(id(thing))
        module = type(thing).__module__.partition(".")[0]
        if module in OURS:
            yield thing
        if module in OURS or isinstance(thing, dict | list | tuple | set | BaseException):
            queue += gc.get_referents(thing)


class Run:
    """One provider, entered one way, through the sync or the async face."""

    def __init__(self, way: str, root: str, backend: str | None, sandbox: Sandbox) -> None:
        self.way, self.provider = way, way.partition("-")[0]
        self.backend, self.sandbox, self.evidence = backend, sandbox, Evidence()
        self.base_url = sandbox.base_url(self.provider, root)

    def connect(self, **changed: Any) -> Any:
        note = self.evidence.note if self.backend is None else self.evidence.async_note
        settings = {**RIGHT[self.way], "base_url": self.base_url, "request_timeout": 5, **changed}
        if self.provider == "salesforce":
            settings = {"auth_url": settings["base_url"], **settings}
        module = getattr(tarry, self.provider)
        client = module.connect(**settings, httpx_args={"event_hooks": {"request": [note]}, "limits": LIMITS})
        self.evidence.roots.append(client)
        return client

    def call(self, function: Any, *arguments: Any, **options: Any) -> Any:
        """Call a function, or its async twin; an error becomes evidence and is given back."""
        try:
            if self.backend is None:
                made = function(*arguments, **options)
                made = list(made) if isinstance(made, Iterator) else made
            else:
                made = anyio.run(partial(self._async_call, function, *arguments, **options), backend=self.backend)
        except tarry.TarryError as error:
            self.evidence.add_error(error)
            return error
        self.evidence.roots.append(made)
        return made

    async def _async_call(self, function: Any, *arguments: Any, **options: Any) -> Any:
        owner = getattr(function, "__self__", tarry)
        made = getattr(owner, f"async_{function.__name__}")(*arguments, **options)
        return [item async for item in made] if hasattr(made, "__aiter__") else await made

    def submit(self, client: Any) -> Any:
        kind, *arguments = SUBMITS[self.provider]
        options: dict[str, Any] = {"key": "Members"} if self.provider == "salesforce" else {}
        options["clock"] = VirtualClock()
        return self.call(kind.submit, client, *arguments, **options)

    def wait(self, job: Any) -> Any:
        polls: list[Any] = self.evidence.roots
        clock = VirtualClock()
        made = self.call(tarry.wait_for_completion, job, timeout=10**6, clock=clock, on_poll=polls.append)
        self.evidence.texts.append(str(getattr(made, "timeline", "")))
        return made


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
@pytest.mark.parametrize("backend", [None, "asyncio", "trio"], ids=str)
@pytest.mark.parametrize("way", RIGHT)
def test_nothing_that_a_run_leaves_has_a_secret_in_it(
    way: str,
    backend: str | None,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    sandbox = Sandbox()
    provider = way.partition("-")[0]
    faults = [Fault("throttled", at=1, retry_after=1), Fault("error", at=2), Fault("reset", at=3)]
    sandbox.next(
        provider, Plan(polls=5, faults=faults), Plan(polls=1, faults=[Fault("error", at=n) for n in range(1, 40)])
    )
    with sandbox.serve() as root, caplog.at_level(logging.DEBUG):
        run = Run(way, root, backend, sandbox)
        if provider == "eloqua":
            definition = {"name": "Readers", "fields": {"id": "{{Contact.Id}}"}}
            headers = {"Authorization": "Bearer sandbox-token"}
            httpx.post(f"{run.base_url}/api/bulk/2.0/contacts/exports", json=definition, headers=headers)
        client = run.connect()
        # Good: submit, waiting past faults, results, a handle.
        job = run.submit(client)
        result = run.wait(job)
        assert result.outcome is tarry.Outcome.SUCCEEDED
        run.evidence.texts += [str(job.handle), job.handle.to_json()]
        if provider == "open_data_rights":
            run.call(job.download, tmp_path / "data.zip")
        else:
            run.call(job.results)
        # Bad: polls that fail for good, a job that nobody knows, a host that is not there, credentials that are refused.
        failing = run.submit(client)
        assert isinstance(run.wait(failing), tarry.PollingError)
        unknown = tarry.open_job(str(job.handle).replace(job._ids[-1], "999999"), client)
        run.wait(unknown)
        gone = run.connect(base_url="http://127.0.0.1:9")
        assert isinstance(run.wait(type(job)(gone, *job._ids)), tarry.PollingError)
        assert isinstance(run.submit(gone), tarry.SubmitError)
        wrong = {
            name: value.replace("sandbox-", "planted-")
            for name, value in RIGHT[way].items()
            if name in {"client_secret", "secret", "token", "password", "refresh_token", "api_key"}
        }
        refused = run.connect(**wrong)
        assert isinstance(run.wait(type(job)(refused, *job._ids)), tarry.PollingError)
    run.evidence.texts += [caplog.text, *capfd.readouterr()]
    assert "HTTP Request" in caplog.text
    assert "send_request_headers" in caplog.text
    assert run.evidence.sent
    run.evidence.search()


@pytest.fixture(params=["sync", "async"])
def driver(request: pytest.FixtureRequest) -> Driver:
    return Driver(request.param == "async")


def test_no_cassette_has_one() -> None:
    cassettes = [path.read_text() for path in CASSETTES.rglob("*.yaml")]
    assert cassettes
    assert not [text for text in cassettes if any(secret in text for secret in PLANTED)]


@pytest.mark.parametrize(
    "made",
    [
        HeaderAuth("Bearer sandbox-token"),
        Secret("sandbox-secret"),
        AccessToken("sandbox-token-1", 1, "sandbox-refresh-token"),
        possiblenow.HmacSigner("client", "user", "sandbox-secret"),
    ],
    ids=lambda made: type(made).__name__,
)
@pytest.mark.parametrize("way", [pickle.dumps, copy.copy, copy.deepcopy])
def test_what_holds_a_secret_is_neither_pickled_nor_copied(made: Any, way: Any) -> None:
    with pytest.raises(TypeError, match=f"a {type(made).__name__} holds a credential"):
        way(made)
    assert "sandbox-" not in repr(made) + str(made)


@pytest.mark.parametrize("debug", ["", "1"])
def test_the_command_shows_no_locals(
    debug: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        secret = "-".join(["sandbox", "secret"])
        raise RuntimeError(len(secret))

    monkeypatch.setenv("TARRY_DEBUG", debug)
    monkeypatch.setattr("tarry.specs.names", broken)
    with pytest.raises(SystemExit):
        app(["specs"])
    shown = capsys.readouterr().err
    assert ("in broken" in shown) is bool(debug)
    assert "RuntimeError: 14" in shown
    assert "sandbox-secret" not in shown


SHOWN = [SECRET, "sandbox-token"]


def shown(text: object) -> list[str]:
    return [secret for secret in SHOWN if secret in str(text)]


def test_no_secret_is_shown() -> None:
    server = Server(COMPLETE)
    job = server.job()
    job.poll()
    auth = credentials(job.client)
    texts = [job, job.client, auth, auth._token, AccessToken("sandbox-token-1", 1), server.requests]
    texts += [vars(auth), vars(job), job.poll()]
    assert not [text for text in texts if shown(repr(text)) or shown(str(text))]


@pytest.mark.parametrize(
    "answers",
    [
        {"tokens": [error(401)]},
        {"tokens": [httpx.Response(201, json={"access_token": "sandbox-token-1"})]},
        {"tokens": [httpx.Response(302, json={"access_token": "sandbox-token-1"})]},
        {"tokens": [httpx.Response(200, text='{"access_token": "sandbox-token-1"')]},
        {"tokens": [token(access_token="sandbox-token-1 ö")]},
        {"tokens": [token(expires_in="sandbox")]},
        {"tokens": [httpx.ReadError("reset")]},
        {"answers": error(401)},
        {"answers": httpx.ReadError("reset")},
    ],
)
def test_no_secret_is_in_an_error(driver: Driver, answers: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    server = Server(answers.get("answers", COMPLETE), tokens=answers.get("tokens"))
    with caplog.at_level(logging.DEBUG), pytest.raises(PollingError) as caught:
        driver.wait(server.job())
    texts = [repr(caught.value), "".join(traceback.format_exception(caught.value)), caplog.text]
    cause = caught.value.__cause__
    texts += [str(vars(cause)), str(pickle.dumps(caught.value)), str(pickle.dumps(caught.value.result))]
    assert not [text for text in texts if shown(text)]


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
def test_no_secret_is_logged(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    # Over a real socket, so that the loggers of the transport have their say.
    with Sandbox().serve() as root, caplog.at_level(logging.DEBUG):
        for name, value in Sandbox().environment(root).items():
            monkeypatch.setenv(name, value)
        with salesforce.connect() as client:
            job = RowsImport.submit(client, [{"MemberId": "M-1"}], key="Members")
            tarry.wait_for_completion(job, timeout=60, clock=VirtualClock())
    assert "/v2/token" in caplog.text
    assert not shown(caplog.text)


def test_a_client_cannot_be_pickled() -> None:
    server = Server(COMPLETE)
    with pytest.raises(TypeError, match="holds a credential"):
        pickle.dumps(server.client())


# Where it goes.


@pytest.mark.parametrize("where", ["tokens", "answers"])
def test_no_redirect_is_followed(driver: Driver, where: str) -> None:
    elsewhere = httpx.Response(307, headers={"Location": "https://elsewhere.example/v2/token"})
    server = Server(elsewhere if where == "answers" else COMPLETE, tokens=[elsewhere] if where == "tokens" else None)
    with pytest.raises(PollingError, match="307"):
        driver.wait(server.job())
    hosts = {request.url.host for request in server.requests + server.token_requests}
    assert hosts <= {httpx.URL(REST).host, httpx.URL(AUTH).host}


def test_the_generated_operations_carry_it_too() -> None:
    server = Server(COMPLETE)
    client = server.client()

    async def go() -> Any:
        return await get_request_status.asyncio_detailed(client=client, request_id=JOB)

    answers: list[Any] = [get_request_status.sync_detailed(client=client, request_id=JOB), anyio.run(go)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert (server.paths, server.credentials) == ([STATUS] * 2, ["1"] * 2)


@pytest.mark.parametrize("code", [400, 401, 500])
def test_a_secret_that_the_token_host_repeats_is_not_shown(driver: Driver, code: int) -> None:
    server = Server(COMPLETE, tokens=[error(code, f"client_secret {SECRET} is wrong")])
    with pytest.raises(PollingError, match=r"client_secret \[client_secret\] is wrong") as caught:
        driver.poll(server.job(), raise_on_fault=True)
    cause = caught.value.__cause__
    assert not shown(caught.value) + shown(vars(cause))
