"""Requests that are put together and sent past `httpx.Client.request`: the same requests, and the same settings hold."""

import logging
from collections.abc import Callable
from typing import Any

import anyio
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tarry import Outcome, PollingError, fullstory
from tarry._http.client import SendingClient, build_request
from tarry._http.cookies import Cookies

STATUS = {"job": {"id": "abc", "status": "PROCESSING", "created": "2026-01-01T00:00:00Z"}}
segments = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_categories=["Cc"], exclude_characters="/?#\\%"),
    max_size=8,
)
headers = st.dictionaries(
    st.sampled_from(["Accept", "accept", "X-One", "Integration-Source", "host"]), st.sampled_from(["", "a", "b c"])
)


def connect(handler: Callable[[httpx.Request], httpx.Response] | None = None, **httpx_args: Any) -> Any:
    if handler is not None:
        httpx_args["transport"] = httpx.MockTransport(handler)
    return fullstory.connect("na1.key", base_url="https://host.example/base", httpx_args=httpx_args)


@given(
    base=st.sampled_from(
        ["https://host.example", "https://host.example:8443/a%2Fb/c", "http://[::1]:80/", "http://ä.example"]
    ),
    parts=st.lists(segments | st.just("a%2Fb") | st.just("abc%3D"), min_size=1, max_size=3),
    given_headers=headers,
    own_headers=headers,
    query=st.sampled_from(["", "?a=1&b=%20"]),
)
def test_a_request_is_the_same_as_httpx_builds_it(
    base: str, parts: list[str], given_headers: dict[str, str], own_headers: dict[str, str], query: str
) -> None:
    sender = httpx.MockTransport(lambda _: httpx.Response(200))
    with httpx.Client(base_url=base, headers=own_headers, timeout=7.0, transport=sender) as http:
        url = "/" + "/".join(parts) + query
        if url.startswith("//"):
            return  # another host, for httpx
        arguments: dict[str, Any] = {"method": "get", "url": url, "headers": given_headers}
        ours, theirs = build_request(http, arguments), http.build_request(**arguments)
        assert (ours.method, ours.url, ours.url.raw_path) == (theirs.method, theirs.url, theirs.url.raw_path)
        assert dict(ours.headers) == dict(theirs.headers)
        assert len(ours.headers.raw) == len(theirs.headers.raw)
        assert (ours.content, ours.extensions) == (theirs.content, theirs.extensions)


def sync_hook(_: httpx.Response) -> None:
    pass


async def async_hook(_: httpx.Response) -> None:
    pass


@pytest.mark.parametrize("face", ["sync", "asyncio"])
@pytest.mark.parametrize(
    ("httpx_args", "through_httpx"),
    [
        ({}, [False, False]),
        ({"limits": httpx.Limits(max_connections=3)}, [False, False]),
        # Which of those that are mounted is chosen by httpx, once for each host.
        ({"mounts": {"all://": httpx.MockTransport(lambda _: httpx.Response(200, json=STATUS))}}, [True, False]),
        ({"event_hooks": {}}, [True, True]),
    ],
    ids=["plain", "limits", "mounts", "hooks"],
)
def test_polls_go_straight_to_the_transport_where_httpx_has_nothing_to_do(
    face: str, httpx_args: dict[str, Any], through_httpx: list[bool], caplog: pytest.LogCaptureFixture
) -> None:
    # Through httpx all would work as well, and each poll would cost as much as by hand. It logs what goes through it.
    if "event_hooks" in httpx_args:
        httpx_args = {"event_hooks": {"response": [sync_hook if face == "sync" else async_hook]}}
    job = fullstory.EventsImport(connect(lambda _: httpx.Response(200, json=STATUS), **httpx_args), "abc")
    found = []
    for _ in through_httpx:
        with caplog.at_level(logging.INFO, logger="httpx"):
            job.poll() if face == "sync" else anyio.run(job.async_poll)
        found.append("HTTP Request" in caplog.text)
        caplog.clear()
    assert found == through_httpx


@pytest.mark.parametrize(
    "settings",
    [
        {"event_hooks": {"request": [lambda request: request.headers.update({"X-Hook": "1"})]}},
        {"params": {"account": "7"}},
        {"cookies": {"session": "s"}},
    ],
    ids=["hooks", "params", "cookies"],
)
def test_what_is_not_plain_is_left_to_httpx(settings: dict[str, Any]) -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=STATUS)

    cookies = settings.pop("cookies", {})
    client = connect(handler, **settings).with_cookies(cookies)
    assert fullstory.EventsImport(client, "abc").poll().outcome is Outcome.PENDING
    (request,) = seen
    sent = {"hooks": "x-hook" in request.headers, "params": request.url.query == b"account=7"}
    assert sent == {"hooks": "event_hooks" in settings, "params": "params" in settings}
    assert request.headers.get("cookie") == ("session=s" if cookies else None)


