"""Whatever an answer holds where a number, id, date, token or URL belongs: nothing but documented errors comes of it."""

import asyncio
import copy
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tarry
from tarry import TarryError, WaitError, eloqua, fullstory, open_data_rights, possiblenow, salesforce
from tarry._core.providers import of_each
from tarry.testing import VirtualClock

# More with TARRY_FUZZ=20000, for instance.
odd = settings(derandomize=True, max_examples=int(os.environ.get("TARRY_FUZZ", "150")), deadline=None, database=None)

URL = "https://example.com"
_HUGE = {"@400 digits@": "9" * 400, "@5000 digits@": "-" + "7" * 5000, "@beyond floats@": "1e999", "@small@": "-1e-999"}
"""What no Python value is written as, by the text that stands for it."""

DATES = [
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0000-00-00", "2024-02-30T25:61:61Z", "99999-01-01"),
    *(
        "2024-05-01T12:00:00",
        "1e9",
        "2024-05-01T12:00:00.1234567890123Z",
        "\u0662\u0660\u0662\u0664-\u0660\u0665-\u0660\u0661",
        "2024-W01-1",
        "9" * 50,
    ),
]
URLS = [
    *(
        "",
        "/",
        "//",
        "https://",
        "https:///x",
        "https://[",
        "https://[::1",
        "https://a..eloqua.com",
        "http://login.eloqua.com",
    ),
    *(
        "https://xn--.eloqua.com",
        "https://xn--\x80.eloqua.com",
        "https://\ud800.eloqua.com",
        "https://a.eloqua.com:99999",
    ),
    *("https://a.eloqua.com:x", "https://u:p@a.eloqua.com", "https://a.eloqua.com/\x00", "https://a.eloqua.com/?x#y"),
    *("https://" + "a" * 70_000 + ".eloqua.com", "https://a.eloqua.com/" + "x" * 70_000, "https://ö.eloqua.com/ö/%ff"),
    *("https://a.eloqua.com\\@evil.example", "https://0x7f.1/", "javascript:alert(1)", "https://a.eloqua.com/../.."),
]
TEXTS = [
    *(
        "\ud800",
        "a\udfffb",
        "\x00",
        "a\nb",
        "\u202e",
        "%ff",
        "..",
        ".",
        "/",
        "a/b",
        " ",
        "x" * 70_000,
        "9" * 5000,
        "-1",
    ),
    *(
        "true",
        "null",
        "NaN",
        "Infinity",
        "0x10",
        "1_000",
        "\u0663",
        "1e5",
        "/syncs/99999999999999999999",
        "\U0001f980" * 300,
    ),
]
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from([*_HUGE, *DATES, *URLS, *TEXTS])
)
VALUES = SCALARS | st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
HEADERS = st.dictionaries(
    st.sampled_from(["Retry-After", "Date", "Content-Type", "Location", "X-Odd"]),
    st.sampled_from(
        [*DATES, "5, 7", "Wed, 01 May 2024 12:00:00 GMT", "Wed, 31 Dec 9999 23:59:59 GMT", "nan", "-5", "inf"]
    )
    | st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=40),
    max_size=3,
)

TOKEN = {"access_token": "t", "token_type": "Bearer", "expires_in": 900, "refresh_token": "r"}
ACCOUNT = {"site": {"id": 1, "name": "Acme"}, "user": {"id": 1}, "urls": {"base": "https://a.eloqua.com", "apis": {}}}
EVENT = {"name": "Seen", "user": {"uid": "u"}, "timestamp": "2024-05-01T12:00:00Z", "properties": {"a": 1}}
JOB = {"id": "abc=", "status": "COMPLETED", "created": "2024-05-01T12:00:00Z", "finished": "2024-05-01T12:00:00Z"}
SYNC = {"uri": "/syncs/1444", "status": "success", "createdAt": "2024-05-01T12:00:00.1234567Z"}
REQUEST = {
    **{"requestId": "r-1", "isCompleted": True, "createdAt": "2024-05-01T12:00:00Z"},
    **{"expectedCompletion": "2024-05-02T12:00:00Z", "completedAt": "2024-05-01T13:00:00Z"},
}
ROWS_STATUS = {
    "status": {"requestStatus": "Complete", "hasErrors": True, "resultStatus": "Has Errors", "requestId": "j"},
    "resultMessages": [],
}
EXPORT = {"AccessToken": 480211, "Status": "Complete", "RowCount": 2, "ByteCount": 9}

