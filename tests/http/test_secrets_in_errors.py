"""Whatever an error leads to holds no secret and little of an answer: attributes, causes, contexts, frames, pickles."""

import asyncio
import base64
import gc
import inspect
import pickle
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import FrameType, FunctionType, MethodType, ModuleType, TracebackType
from typing import Any

import httpx
import pytest

import tarry
from tarry import TarryError, eloqua, fullstory, open_data_rights, possiblenow, salesforce
from tarry._core.providers import of_each
from tarry.testing import VirtualClock

SECRET = "s3cr3t"
HERE = str(Path(__file__))
BASIC = base64.b64encode(b"Acme\\Ada:s3cr3t-password").decode()
APP = base64.b64encode(b"app:s3cr3t-client").decode()
URL = "https://example.com"

Handler = Callable[[httpx.Request], httpx.Response]


def args(handler: Handler) -> dict[str, Any]:
    return {"httpx_args": {"transport": httpx.MockTransport(handler)}}


def refreshing(handler: Handler) -> Any:
    return eloqua.connect(
        refresh_token="s3cr3t-refresh",
        client_id="app",
        client_secret="s3cr3t-client",
        on_token=lambda token: None,
        base_url=URL,
        **args(handler),
    )


CLIENTS: dict[str, Callable[[Handler], Any]] = {
    "salesforce": lambda handler: salesforce.connect(
        client_id="app", client_secret="s3cr3t-client", base_url=URL, auth_url=URL, **args(handler)
    ),
    "possiblenow": lambda handler: possiblenow.connect("ACME", "ada", "s3cr3t-key", base_url=URL, **args(handler)),
    "possiblenow-token": lambda handler: possiblenow.connect(token="s3cr3t-token", base_url=URL, **args(handler)),
    "open_data_rights": lambda handler: open_data_rights.connect(URL, "s3cr3t-token", **args(handler)),
    "eloqua": lambda handler: eloqua.connect("Acme", "Ada", "s3cr3t-password", base_url=URL, **args(handler)),
    "eloqua-discovery": lambda handler: eloqua.connect(token="s3cr3t-token", login_url=URL, **args(handler)),
    "eloqua-refresh": refreshing,
    "fullstory": lambda handler: fullstory.connect("s3cr3t-key", base_url=URL, **args(handler)),
}
of_each({way.partition("-")[0]: make for way, make in CLIENTS.items()}, "how to make a client")
JOBS: dict[str, tuple[Any, ...]] = of_each(
    {
        "salesforce": (salesforce.RowsImport, "5f0c2b1e"),
        "possiblenow": (possiblenow.Export, "ACME", 480211),
        "open_data_rights": (open_data_rights.DataRequest, "r-1"),
        "eloqua": (eloqua.Sync, 1444),
        "fullstory": (fullstory.EventsImport, "abc123="),
    },
    "a job of each",
)
SUBMITS: dict[str, tuple[Any, ...]] = of_each(
    {
        "salesforce": ([{"MemberId": "M-1"}],),
        "possiblenow": ("ACME", "Readers"),
        "open_data_rights": (),
        "eloqua": ("/contacts/exports/2071",),
        "fullstory": ([{"name": "Seen"}],),
    },
    "what to submit",
)
TOKEN = {"access_token": "s3cr3t-access", "token_type": "bearer", "expires_in": 900, "refresh_token": "s3cr3t-next"}


def steps(provider: str, client: Any, target: Path) -> dict[str, Callable[[], Any]]:
    """All that can be asked of a job, by name."""
    kind, *ids = JOBS[provider]
    job, clock = kind(client, *ids), VirtualClock()
    options = {"key": "Members"} if provider == "salesforce" else {}
    found: dict[str, Callable[[], Any]] = {
        "submit": lambda: kind.submit(client, *SUBMITS[provider], **options, clock=clock),
        "async_submit": lambda: asyncio.run(kind.async_submit(client, *SUBMITS[provider], **options, clock=clock)),
        "wait": lambda: tarry.wait_for_completion(job, timeout=1e6, clock=clock),
        "wait_for_all": lambda: tarry.wait_for_all([job], timeout=1e6, clock=clock)[0].raise_for_outcome(),  # noqa: PLW0108 - waits when it is called
    }

    def read(name: str) -> list[Any]:
        return list(getattr(job, name)(clock=clock))

    async def async_read(name: str) -> list[Any]:
        return [row async for row in getattr(job, f"async_{name}")(clock=clock)]

    for name in ("results", "failures", "logs"):
        if hasattr(job, name):
            found[name] = partial(read, name)
            found[f"async_{name}"] = partial(lambda name: asyncio.run(async_read(name)), name)
    if provider == "open_data_rights":
        found["download"] = lambda: job.download(target, clock=clock)
        found["async_download"] = lambda: asyncio.run(job.async_download(target, clock=clock))
    for name in ("commit", "cancel"):
        if hasattr(job, name):
            found[name] = getattr(job, name)
            found[f"async_{name}"] = partial(lambda name: asyncio.run(getattr(job, f"async_{name}")()), name)
    return found


