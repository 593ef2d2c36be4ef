"""Handles: found again from a text, and harmless when forged."""

import importlib
import json
import pickle
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tarry import ConfigurationError, Handle, HandleError, fullstory, open_job
from tarry._core.providers import BUILT_IN, jobs_of
from tarry_clients import eloqua

quick = settings(derandomize=True, max_examples=150, deadline=None)

KINDS = {name: {kind: job.id_names for kind, job in (jobs_of(name) or {}).items()} for name in BUILT_IN}
ALL_KINDS = [(provider, kind) for provider, kinds in KINDS.items() for kind in kinds]
IDS = st.text(
    st.characters(exclude_categories=("C", "Z")) | st.sampled_from("/:%.?#@\\ +"), min_size=1, max_size=30
).filter(lambda text: text == text.strip() and text not in {".", ".."})
NO_IDS = ["", " ", ".", "..", "a\n", "\na", "a\x00b", "a\tb", " a", "a ", "a\u2028b", "\ud800", "a\u202eb"]


@st.composite
def handles(draw: st.DrawFn) -> Handle:
    provider, kind = draw(st.sampled_from(ALL_KINDS))
    return Handle(provider, kind, tuple(draw(IDS) for _ in KINDS[provider][kind]))


def test_a_handle_reads_like_a_path() -> None:
    handle = Handle("fullstory", "events-import", ("abd123=",))
    assert str(handle) == "fullstory:events-import:abd123%3D"
    assert json.loads(handle.to_json()) == {
        "version": 1,
        "provider": "fullstory",
        "kind": "events-import",
        "ids": ["abd123="],
    }
    assert str(Handle("possiblenow", "export", ("acme", "77"))) == "possiblenow:export:acme:77"


@quick
@given(handle=handles())
def test_a_handle_survives_its_text_its_json_and_a_pickle(handle: Handle) -> None:
    assert Handle.parse(str(handle)) == handle
    assert Handle.parse(f"  {handle}\n") == handle
    assert Handle.from_json(handle.to_json()) == handle
    assert pickle.loads(pickle.dumps(handle)) == handle
    assert hash(Handle.parse(str(handle))) == hash(handle)


@quick
@given(handle=handles())
def test_the_text_of_a_handle_is_one_plain_word(handle: Handle) -> None:
    text = str(handle)
    assert text.isascii()
    assert text.isprintable()
    assert not set(text) & set(" /?#@\\")
    assert text.count(":") == 1 + len(handle.ids)


@quick
@given(
    text=st.text(max_size=60)
    | st.lists(st.sampled_from(["fullstory", "events-import", ":", "%2e", "%", "%00", "a"])).map("".join)
)
def test_any_text_is_a_handle_or_a_handle_error(text: str) -> None:
    try:
        handle = Handle.parse(text)
    except HandleError:
        return
    assert Handle.parse(str(handle)) == handle


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["fullstory", "events-import"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.fixed_dictionaries(dict.fromkeys(("version", "provider", "kind", "ids"), inner))
    ),
    max_leaves=8,
)


@quick
@given(value=_JSON)
def test_any_json_is_a_handle_or_a_handle_error(value: Any) -> None:
    try:
        handle = Handle.from_json(json.dumps(value))
    except HandleError:
        return
    assert Handle.from_json(handle.to_json()) == handle


@pytest.mark.parametrize(
    "text",
    [
        "",
        "fullstory",
        "fullstory:",
        "fullstory:events-import",
        "fullstory:events-import:",
        "fullstory:events-import:a:b",
        "possiblenow:export:acme",
        "fullstory:sync:a",
        "Fullstory:events-import:a",
        "vendor:events-import:a",
        "https://evil.example/fullstory:events-import:a",
        "fullstory:events-import:%2e%2E",
        "fullstory:events-import:.",
        "fullstory:events-import:a%0d%0aHost: evil.example",
        None,
        7,
        b"fullstory:events-import:a",
    ],
)
def test_a_malformed_text_is_refused(text: Any) -> None:
    with pytest.raises(HandleError):
        Handle.parse(text)


