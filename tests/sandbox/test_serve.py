"""On a real socket, and the control plane that is mostly used there."""

import gc
import socket
import threading
import time
import warnings
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tarry.sandbox import Fault, Plan, Sandbox

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox()


@pytest.fixture
def root(sandbox: Sandbox) -> Iterator[str]:
    with sandbox.serve() as root:
        yield root


@pytest.fixture
def client(root: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=root, headers={"Authorization": "Basic sandbox-key"}) as client:
        yield client


def submit(client: httpx.Client, count: int = 2) -> str:
    answer = client.post("/fullstory/v2/users/batch", json={"requests": [{"uid": f"{n}"} for n in range(count)]})
    return f"/fullstory/v2/users/batch/{answer.json()['job']['id']}"


def test_environment_leads_to_the_sandbox(sandbox: Sandbox, root: str) -> None:
    environment = sandbox.environment(root)
    url, key = environment["FULLSTORY_BASE_URL"], environment["FULLSTORY_API_KEY"]
    assert url == sandbox.base_url("fullstory", root) == f"{root}/fullstory"
    answer = httpx.post(f"{url}/v2/users/batch", json={"requests": []}, headers={"Authorization": f"Basic {key}"})
    assert answer.status_code == 200
    assert len(answer.headers.get_list("date")) == 1


def test_a_wrong_method_is_told_all_the_right_ones(client: httpx.Client) -> None:
    answer = client.patch("/eloqua/api/bulk/2.0/contacts/exports/2071")
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) - {"HEAD"} == {"GET", "PUT", "DELETE"}


def test_a_chosen_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with (
            pytest.raises(
                OSError, match=f"cannot listen on 127.0.0.1, port {port} .*in use.*port 0 takes any free one"
            ),
            Sandbox().serve(port=port),
        ):
            pytest.fail("served on a port that was taken")
    with Sandbox().serve(port=port) as root:
        assert root == f"http://127.0.0.1:{port}"


def test_no_connection_is_left_that_comes_as_it_ends() -> None:
    """Some were, and an unclosed socket was found when garbage was collected in whichever test came later."""
    gc.collect()
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        for _ in range(8):
            held: list[socket.socket] = []
            with Sandbox().serve() as root:
                caller = threading.Thread(target=_connect_until_refused, args=(int(root.rpartition(":")[2]), held))
                caller.start()
                time.sleep(0.02)
            caller.join(30)
            assert held
            for connection in held:
                connection.close()
            gc.collect()
    assert not [str(one.message) for one in seen]


def _connect_until_refused(port: int, held: list[socket.socket]) -> None:
    while True:
        try:
            held.append(socket.create_connection(("127.0.0.1", port), 10))
        except OSError:
            return
        time.sleep(0.0005)


def test_nothing_is_left_when_it_ends(sandbox: Sandbox) -> None:
    threads = set(threading.enumerate())
    sandbox.plan("fullstory", Plan(faults=[Fault("slow", seconds=60)]))
    with sandbox.serve() as root, httpx.Client(base_url=root, headers={"Authorization": "Basic sandbox-key"}) as client:
        path = submit(client)
        with pytest.raises(httpx.ReadTimeout):
            client.get(path, timeout=0.1)
    assert set(threading.enumerate()) <= threads
    with pytest.raises(httpx.ConnectError):
        httpx.get(root)


@pytest.mark.parametrize("place", ["poll", "page", "submit"])
def test_reset(client: httpx.Client, sandbox: Sandbox, place: Any, capfd: pytest.CaptureFixture[str]) -> None:
    sandbox.next("fullstory", Plan(faults=[Fault("reset", on=place)]))
    with pytest.raises(httpx.RemoteProtocolError):
        client.get(submit(client) + ("/imports" if place == "page" else ""))
    assert client.get(submit(client)).status_code == 200
    assert capfd.readouterr() == ("", "")


# The control plane.


def test_describe(client: httpx.Client, sandbox: Sandbox, root: str) -> None:
    described = client.get("/_sandbox").json()
    assert described["environment"] == sandbox.environment(root)
    assert described["providers"]["fullstory"] == {
        "base_url": f"{root}/fullstory",
        "outcomes": ["succeeded", "partial", "failed", "gone"],
    }


@pytest.mark.parametrize("provider", ["fullstory", "all"])
def test_plan(client: httpx.Client, provider: str) -> None:
    answer = client.put(f"/_sandbox/{provider}/plan", json={"outcome": "gone", "polls": 0})
    assert answer.status_code == 200
    assert answer.json() == {
        "outcome": "gone",
        "polls": 0,
        "seconds": None,
        "faults": [],
        "items": None,
        "refused": 1,
        "invisible_for": 0,
        "callback": "on-time",
    }
    assert [client.get(submit(client)).status_code for _ in range(2)] == [404, 404]


def test_next(client: httpx.Client) -> None:
    throttled = {"polls": 0, "faults": [{"kind": "throttled", "retry_after": 3}]}
    answer = client.post("/_sandbox/fullstory/next", json=[throttled, {"outcome": "gone", "polls": 0}])
    assert answer.status_code == 200
    assert answer.json()[0]["faults"][0]["retry_after"] == 3
    client.post("/_sandbox/fullstory/next", json={"outcome": "failed", "polls": 0})
    assert [client.get(submit(client)).status_code for _ in range(4)] == [429, 404, 200, 200]