LEAKY = {"Set-Cookie": "sid=s3cr3t-cookie", "X-Auth-Token": "s3cr3t-header", "Location": f"{URL}/?code=s3cr3t-code"}
ENDS: dict[str, Callable[[], httpx.Response | Exception]] = {
    "reset": lambda: httpx.ReadError("reset"),
    "refused": lambda: httpx.ConnectError("refused"),
    "slow": lambda: httpx.ReadTimeout("slow"),
    "401": lambda: httpx.Response(401, headers=LEAKY, text="no"),
    "403": lambda: httpx.Response(403, headers=LEAKY, json={"message": "no"}),
    "302": lambda: httpx.Response(302, headers=LEAKY),
    "503": lambda: httpx.Response(503, headers=LEAKY, html="<h1>Down</h1>"),
    "html": lambda: httpx.Response(200, headers=LEAKY, html="<h1>Log in</h1>"),
    "cut": lambda: httpx.Response(200, headers=LEAKY, text='{"items": ['),
    "another": lambda: httpx.Response(200, headers=LEAKY, json={"anything": 7}),
}
TOKEN_ENDS: dict[str, Callable[[], httpx.Response | Exception]] = {
    "reset": lambda: httpx.ReadError("reset"),
    "refused": lambda: httpx.ConnectError("refused"),
    "cut": lambda: httpx.Response(200, text='{"expires_in": 900, "access_token": "s3cr3t-access'),
    "cut early": lambda: httpx.Response(200, text='{"access_token": "s3cr3t-access", "refresh'),
    "no token": lambda: httpx.Response(200, json={**TOKEN, "access_token": "s3cr3t \u00f6"}),
    "another refresh token": lambda: httpx.Response(200, json={**TOKEN, "refresh_token": ["s3cr3t"]}),
    "an odd life": lambda: httpx.Response(200, json={**TOKEN, "expires_in": "s3cr3t"}),
    "a long life": lambda: httpx.Response(200, text='{"access_token": "s3cr3t", "expires_in": %s}' % ("9" * 5000)),
    "a list": lambda: httpx.Response(200, json=[TOKEN]),
    "201": lambda: httpx.Response(201, json=TOKEN),
    "302": lambda: httpx.Response(302, headers=LEAKY, json=TOKEN),
    "400": lambda: httpx.Response(400, headers={**LEAKY, "X-Sent": "s3cr3t-client"}, json={"message": "s3cr3t-client"}),
    "503": lambda: httpx.Response(503, headers=LEAKY, text="client_secret=s3cr3t-client"),
}


def reached(error: BaseException) -> Iterator[tuple[str, object]]:
    """Everything that can be come to from *error*, each with the way to it. A client is no further: it has to hold them."""
    queue: list[tuple[str, object]] = [("error", error)]
    seen: set[int] = set()
    while queue:
        way, thing = queue.pop()
        if id(thing) in seen or isinstance(thing, type | ModuleType | FunctionType | MethodType | int | float):
            continue
        if isinstance(thing, httpx.Client | httpx.AsyncClient) or type(thing).__name__ == "AuthenticatedClient":
            continue
        seen.add(id(thing))
        yield way, thing
        if isinstance(thing, TracebackType):
            for frame in frames(thing):
                # What a debugger or an error reporter shows of a frame, and errors that it leads to.
                for name, value in frame.f_locals.items():
                    place = f"{way} {frame.f_code.co_qualname} {name}"
                    queue.append((place, shown(value)))
                    if isinstance(value, BaseException):
                        queue.append((place, value))
            continue
        if isinstance(thing, BaseException):
            queue += [(f"{way}.{name}", getattr(thing, name)) for name in ("__cause__", "__context__", "__traceback__")]
            queue += [(f"{way}.args", thing.args), (f"{way} as a text", str(thing)), (f"{way} as repr", repr(thing))]
        if isinstance(thing, dict):
            queue += [(f"{way}[{key!r:.40}]", value) for key, value in thing.items()]
            queue += [(f"{way} key", key) for key in thing]
        elif isinstance(thing, list | tuple | set | frozenset):
            queue += [(f"{way}[]", value) for value in thing]
        names = [*getattr(thing, "__dict__", ())]
        names += [name for kind in type(thing).__mro__ for name in getattr(kind, "__slots__", ())]
        queue += [(f"{way}.{name}", getattr(thing, name, None)) for name in names]


def frames(traceback: TracebackType | None) -> Iterator[FrameType]:
    """Of a traceback, but for those of this file, which says what the secrets are."""
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename != HERE:
            yield traceback.tb_frame
        traceback = traceback.tb_next


def shown(value: object) -> str:
    try:
        return repr(value)
    except Exception as error:  # noqa: BLE001 - as a debugger does it
        return repr(error)