@pytest.mark.parametrize("face", ["sync", "asyncio"])
def test_cookies_are_kept_for_the_next_request(face: str) -> None:
    # A load balancer binds a client to one server by them.
    seen: list[str | None] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("cookie"))
        return httpx.Response(200, json=STATUS, headers={"Set-Cookie": "server=b; Path=/"})

    job = fullstory.EventsImport(connect(handler), "abc")
    for _ in range(2):
        job.poll() if face == "sync" else anyio.run(job.async_poll)
    assert seen == [None, "server=b"]


def test_cookies_that_could_not_be_sent_are_not_kept() -> None:
    jar = SendingClient(transport=httpx.MockTransport(lambda _: httpx.Response(200)), mounts={}).cookies
    for name, value in [("a", "ä"), ("b", "x" * 9000), ("c", "good")]:
        jar.set(name, value)
    assert dict(jar) == {"c": "good"}


@pytest.mark.parametrize("face", ["sync", "asyncio"])
def test_a_cookie_beyond_ascii_ends_no_wait_and_cookies_do_not_pile_up(face: str) -> None:
    seen: list[int] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(len(request.headers.get("cookie", "")))
        raw = [(b"Set-Cookie", f"c{len(seen)}-{one}=1; Path=/".encode()) for one in range(30)]
        return httpx.Response(200, json=STATUS, headers=[*raw, (b"Set-Cookie", b"d=\xe4\xff; Path=/")])

    client = connect(handler)
    job = fullstory.EventsImport(client, "abc")
    for _ in range(20):
        result = job.poll() if face == "sync" else anyio.run(job.async_poll)
        assert result.outcome is Outcome.PENDING
    http = client.get_httpx_client() if face == "sync" else client.get_async_httpx_client()
    assert isinstance(http.cookies.jar, Cookies)
    assert len(http.cookies.jar) <= 50
    assert max(seen) < 1000


def test_a_post_without_a_body_says_so() -> None:
    # IIS and others answer 411 to one that does not.
    request = build_request(connect().get_httpx_client(), {"method": "post", "url": "/commit"})
    assert request.headers["content-length"] == "0"


def test_a_mounted_transport_is_used() -> None:
    def other(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=STATUS)

    client = connect(lambda _: httpx.Response(500), mounts={"https://host.example": httpx.MockTransport(other)})
    assert fullstory.EventsImport(client, "abc").poll().raw_status == "PROCESSING"


def test_a_closed_client_says_so() -> None:
    with connect(lambda _: httpx.Response(200, json=STATUS)) as client:
        pass
    with pytest.raises(PollingError, match="cannot be polled: the client has been closed: connect a new one"):
        fullstory.EventsImport(client, "abc").poll()


def test_a_client_that_has_sent_can_still_be_entered() -> None:
    client = connect(lambda _: httpx.Response(200, json=STATUS))
    fullstory.EventsImport(client, "abc").poll()
    with client:
        fullstory.EventsImport(client, "abc").poll()


@pytest.mark.parametrize("raises", [httpx.ConnectError("refused"), httpx.ReadTimeout("late")])
def test_an_error_holds_no_more_of_its_request_than_the_address(raises: httpx.TransportError) -> None:
    def handler(_: httpx.Request) -> httpx.Response:
        raise raises

    with pytest.raises(PollingError) as caught:
        fullstory.EventsImport(connect(handler), "abc").poll(raise_on_fault=True)
    cause = caught.value.__cause__
    assert type(cause) is type(raises)
    assert isinstance(cause, httpx.RequestError)
    assert (cause.request.url.path, dict(cause.request.headers)) == (
        "/base/v2/events/batch/abc",
        {"host": "host.example"},
    )
    assert (cause.__cause__, cause.__context__) == (None, None)


def test_each_request_is_logged_without_its_host(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="tarry"):
        fullstory.EventsImport(connect(lambda _: httpx.Response(200, json=STATUS)), "abc").poll()
    assert "GET /base/v2/events/batch/abc: 200" in caplog.messages