def test_reset_of_all(client: httpx.Client) -> None:
    path = submit(client)
    client.put("/_sandbox/all/plan", json={"outcome": "gone", "polls": 0})
    assert client.post("/_sandbox/reset").status_code == 204
    assert client.get(path).status_code == 404
    assert submit(client) == path
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("url", "body", "message"),
    [
        ("fullstory/plan", b"{", "the body must be JSON: "),
        ("fullstory/plan", b"\xff", "the body must be JSON: "),
        ("fullstory/plan", b"[]", "the plan must be an object"),
        ("fullstory/plan", b'{"outcome": "won"}', "outcome must be one of succeeded, partial, failed, gone, not 'won'"),
        ("fullstory/plan", b'{"poll": 1}', "the plan has no field 'poll'; allowed are outcome, polls,"),
        ("fullstory/plan", b'{"faults": [{"kind": "fire"}]}', "faults[0]: kind must be one of throttled, error,"),
        ("fullstory/plan", b'{"seconds": NaN}', "the body must be JSON: NaN is no JSON value"),
        ("fullstory/plan", b'{"seconds": 1e999}', "the body must be JSON: 1e999 is too large a number"),
        (
            "fullstory/plan",
            b'{"items": 1000001}',
            "items must be a whole number from 0 to 1000000, or null, not 1000001",
        ),
        ("fullstory/plan", b'{"invisible_for": -1}', "invisible_for must be a number of seconds from 0, not -1"),
        ("fullstory/plan", b"[" * 100_000, "the body must be JSON: it is nested more than 100 levels deep"),
        ("fullstory/next", b"[" * 101 + b"]" * 101, "the body must be JSON: it is nested more than 100 levels deep"),
        ("fullstary/plan", b"{}", "there is no provider 'fullstary'; allowed are "),
        ("fullstory/next", b'[{}, {"polls": "2"}]', "polls must be a whole number from 0, not '2'"),
    ],
)
def test_a_wrong_plan_is_explained(client: httpx.Client, url: str, body: bytes, message: str) -> None:
    method = "PUT" if url.endswith("plan") else "POST"
    answer = client.request(method, f"/_sandbox/{url}", content=body)
    assert answer.status_code == 400
    assert message in answer.json()["error"]


CONTROLS = [
    ("GET", "/_sandbox"),
    ("POST", "/_sandbox/reset"),
    ("PUT", "/_sandbox/all/plan"),
    ("POST", "/_sandbox/fullstory/next"),
]


@pytest.mark.parametrize(("method", "path"), CONTROLS)
@pytest.mark.parametrize(
    "headers",
    [
        # A web page's own name that it made point here (DNS rebinding), with and without a port.
        {"Host": "page.example.com:8765"},
        {"Host": "page.example.com", "Origin": "http://page.example.com"},
        {"Host": "localhost.example.com"},
        {"Host": "[::1"},
        {"Host": ""},
        # A web page that sends a request across origins, as a form does without being asked for leave.
        {"Origin": "https://page.example.com"},
        {"Origin": "http://localhost:1"},
        {"Origin": "null"},
        {"Origin": ""},
    ],
)
def test_web_pages_are_refused(
    client: httpx.Client, sandbox: Sandbox, method: str, path: str, headers: dict[str, str]
) -> None:
    sandbox.plan(None, Plan(polls=7))
    job = submit(client)
    answer = client.request(method, path, headers=headers, json={"polls": 0})
    assert answer.status_code == 403
    assert answer.json()["error"].startswith(("the Host header is ", "the Origin header is "))
    # Nothing was forgotten, and no plan was taken.
    assert [client.get(each).json()["job"]["status"] for each in (job, submit(client))] == ["PROCESSING"] * 2


@pytest.mark.parametrize(("method", "path"), CONTROLS)
def test_callers_on_this_machine_are_served(client: httpx.Client, root: str, method: str, path: str) -> None:
    port = root.rpartition(":")[2]
    for host in (f"127.0.0.1:{port}", "localhost", f"LOCALHOST:{port}", "[::1]:80", "192.0.2.7"):
        for headers in ({"Host": host}, {"Host": host, "Origin": f"http://{host}"}):
            assert client.request(method, path, headers=headers, json={"polls": 0}).status_code < 300


def test_names_that_the_sandbox_is_told() -> None:
    transport = Sandbox(hosts=["Sandbox.internal"]).transport()
    with httpx.Client(transport=transport) as client:
        described = client.get("http://sandbox.internal:8765/_sandbox").json()
        assert described["providers"]["eloqua"]["base_url"] == "http://sandbox.internal:8765/eloqua"
        assert client.get("http://other.internal/_sandbox").status_code == 403


def test_the_name_that_it_is_served_under() -> None:
    sandbox = Sandbox()
    with httpx.Client(transport=sandbox.transport()) as client:
        assert client.get("http://sandbox.internal/_sandbox").status_code == 403
        # Not entered: the name does not lead here.
        sandbox.serve("Sandbox.internal")
        assert client.get("http://sandbox.internal/_sandbox").status_code == 200


def test_invisible(client: httpx.Client) -> None:
    client.put("/_sandbox/all/plan", json={"polls": 0, "invisible_for": 1e9})
    assert client.get(submit(client)).status_code == 404
    client.post("/_sandbox/fullstory/next", json={"polls": 0})
    assert client.get(submit(client)).status_code == 200


def test_python_hears_the_same(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="there is no provider 'fullstary'; allowed are "):
        sandbox.plan("fullstary", Plan())
    with pytest.raises(ValueError, match="there is no provider"):
        sandbox.base_url("fullstary", "http://sandbox")


def test_an_outcome_that_a_provider_does_not_know(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(sandbox.providers["fullstory"]), "outcomes", ("succeeded", "gone"))
    with pytest.raises(ValueError, match="outcome must be one of succeeded, gone for fullstory, not 'partial'"):
        sandbox.next("fullstory", Plan(), Plan(outcome="partial"))
    sandbox.plan(None, Plan(outcome="gone"))
