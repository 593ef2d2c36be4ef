"""Wait in async code, and stop waiting early: because time is up, or because something else is more urgent.

The same works on trio. Stopping never stops the job, and the client can be used again at once.

Settings: FULLSTORY_API_KEY; and FULLSTORY_BASE_URL for another host, such as the sandbox's.
"""

import asyncio

import tarry
from tarry import fullstory

EVENTS = [{"name": "Order Shipped", "user": {"uid": "cust-7"}}]


async def main() -> None:
    """Three ways to wait for one job."""
    async with fullstory.connect() as client:
        job = await fullstory.EventsImport.async_submit(client, EVENTS)

        # Of your own: `timeout=0` polls once.
        try:
            await tarry.async_wait_for_completion(job, timeout=0)
        except tarry.WaitTimeoutError as error:
            print(f"timeout: {error.result.raw_status}")

        # Cancelled from outside, by a task group or a server that shuts down.
        polled = asyncio.Event()
        waiting = asyncio.create_task(
            tarry.async_wait_for_completion(job, timeout=None, on_poll=lambda _: polled.set())
        )
        await polled.wait()
        waiting.cancel()
        try:
            await waiting
        except asyncio.CancelledError:
            print("cancelled: the job runs on")

        # To the end.
        result = await tarry.async_wait_for_completion(job, timeout=600)
        print(f"{job.handle}: {result.outcome}, {[event.name async for event in job.async_results()]}")


if __name__ == "__main__":
    asyncio.run(main())
