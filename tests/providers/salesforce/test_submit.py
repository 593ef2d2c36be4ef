"""Salesforce: queueing rows, what is refused before anything is sent, and what an answer to a submit means."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest

from support.salesforce_server import JOB, REQUEST, SECRET, Answer, Driver, Server, envelope, error, token
from tarry import ConfigurationError, ProviderResponseError, SubmitError, fullstory
from tarry.salesforce import RowsImport
from tarry_clients.salesforce.models import Row

ROW = {"MemberId": "M-1001"}
MAX_ROWS = 32_000
MAX_BYTES = 4_000_000
EXTENSIONS = "/data/v1/async/dataextensions"


@pytest.fixture(params=["sync", "async"])
def driver(request: pytest.FixtureRequest) -> Driver:
    return Driver(request.param == "async")


def queued(**changed: Any) -> httpx.Response:
    return httpx.Response(202, json={"requestId": JOB, "resultMessages": [], **changed})


def sent(server: Server) -> Any:
    (request,) = server.requests
    assert request.headers["Content-Type"] == "application/json"
    return json.loads(request.content)


# What is sent.


@pytest.mark.parametrize(
    ("where", "options", "method", "path"),
    [
        ({"key": "Members"}, {}, "PUT", "key:Members"),
        ({"key": "Members"}, {"mode": "insert"}, "POST", "key:Members"),
        ({"id": "7c1d2e3f"}, {"mode": "upsert"}, "PUT", "7c1d2e3f"),
        ({"id": "7c1d2e3f"}, {"mode": "insert"}, "POST", "7c1d2e3f"),
        ({"key": "Loyalty members / 50% & ä?#"}, {}, "PUT", "key:Loyalty%20members%20%2F%2050%25%20%26%20%C3%A4%3F%23"),
        ({"key": "a%2Fb"}, {}, "PUT", "key:a%252Fb"),
        ({"key": "key:Members"}, {}, "PUT", "key:key%3AMembers"),
        ({"key": " a\u00a0b "}, {}, "PUT", "key:%20a%C2%A0b%20"),
        ({"id": "key:Members"}, {}, "PUT", "key%3AMembers"),
        ({"id": "../a"}, {}, "PUT", "..%2Fa"),
    ],
)
def test_submit(driver: Driver, where: dict[str, str], options: Any, method: str, path: str) -> None:
    server = Server(queued())
    job = driver.submit(server.client(), [ROW], **where, **options)
    assert job.request_id == JOB
    assert (server.requests[0].method, server.paths) == (method, [f"{EXTENSIONS}/{path}/rows"])
    assert sent(server) == {"items": [ROW]}


@pytest.mark.parametrize(
    ("rows", "items"),
    [
        (
            [{"Text": "ä\r\n", "Whole": 120, "Part": 45.5, "Yes": True, "No": False, "Nothing": None, "Empty": ""}],
            [{"Text": "ä\r\n", "Whole": 120, "Part": 45.5, "Yes": True, "No": False, "Nothing": None, "Empty": ""}],
        ),
        (
            [{"Day": date(2024, 5, 1), "Moment": datetime(2024, 5, 1, 9, 30, tzinfo=UTC)}],
            [{"Day": "2024-05-01", "Moment": "2024-05-01T09:30:00+00:00"}],
        ),
        ([Row.from_dict(ROW), {"MemberId": "M-1002"}], [ROW, {"MemberId": "M-1002"}]),
        (({"MemberId": "M-1001"},), [ROW]),
    ],
)
def test_rows(driver: Driver, rows: Any, items: list[dict[str, Any]]) -> None:
    server = Server(queued())
    driver.submit(server.client(), rows, key="Members")
    assert sent(server) == {"items": items}


def test_rows_may_come_from_a_generator(driver: Driver) -> None:
    server = Server(queued())
    driver.submit(server.client(), ({"MemberId": f"M-{number}"} for number in range(2)), key="Members")
    assert sent(server) == {"items": [{"MemberId": "M-0"}, {"MemberId": "M-1"}]}


def test_as_many_rows_as_may_be(driver: Driver) -> None:
    server = Server(queued())
    driver.submit(server.client(), ({"n": number} for number in range(MAX_ROWS)), key="Members")
    assert len(sent(server)["items"]) == 32_000


def test_as_many_bytes_as_may_be(driver: Driver) -> None:
    # Characters of two bytes: it is bytes that are counted.
    frame = len(json.dumps({"items": [{"a": ""}]}, separators=(",", ":")))
    server = Server(queued())
    driver.submit(server.client(), [{"a": "ä" * ((MAX_BYTES - frame) // 2)}], key="Members")
    assert len(server.requests[0].content) in {MAX_BYTES, MAX_BYTES - 1}
    with pytest.raises(ConfigurationError, match=r"4,000,00[12] bytes of JSON; one submit takes 4,000,000.*split them"):
        driver.submit(server.client(), [{"a": "ä" * ((MAX_BYTES - frame) // 2 + 1)}], key="Members")
    assert len(server.requests) == 1


# What is refused before anything is sent.


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "no rows to submit"),
        (iter(()), "no rows to submit"),
        (ROW, "rows must be a list, not a single dict"),
        ("M-1001", "rows must be a list, not a single str"),
        (None, "rows must be a list"),
        ([ROW, "M-1001"], r"rows\[1\] must be a mapping or a Row, not str"),
        ([ROW, {"Points": float("nan")}], r"rows\[1\]\['Points'\] is nan"),
        ([ROW, {"Points": float("-inf")}], r"rows\[1\]\['Points'\] is -inf"),
        ([{"values": {"Points": 1}}], r"rows\[0\]\['values'\] must be a text, number, boolean or None, not dict"),
        ([{"Points": [1]}], r"rows\[0\]\['Points'\] must be .* not list"),
        ([{"Points": (1,)}], r"rows\[0\]\['Points'\] must be .* not list"),
        ([{"Points": Decimal(1)}], "must be .* not Decimal"),
        ([{"Points": b"1"}], "must be .* not bytes"),
        ([{1: "a"}], r"rows\[0\]\[1\]: the name of a column must be a text, not int"),
        ([{("a", "b"): "a"}], "the name of a column must be a text, not tuple"),
        ([{"Name": "\ud800"}], r"rows\[0\] cannot be written as JSON"),
        ([{"\ud800": "a"}], r"rows\[0\] cannot be written as JSON"),
        ([{"Points": 10**5000}], r"rows\[0\] cannot be written as JSON"),
        ([ROW] * (MAX_ROWS + 1), "32,001 rows are more than the 32,000 of one submit: split them"),
    ],
)
def test_malformed_rows_send_nothing(driver: Driver, rows: Any, message: str) -> None:
    server = Server(queued())
    with pytest.raises(ConfigurationError, match=message):
        driver.submit(server.client(), rows, key="Members")
    assert not server.requests + server.token_requests


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ({}, "takes key=… or id=…, one of them"),
        ({"key": "a", "id": "b"}, "takes key=… or id=…, one of them"),
        ({"key": ""}, "key of a data extension is a text that is not empty"),
        ({"key": " \n"}, "key of a data extension is a text that is not empty"),
        ({"key": 7}, "key of a data extension is a text"),
        ({"key": "\ud800"}, "key of a data extension is a text"),
        ({"key": "a\x00b"}, "key of a data extension is a text"),
        ({"id": ""}, "id of a data extension is a text"),
        ({"id": ".."}, "id of a data extension is a text"),
        ({"key": "a", "mode": "update"}, 'mode is "upsert" or "insert", not \'update\''),
        ({"key": "a", "mode": None}, "mode is"),
        ({"key": "a", "mode": ["insert"]}, "mode is"),
    ],
)
def test_a_malformed_submit_sends_nothing(driver: Driver, where: dict[str, Any], message: str) -> None:
    server = Server(queued())
    with pytest.raises(ConfigurationError, match=message):
        driver.submit(server.client(), [ROW], **where)
    assert not server.requests + server.token_requests


def test_another_providers_client_is_refused(driver: Driver) -> None:
    client: Any = fullstory.connect(api_key="sandbox-key")
    with pytest.raises(ConfigurationError, match=r"RowsImport.submit needs the client that tarry.salesforce.connect"):
        driver.submit(client, [ROW], key="Members")


# What an answer means.


@pytest.mark.parametrize(
    "messages",
    [
        {"resultMessages": [{"resultClass": "Warning", "resultCode": "Truncated", "message": "Cut off."}]},
        {"resultMessages": [{"resultMessage": {"resultClass": "Warning", "message": "Cut off."}}]},
        {"resultMessages": [{}]},
    ],
)
def test_a_warning_is_no_refusal(driver: Driver, messages: dict[str, Any]) -> None:
    assert driver.submit(Server(queued(**messages)).client(), [ROW], key="Members").request_id == JOB


def test_an_answer_without_messages(driver: Driver) -> None:
    server = Server(httpx.Response(202, json={"requestId": JOB}))
    assert driver.submit(server.client(), [ROW], key="Members").request_id == JOB


@pytest.mark.parametrize("code", [200, 202, 400])
@pytest.mark.parametrize("nested", [True, False])
@pytest.mark.parametrize("result_class", ["Error", " error ", None])
def test_an_envelope_is_no_job(driver: Driver, code: int, nested: bool, result_class: str | None) -> None:
    # An id is in it all the same.
    refusal = envelope(code, nested=nested, resultCode="CustomObjectNotFound", resultClass=result_class)
    assert refusal.json()["requestId"] == REQUEST
    with pytest.raises(ProviderResponseError, match="nothing was queued, CustomObjectNotFound: Unable") as caught:
        driver.submit(Server(refusal).client(), [ROW], key="Members")
    assert caught.value.status_code == code
    assert "may exist" not in str(caught.value)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (httpx.Response(200, json={"requestId": JOB}), r"answered with 202.*The job may exist"),
        (httpx.Response(202, json={}), "'requestId' is missing"),
        (queued(requestId=None), "'requestId' is missing"),
        (queued(requestId=""), "requestId is no id"),
        (queued(requestId=7), "requestId is no id"),
        (queued(requestId=".."), "requestId is no id"),
        (queued(resultMessages=[{"resultClass": 7, "resultCode": 8}], requestId=""), "requestId is no id"),
        (httpx.Response(202, html="<html>"), "is not what the document describes"),
        (error(400, "The field items is missing."), "400, Bad Request.*The field items is missing"),
        (error(403), "403"),
        (error(404), "404"),
        (httpx.Response(596), "596"),
        (httpx.Response(302, headers={"Location": "https://elsewhere.example/"}), "302"),
    ],
)
def test_anything_else_is_no_job_either(driver: Driver, answer: httpx.Response, message: str) -> None:
    server = Server(answer)
    with pytest.raises(ProviderResponseError, match=message):
        driver.submit(server.client(), [ROW], key="Members")
    assert len(server.requests) == 1


@pytest.mark.parametrize("code", [429, 500, 503])
def test_a_refused_submit_is_not_repeated(driver: Driver, code: int) -> None:
    server = Server(error(code, **{"Retry-After": "1"}))
    with pytest.raises(ProviderResponseError) as caught:
        driver.submit(server.client(), [ROW], key="Members")
    assert (caught.value.status_code, len(server.requests), driver.clock.sleeps) == (code, 1, [])


@pytest.mark.parametrize(
    ("answers", "tokens", "may_exist"),
    [
        (httpx.ReadTimeout("late"), None, True),
        (httpx.RemoteProtocolError("closed"), None, True),
        (httpx.ConnectError("no route"), None, False),
        # Without a token the rows never left.
        (queued(), [httpx.ReadTimeout("late")], False),
    ],
)
def test_a_submit_without_an_answer(
    driver: Driver, answers: Answer, tokens: list[Answer] | None, may_exist: bool
) -> None:
    server = Server(answers, tokens=tokens)
    with pytest.raises(SubmitError) as caught:
        driver.submit(server.client(), [ROW], key="Loyalty / members")
    assert caught.value.may_exist is may_exist
    assert len(server.requests) == (0 if tokens else 1)


def test_no_token_no_submit(driver: Driver) -> None:
    server = Server(queued(), tokens=[error(503)])
    with pytest.raises(ProviderResponseError, match="POST /v2/token answered 503, the token host gave no token"):
        driver.submit(server.client(), [ROW], key="Members")
    assert not server.requests


def test_a_submit_is_repeated_whole_with_a_new_token(driver: Driver) -> None:
    server = Server(error(401), queued(), tokens=[token(1), token(2)])
    assert driver.submit(server.client(), [ROW], key="Members").request_id == JOB
    assert server.credentials == ["1", "2"]
    assert [json.loads(request.content) for request in server.requests] == [{"items": [ROW]}] * 2
    assert SECRET not in repr(server.requests)


def test_the_job_keeps_the_submitted_id(driver: Driver) -> None:
    job = driver.submit(Server(queued()).client(), [ROW], key="Members")
    assert (type(job), str(job.handle)) == (RowsImport, f"salesforce:rows-import:{JOB}")