# What each path answers: the end of the path, the status code, a good body.
ANSWERS: dict[str, list[tuple[str, int, dict[str, Any]]]] = of_each(
    {
        "salesforce": [
            ("/token", 200, TOKEN),
            ("/rows", 202, {"requestId": "job-1", "resultMessages": []}),
            ("/status", 200, ROWS_STATUS),
            (
                "/results",
                200,
                {"page": 1, "pageSize": 50, "count": 2, "items": [{"status": "OK"}, {"status": "Error"}]},
            ),
        ],
        "possiblenow": [
            ("/Readers", 202, {"AccessToken": 480211}),
            ("/Status", 200, EXPORT),
            (
                "",
                200,
                {
                    "Count": 1,
                    "HasMore": False,
                    "Limit": 9,
                    "Offset": 1,
                    "TotalResults": 1,
                    "UserProfilePreferences": [{}],
                },
            ),
        ],
        "open_data_rights": [("/requests", 201, REQUEST), ("", 200, REQUEST)],
        "eloqua": [
            ("/id", 200, ACCOUNT),
            ("/token", 200, TOKEN),
            ("/syncs", 201, SYNC),
            (
                "/data",
                200,
                {"totalResults": 1, "limit": 9, "offset": 0, "count": 1, "hasMore": False, "items": [{"a": "b"}]},
            ),
            ("/logs", 200, {"totalResults": 1, "limit": 9, "offset": 0, "hasMore": False, "items": [{"count": 1}]}),
            ("", 200, SYNC),
        ],
        "fullstory": [
            ("/batch", 200, {"job": JOB}),
            ("/imports", 200, {"results": [EVENT], "total_records": "1", "next_page_token": ""}),
            ("/errors", 200, {"results": [{"message": "no", "code": "c", "event": EVENT}], "next_page_token": "x"}),
            ("", 200, {"imports": 1, "errors": 1, "job": JOB}),
        ],
    },
    "good answers by path",
)
CONNECT: dict[str, Callable[[dict[str, Any]], Any]] = of_each(
    {
        "salesforce": lambda args: salesforce.connect(
            client_id="a", client_secret="s", base_url=URL, auth_url=URL, httpx_args=args
        ),
        "possiblenow": lambda args: possiblenow.connect(token="t", base_url=URL, httpx_args=args),
        "open_data_rights": lambda args: open_data_rights.connect(URL, "t", httpx_args=args),
        # Asks for a base URL and for a token.
        "eloqua": lambda args: eloqua.connect(
            refresh_token="r", client_id="a", client_secret="s", on_token=lambda _: None, login_url=URL, httpx_args=args
        ),
        "fullstory": lambda args: fullstory.connect("k", base_url=URL, httpx_args=args),
    },
    "how to make a client",
)
JOBS: dict[str, Callable[[Any], Any]] = of_each(
    {
        "salesforce": lambda client: salesforce.RowsImport(client, "job-1"),
        "possiblenow": lambda client: possiblenow.Export(client, "ACME", 480211),
        "open_data_rights": lambda client: open_data_rights.DataRequest(client, "r-1"),
        "eloqua": lambda client: eloqua.Sync(client, 1444),
        "fullstory": lambda client: fullstory.EventsImport(client, "abc="),
    },
    "a job of each",
)
SUBMITS: dict[str, tuple[list[Any], dict[str, Any]]] = of_each(
    {
        "salesforce": ([[{"a": 1}]], {"key": "k"}),
        "possiblenow": (["ACME", "Readers"], {}),
        "open_data_rights": ([], {}),
        "eloqua": (["/contacts/exports/2071"], {}),
        "fullstory": ([[{"name": "Seen"}]], {}),
    },
    "what to submit",
)


