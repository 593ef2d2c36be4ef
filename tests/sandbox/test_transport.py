"""Without a socket: from a thread, from several, inside a running loop, on asyncio and trio."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime

import anyio
import httpx
import pytest

from tarry.sandbox import Fault, Plan, Sandbox

HEADERS = {"Authorization": "Basic sandbox-key"}
BATCH = "/fullstory/v2/users/batch"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    threads = set(threading.enumerate())
    yield Sandbox()
    assert set(threading.enumerate()) <= threads


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def submit(client: httpx.Client) -> str:
    return str(client.post(BATCH, json={"requests": [{"uid": "a"}]}).json()["job"]["id"])


def test_sync(sandbox: Sandbox) -> None:
    with httpx.Client(transport=sandbox.transport(), base_url="http://sandbox", headers=HEADERS) as client:
        answer = client.get(f"{BATCH}/{submit(client)}")
    assert answer.json()["job"]["status"] == "PROCESSING"
    assert answer.elapsed.total_seconds() < 5
    assert parsedate_to_datetime(answer.headers["date"])


def test_no_thread_is_left_without_a_close(sandbox: Sandbox) -> None:
    submit(httpx.Client(transport=sandbox.transport(), base_url="http://sandbox", headers=HEADERS))


def test_from_several_threads(sandbox: Sandbox) -> None:
    with (
        httpx.Client(transport=sandbox.transport(), base_url="http://sandbox", headers=HEADERS) as client,
        ThreadPoolExecutor(8) as pool,
    ):
        ids = list(pool.map(lambda _: submit(client), range(80)))
    assert len(set(ids)) == 80


def test_slow_answers_do_not_hold_up_others(sandbox: Sandbox) -> None:
    sandbox.next("fullstory", Plan(faults=[Fault("slow", seconds=30)]))
    with httpx.Client(transport=sandbox.transport(), base_url="http://sandbox", headers=HEADERS) as client:
        slow = submit(client)
        done = threading.Event()

        async def give_up() -> None:
            with anyio.move_on_after(0.5):
                async with httpx.AsyncClient(transport=sandbox.transport(), headers=HEADERS) as waiting:
                    await waiting.get(f"http://sandbox{BATCH}/{slow}")
            done.set()

        thread = threading.Thread(target=anyio.run, args=(give_up,))
        thread.start()
        while not done.is_set():
            submit(client)
        thread.join()


@pytest.mark.anyio
async def test_async(sandbox: Sandbox) -> None:
    async with httpx.AsyncClient(transport=sandbox.transport(), base_url="http://sandbox", headers=HEADERS) as client:
        answers: list[httpx.Response] = []

        async def post() -> None:
            answers.append(await client.post(BATCH, json={"requests": []}))

        async with anyio.create_task_group() as group:
            for _ in range(10):
                group.start_soon(post)
    assert len({answer.json()["job"]["id"] for answer in answers}) == 10


@pytest.mark.anyio
async def test_async_reset(sandbox: Sandbox) -> None:
    sandbox.plan(None, Plan(faults=[Fault("reset", on="submit")]))
    async with httpx.AsyncClient(transport=sandbox.transport(), base_url="http://sandbox", headers=HEADERS) as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.post(BATCH, json={"requests": []})


@pytest.mark.anyio
async def test_sync_inside_a_running_loop(sandbox: Sandbox) -> None:
    with httpx.Client(transport=sandbox.transport(), base_url="http://sandbox", headers=HEADERS) as client:
        assert submit(client)


def test_sync_and_async_see_the_same_jobs(sandbox: Sandbox) -> None:
    transport = sandbox.transport()

    async def poll(job_id: str) -> int:
        async with httpx.AsyncClient(transport=transport, base_url="http://sandbox", headers=HEADERS) as client:
            return (await client.get(f"{BATCH}/{job_id}")).status_code

    with httpx.Client(transport=transport, base_url="http://sandbox", headers=HEADERS) as client:
        assert anyio.run(poll, submit(client)) == 200