def secrets_in(error: BaseException) -> list[str]:
    hidden = [text.encode() for text in (SECRET, BASIC, APP)]
    found = []
    for way, thing in reached(error):
        text = (
            thing
            if isinstance(thing, bytes | bytearray)
            else thing.encode(errors="replace")
            if isinstance(thing, str)
            else b""
        )
        if any(one in text for one in hidden):
            found.append(way)
    try:
        pickled = pickle.dumps(error)
    except TypeError as refused:
        pickled = str(refused).encode()
    if any(one in pickled for one in hidden):
        found.append("pickle")
    return found


def raised_by(call: Callable[[], Any]) -> Exception | None:
    try:
        call()
    except (TarryError, httpx.TransportError) as error:
        return error
    return None


def may_be_good(provider: str, name: str) -> bool:
    """Any answer of 200 is good for a commit and a cancel, and any object is a page of events without any."""
    return name.endswith(("commit", "cancel") if provider != "fullstory" else ("results", "failures"))


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("way", CLIENTS)
def test_no_error_leads_to_a_secret(way: str, end: str, tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("token"):
            return httpx.Response(200, json=TOKEN)
        if request.url.path == "/id":
            return httpx.Response(200, json={"urls": {"base": URL}})
        assert SECRET in str(request.headers.raw) or any(
            sign in request.headers["Authorization"] for sign in (BASIC, "PNAUTHINFO3")
        )
        return given(ENDS[end])

    provider = way.partition("-")[0]
    found = {}
    for name, step in steps(provider, CLIENTS[way](answer), tmp_path / "a.zip").items():
        error = raised_by(step)
        assert error is not None or may_be_good(provider, name), name
        if error is not None and (secrets := secrets_in(error)):
            found[name] = secrets
    assert not found


@pytest.mark.parametrize("end", TOKEN_ENDS)
@pytest.mark.parametrize("way", ["salesforce", "eloqua-refresh"])
def test_no_error_of_a_token_leads_to_a_secret(way: str, end: str, tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return given(TOKEN_ENDS[end]) if request.url.path.endswith(("token", "/id")) else httpx.Response(403)

    provider = way.partition("-")[0]
    for name in steps(provider, CLIENTS[way](answer), tmp_path / "a.zip"):
        # A new client each time, as the refusal of a token is remembered.
        error = raised_by(steps(provider, CLIENTS[way](answer), tmp_path / "a.zip")[name])
        assert error is not None, name
        assert not secrets_in(error), name


def given(end: Callable[[], httpx.Response | Exception]) -> httpx.Response:
    answer = end()
    if isinstance(answer, Exception):
        raise answer
    return answer


# How much an error keeps.

LARGE = 1_000_000
BODIES = {
    "cut": b'{"items": [' + b" " * LARGE,
    "another type": b'"' + b"x" * LARGE + b'"',
    "html": b"<html>" + b"x" * LARGE,
    "a long word": b'{"items": "' + b"x" * LARGE + b'"}',
    "a long name": b'{"' + b"x" * LARGE + b'": 1}',
}


def large_in(root: object) -> list[int]:
    """The sizes of long texts that *root* keeps alive, frames of tracebacks included."""
    queue, seen, found = [root], {id(root)}, []
    while queue:
        thing = queue.pop()
        if isinstance(thing, str | bytes | bytearray) and len(thing) > 20_000:
            found.append(len(thing))
        if isinstance(thing, type | ModuleType | FunctionType) or type(thing).__name__ == "AuthenticatedClient":
            continue
        for one in gc.get_referents(thing):
            own = isinstance(one, FrameType) and one.f_code.co_filename == HERE
            if id(one) not in seen and not own and not inspect.iscode(one):
                seen.add(id(one))
                queue.append(one)
    return found


@pytest.mark.parametrize("code", [200, 400, 503])
@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("way", JOBS)
def test_a_result_keeps_little_of_an_answer(way: str, body: str, code: int, tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("token"):
            return httpx.Response(200, json=TOKEN)
        return httpx.Response(code, content=BODIES[body], headers={"Content-Type": "application/json"})

    kind, *ids = JOBS[way]
    client = CLIENTS[way](answer)
    (result,) = tarry.wait_for_all([kind(client, *ids)], timeout=1e5, clock=VirtualClock())
    assert isinstance(result.error, tarry.WaitError)
    assert result.error.__cause__ is not None
    assert large_in(result) == []
    (result,) = asyncio.run(tarry.async_wait_for_all([kind(client, *ids)], timeout=1e5, clock=VirtualClock()))
    assert large_in(result) == []
    for name, step in steps(way, client, tmp_path / "a.zip").items():
        error = raised_by(step)
        if error is None and may_be_good(way, name):
            continue
        assert error is not None, name
        # Its traceback is the caller's to keep; a reporter that stores the error without it keeps no more than this.
        assert large_in(error.with_traceback(None)) == [], name
