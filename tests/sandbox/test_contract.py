"""The check of exchanges itself: it must find what is wrong, or the tests that lean on it prove nothing."""

from typing import Any

import httpx
import pytest

from sandbox.contract import WRONG_ON_PURPOSE, BreachError, Contract, load_contract

JOB = {"id": "abd123=", "status": "PROCESSING", "created": "2019-04-18T14:36:11.123Z"}
ERROR = {"message": "no", "code": "no"}
STATUS = "/fullstory/v2/events/batch/abd123%3D"
SUBMIT = {"method": "POST", "url": "/fullstory/v2/events/batch", "json": {"requests": [{"name": "Seen"}]}}


@pytest.fixture
def contract() -> Contract:
    return load_contract("fullstory", "/fullstory")


def exchange(contract: Contract, request: dict[str, Any], status: int, **answer: Any) -> None:
    made = httpx.Response(status, **answer)
    # As a stream, since a response from a real transport has not been read either.
    unread = httpx.Response(status, headers=made.headers, stream=httpx.ByteStream(made.content))
    transport = httpx.MockTransport(lambda _: unread)
    hooks = {"response": [contract.check]}
    with httpx.Client(transport=transport, base_url="http://sandbox", event_hooks=hooks) as client:
        client.request(**{"method": "GET", "url": STATUS, **request})


@pytest.mark.parametrize(
    ("url", "status", "answer"),
    [
        (STATUS, 200, {"json": {"job": JOB}}),
        (STATUS, 429, {"json": ERROR, "headers": {"Retry-After": "1"}}),
        (STATUS, 503, {"html": "<html></html>"}),
        (f"{STATUS}/imports?page_token=a&include_schema=true", 202, {}),
        ("/fullstory/v3/events", 404, {}),
    ],
)
def test_right_answers(contract: Contract, url: str, status: int, answer: dict[str, Any]) -> None:
    exchange(contract, {"url": url}, status, **answer)


@pytest.mark.parametrize(
    ("url", "status", "answer", "message"),
    [
        (STATUS, 418, {"json": ERROR}, "Documented: 200, 400"),
        (STATUS, 503, {"json": ERROR}, "Documented: 200, 400"),
        (STATUS, 200, {"json": {"job": {**JOB, "created": "yesterday"}}}, "date-time"),
        (STATUS, 200, {"json": {"job": JOB, "imports": "3"}}, "integer"),
        (STATUS, 200, {"json": {}}, "job"),
        (STATUS, 200, {"text": "{"}, "Content-Type"),
        (STATUS, 200, {"content": "{", "headers": {"Content-Type": "application/json"}}, "valid JSON"),
        (STATUS, 200, {"html": "<html></html>"}, "text/html"),
        (STATUS, 404, {"json": {"error": "no"}}, "message"),
        (STATUS, 429, {"json": ERROR}, "Retry-After"),
        (STATUS, 429, {"json": ERROR, "headers": {"Retry-After": "soon"}}, "integer"),
        (f"{STATUS}/imports", 202, {"json": {}}, "described without a body"),
        (f"{STATUS}/imports?page=2", 202, {}, "no query parameter 'page'"),
        (f"{STATUS}/imports?include_schema=yes", 202, {}, "include_schema"),
        ("/fullstory/v3/events", 200, {}, "not in the document"),
        ("/v2/events/batch/a", 200, {"json": {"job": JOB}}, "not in the document"),
    ],
)
def test_wrong_answers(contract: Contract, url: str, status: int, answer: dict[str, Any], message: str) -> None:
    with pytest.raises(BreachError, match=message):
        exchange(contract, {"url": url}, status, **answer)


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({"json": {"requests": [{}]}}, r"\$\.requests\[0\]: 'name' is a required property"),
        ({"json": {"requests": [{"name": "a", "timestamp": "yesterday"}]}}, "date-time"),
        ({"json": None, "content": "requests"}, "its body is ''"),
        ({"headers": {"Content-Type": "text/plain"}}, "its body is 'text/plain'"),
    ],
)
def test_wrong_requests_must_not_be_taken(contract: Contract, request_: dict[str, Any], message: str) -> None:
    wrong = {**SUBMIT, **request_}
    with pytest.raises(BreachError, match=f"was answered 200, but .*{message}"):
        exchange(contract, wrong, 200, json={"job": JOB})
    exchange(contract, wrong, 400, json=ERROR)
    exchange(contract, {**wrong, "extensions": WRONG_ON_PURPOSE}, 200, json={"job": JOB})


def test_what_was_seen_is_remembered(contract: Contract) -> None:
    exchange(contract, SUBMIT, 200, json={"job": JOB})
    assert ("create_events_import", 200) in contract.seen <= contract.documented