def _forged(**fields: Any) -> str:
    return json.dumps({"version": 1, "provider": "fullstory", "kind": "events-import", "ids": ["a"], **fields})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        "7",
        "fullstory:events-import:a",
        "{" * 10,
        "[" * 200_000,
        _forged(version=2),
        _forged(version="1"),
        _forged(version=None),
        _forged(provider="os"),
        _forged(provider=["fullstory"]),
        _forged(kind="sync"),
        _forged(kind=None),
        _forged(ids="a"),
        _forged(ids={"job_id": "a"}),
        _forged(ids=[]),
        _forged(ids=["a", "b"]),
        _forged(ids=[""]),
        _forged(ids=[".."]),
        _forged(ids=[None]),
        _forged(ids=[["a"]]),
        _forged(ids=[{"a": 1}]),
        None,
        7,
    ],
)
def test_a_malformed_json_is_refused(text: Any) -> None:
    with pytest.raises(HandleError):
        Handle.from_json(text)


def test_a_handle_of_a_later_version_says_so() -> None:
    with pytest.raises(HandleError, match="version 2 is from another tarry"):
        Handle.from_json(_forged(version=2))


@pytest.mark.parametrize("value", NO_IDS)
def test_what_is_no_id_is_refused_by_handle_and_job(value: str) -> None:
    with pytest.raises(HandleError, match="job_id of a fullstory events-import is"):
        Handle("fullstory", "events-import", (value,))
    with pytest.raises(ConfigurationError, match="job_id of EventsImport is"):
        fullstory.EventsImport(fullstory.connect("key"), value)


def test_a_missing_id_is_not_taken_for_the_text_none() -> None:
    with pytest.raises(ConfigurationError, match="job_id of EventsImport is empty"):
        fullstory.EventsImport(fullstory.connect("key"), None)  # type: ignore[arg-type]


LONG = "x" * 100_000


@pytest.mark.parametrize("text", [LONG, f"{LONG}:a:b", f"fullstory:{LONG}:b", f"fullstory:events-import:.{LONG}%00"])
def test_an_error_does_not_repeat_a_long_forgery(text: str) -> None:
    with pytest.raises(HandleError) as raised:
        Handle.parse(text)
    assert len(str(raised.value)) < 300


@pytest.mark.parametrize("form", ["text", "handle"])
@pytest.mark.parametrize("job_class", fullstory.JOBS)
def test_a_handle_opens_the_job_it_was_taken_from(job_class: Any, form: str) -> None:
    client = fullstory.connect("key")
    handle = job_class(client, "abd123=").handle
    job = open_job(handle if form == "handle" else str(handle), client)
    assert type(job) is job_class
    assert job.client is client
    assert job.handle == handle


@pytest.mark.parametrize("client", [eloqua.AuthenticatedClient("https://secure.eloqua.com", "token"), object(), "key"])
def test_another_providers_client_opens_nothing(client: Any) -> None:
    with pytest.raises(
        HandleError, match=r"fullstory:events-import:a: EventsImport needs the client that tarry\.fullstory\.connect"
    ):
        open_job("fullstory:events-import:a", client)


@pytest.mark.parametrize("handle", ["nonsense", "", None, 7, b"fullstory:events-import:a"])
def test_what_is_no_handle_opens_nothing(handle: Any) -> None:
    with pytest.raises(HandleError):
        open_job(handle, fullstory.connect("key"))


@pytest.mark.parametrize(("provider", "kind"), ALL_KINDS)
def test_every_kind_has_a_class_that_opens_it_and_refuses_a_strange_client(provider: str, kind: str) -> None:
    (job_class,) = [one for one in importlib.import_module(f"tarry.{provider}").JOBS if one.kind == kind]
    assert job_class.source.name == provider
    handle = Handle(provider, kind, tuple("1" for _ in KINDS[provider][kind]))
    with pytest.raises(HandleError, match=f"needs the client that tarry.{provider}.connect"):
        open_job(handle, object())


@quick
@given(
    value=IDS
    | st.sampled_from(
        ["../../token", "//evil.example/", "https://evil.example", "@evil.example", "a?b=c#d", "..\\..", "%2e%2e"]
    )
)
def test_a_forged_id_leads_to_no_other_host_or_path(value: str) -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(404, json={"code": "not_found", "message": "no such job"})

    client = fullstory.connect("key", httpx_args={"transport": httpx.MockTransport(answer)})
    with client:
        open_job(f"fullstory:events-import:{quote(value, safe='')}", client).poll()
    (request,) = asked
    assert (request.url.scheme, request.url.host, request.url.port) == ("https", "api.fullstory.com", None)
    assert request.url.raw_path == b"/v2/events/batch/" + quote(value, safe="").encode()
