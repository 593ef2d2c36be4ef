"""`tarry.testing.VirtualClock`: time that passes only when somebody sleeps."""

import time

import anyio
import anyio.lowlevel
import pytest

from support.scripted import BACKENDS
from tarry.testing import VirtualClock


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_time_begins_at_zero_and_passes_only_in_sleep() -> None:
    clock = VirtualClock()
    assert clock.monotonic() == clock.now == 0.0
    clock.sleep(3600)
    clock.advance(60)
    assert clock.monotonic() == clock.now == 3660.0
    assert clock.sleeps == [3600]


def test_wall_time_moves_with_the_virtual_time() -> None:
    clock = VirtualClock()
    before = clock.time()
    clock.sleep(86_400)
    assert clock.time() - before == pytest.approx(86_400)
    assert abs(before - time.time()) < 3600


def test_a_poll_in_flight_takes_no_time() -> None:
    assert VirtualClock().patience(5.0) is None


def test_one_task_sleeps_as_long_as_it_says(backend: str) -> None:
    async def go() -> VirtualClock:
        clock = VirtualClock()
        await clock.async_sleep(1.5)
        await clock.async_sleep(0.0)
        await clock.async_sleep(2.0)
        return clock

    clock = anyio.run(go, backend=backend)
    assert clock.now == 3.5
    assert clock.sleeps == [1.5, 0.0, 2.0]


def test_sleepers_wake_in_the_order_of_their_time_and_at_that_time(backend: str) -> None:
    woken: list[tuple[str, float]] = []

    async def sleeper(clock: VirtualClock, name: str, *naps: float) -> None:
        for nap in naps:
            await clock.async_sleep(nap)
            woken.append((name, clock.now))
            for _ in range(3):
                await anyio.lowlevel.checkpoint()

    async def go() -> None:
        clock = VirtualClock()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(sleeper, clock, "slow", 10.0, 10.0)
            tasks.start_soon(sleeper, clock, "quick", 3.0, 3.0, 3.0, 3.0)
            tasks.start_soon(sleeper, clock, "middle", 5.0, 3.5)

    anyio.run(go, backend=backend)
    assert woken == [
        ("quick", 3.0),
        ("middle", 5.0),
        ("quick", 6.0),
        ("middle", 8.5),
        ("quick", 9.0),
        ("slow", 10.0),
        ("quick", 12.0),
        ("slow", 20.0),
    ]


def test_sleepers_of_the_same_moment_all_wake_at_it(backend: str) -> None:
    woken: list[float] = []

    async def sleeper(clock: VirtualClock) -> None:
        await clock.async_sleep(7.0)
        woken.append(clock.now)
        await clock.async_sleep(1.0)
        woken.append(clock.now)

    async def go() -> None:
        clock = VirtualClock()
        async with anyio.create_task_group() as tasks:
            for _ in range(5):
                tasks.start_soon(sleeper, clock)

    anyio.run(go, backend=backend)
    assert woken == [7.0] * 5 + [8.0] * 5


def test_time_waits_for_a_task_on_its_way_to_a_sleep(backend: str) -> None:
    woken: list[tuple[str, float]] = []

    async def busy(clock: VirtualClock) -> None:
        for _ in range(5):
            await anyio.lowlevel.checkpoint()
        await clock.async_sleep(1.0)
        woken.append(("busy", clock.now))

    async def go() -> None:
        clock = VirtualClock()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(busy, clock)
            await clock.async_sleep(2.0)
            woken.append(("idle", clock.now))

    anyio.run(go, backend=backend)
    assert woken == [("busy", 1.0), ("idle", 2.0)]


def test_a_cancelled_sleeper_holds_nobody_up(backend: str) -> None:
    async def go() -> float:
        clock = VirtualClock()
        async with anyio.create_task_group() as tasks:
            cancelled = anyio.CancelScope()

            async def sleeper() -> None:
                with cancelled:
                    await clock.async_sleep(1.0)

            tasks.start_soon(sleeper)
            while not clock.sleeps:
                await anyio.lowlevel.checkpoint()
            cancelled.cancel()
            await clock.async_sleep(5.0)
        assert cancelled.cancelled_caught
        return clock.now

    assert anyio.run(go, backend=backend) == 5.0


def test_time_that_was_advanced_meanwhile_does_not_run_back(backend: str) -> None:
    async def go() -> float:
        clock = VirtualClock()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(clock.async_sleep, 1.0)
            while not clock.sleeps:
                await anyio.lowlevel.checkpoint()
            clock.advance(30.0)
        return clock.now

    assert anyio.run(go, backend=backend) == 30.0