def written(value: Any) -> bytes:
    text = json.dumps(value)
    for name, digits in _HUGE.items():
        text = text.replace(json.dumps(name), digits)
    return text.encode()


def places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a body, the whole included."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way, *(place for key, one in inner for place in places(one, (*way, key)))]


@st.composite
def servers(draw: st.DrawFn, provider: str) -> Callable[[httpx.Request], httpx.Response]:
    """A server whose answers are good but for one or two values in one of them, and for a few headers."""
    at = draw(st.integers(0, len(ANSWERS[provider]) - 1))
    _, code, good = ANSWERS[provider][at]
    body: Any = copy.deepcopy(good)
    for _ in range(draw(st.integers(1, 2))):
        place = draw(st.sampled_from(places(body)))
        value = draw(VALUES)
        if not place:
            body = value
            break
        holder = body
        for key in place[:-1]:
            holder = holder[key]
        holder[place[-1]] = value
    headers, code = draw(HEADERS), draw(st.sampled_from([code] * 6 + [429, 503, 302]))
    asked = 0

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        assert asked < 20_000, "this goes on for ever"
        for index, (tail, good, whole) in enumerate(ANSWERS[provider]):
            if not request.url.path.endswith(tail):
                continue
            if index == at:
                raw = [(name.encode(), value.encode("latin-1", "replace")) for name, value in headers.items()]
                return httpx.Response(
                    code, headers=[(b"Content-Type", b"application/json"), *raw], content=written(body)
                )
            return httpx.Response(good, json=whole)
        raise AssertionError(request.url)

    return answer


def only_documented(call: Callable[[], Any], *errors: type[Exception]) -> None:
    with suppress_short(*errors):
        call()


@contextmanager
def suppress_short(*errors: type[Exception]) -> Iterator[None]:
    """An error of one of these kinds is as good as none, if it is not long."""
    raised: Exception | None = None
    try:
        yield
    except errors as error:
        raised = error
    assert len(str(raised)) < 5000


@pytest.mark.parametrize("provider", ANSWERS)
@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_nothing_but_documented_errors_comes_of_an_answer(provider: str, is_async: bool) -> None:
    @odd
    @given(server=servers(provider))
    def check(server: Callable[[httpx.Request], httpx.Response]) -> None:
        client = CONNECT[provider]({"transport": httpx.MockTransport(server)})
        job = JOBS[provider](client)
        arguments, options = SUBMITS[provider]
        asyncio.run(asynchronous(job, arguments, options)) if is_async else synchronous(job, arguments, options)

    check()


def synchronous(job: Any, arguments: list[Any], options: dict[str, Any]) -> None:
    other = fullstory.EventsImport(
        fullstory.connect(
            "k", httpx_args={"transport": httpx.MockTransport(lambda _: httpx.Response(200, json={"job": JOB}))}
        ),
        "abc=",
    )
    results = tarry.wait_for_all([job, other], timeout=3600, clock=VirtualClock())
    assert results[0].error is None or isinstance(results[0].error, WaitError)
    assert len(str(results[0].error)) < 5000
    assert results[1].outcome is tarry.Outcome.SUCCEEDED
    only_documented(lambda: job.poll(clock=VirtualClock()), WaitError)
    only_documented(
        lambda: str(type(job).submit(job.client, *arguments, **options, clock=VirtualClock()).handle), TarryError
    )
    for name in ("results", "failures", "logs"):
        if hasattr(job, name):
            only_documented(lambda name=name: list(getattr(job, name)(clock=VirtualClock())), TarryError)  # type: ignore[misc]
    if hasattr(job, "cancel"):
        only_documented(job.cancel, TarryError)


async def asynchronous(job: Any, arguments: list[Any], options: dict[str, Any]) -> None:
    (result,) = await tarry.async_wait_for_all([job], timeout=3600, clock=VirtualClock())
    assert result.error is None or isinstance(result.error, WaitError)
    with suppress_short(TarryError):
        started = await type(job).async_submit(job.client, *arguments, **options, clock=VirtualClock())
        assert tarry.Handle.parse(str(started.handle)) == started.handle
    for name in ("async_results", "async_failures", "async_logs"):
        if hasattr(job, name):
            with suppress_short(TarryError):
                async for _ in getattr(job, name)(clock=VirtualClock()):
                    pass


@odd
@given(base=st.sampled_from(URLS) | st.text(max_size=40).map("https://{}.eloqua.com".format) | VALUES)
def test_any_base_url_is_followed_or_an_error(base: Any) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/id":
            return httpx.Response(
                200, content=written({"urls": {"base": base}}), headers={"Content-Type": "application/json"}
            )
        assert request.url.host.endswith(".eloqua.com")
        return httpx.Response(200, json=SYNC)

    client = eloqua.connect(token="t", httpx_args={"transport": httpx.MockTransport(answer)})
    only_documented(lambda: eloqua.Sync(client, 1444).poll(clock=VirtualClock()), WaitError)


@pytest.mark.parametrize("value", [10**5000, -(10**5000), "9" * 5000, "x" * 1001, 10**1001], ids=range(5))
def test_ids_of_absurd_length(value: Any) -> None:
    for make in (
        lambda: fullstory.EventsImport(fullstory.connect("k"), value),
        lambda: eloqua.Sync(eloqua.connect(token="t", base_url=URL), value),
        lambda: possiblenow.Export(possiblenow.connect(token="t"), "ACME", value),
    ):
        with pytest.raises(tarry.ConfigurationError) as caught:
            make()
        assert len(str(caught.value)) < 300
    text = "x" * 5000 if isinstance(value, int) else value
    for handle in (f"fullstory:events-import:{text}", f"eloqua:sync:{text}", f"possiblenow:export:ACME:{text}"):
        with pytest.raises(tarry.HandleError) as refused:
            tarry.Handle.parse(handle)
        assert len(str(refused.value)) < 300


@pytest.mark.parametrize("text", ["fullstory:events-import:%ff", "fullstory:events-import:a%C3b", "eloqua:sync:%80"])
def test_an_id_that_is_no_utf_8_is_no_handle(text: str) -> None:
    with pytest.raises(tarry.HandleError, match="not percent-encoded UTF-8"):
        tarry.Handle.parse(text)


@pytest.mark.parametrize("token", ["\ud800", "a\x00", "a\nb", "x" * 5000])
def test_a_page_token_that_no_url_holds(token: str) -> None:
    page = {"results": [EVENT], "next_page_token": token}
    answer = httpx.MockTransport(lambda _: httpx.Response(200, content=json.dumps(page).encode()))
    job = fullstory.EventsImport(fullstory.connect("k", httpx_args={"transport": answer}), "abc=")
    with pytest.raises(tarry.ProviderResponseError, match="which is no token"):
        list(job.results(clock=VirtualClock()))


@pytest.mark.parametrize("seconds", ["9" * 400, "1e999", "-" + "9" * 400, "NaN", '"soon"', "[]"])
def test_a_token_lives_for_a_sensible_time(seconds: str) -> None:
    """A number that no clock can add is no life of a token; one that is only long is cut."""
    tokens = 0

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal tokens
        if request.url.path.endswith("/token"):
            tokens += 1
            return httpx.Response(200, content=b'{"access_token": "t", "expires_in": %s}' % seconds.encode())
        return httpx.Response(
            200, json=ROWS_STATUS if request.url.path.endswith("/status") else {"items": [], "count": 0}
        )

    client = CONNECT["salesforce"]({"transport": httpx.MockTransport(answer)})
    only_documented(lambda: JOBS["salesforce"](client).poll(clock=VirtualClock()), WaitError)
    assert tokens == 1
