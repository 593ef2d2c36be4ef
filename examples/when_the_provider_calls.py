"""Export a segment from PossibleNOW, which calls this program when the export has ended.

    python when_the_provider_calls.py Spring 8000  # segment, and a port to listen on

Between the call and the poll lie milliseconds; without the call, polls find the end all the same, only later.

Settings: POSSIBLENOW_CLIENT_ID, POSSIBLENOW_USER_ID and POSSIBLENOW_SECRET; HOOKS_URL, where the provider reaches /hooks of
this program (https); and HOOKS_KEY, a secret with which that URL outlives the program. With the sandbox the last two may be
left out. Needs starlette and uvicorn, which the extra `sandbox` brings; any other framework and server of ASGI will do.
"""

import asyncio
import os
import sys

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

import tarry
from tarry import possiblenow
from tarry.callbacks import Receiver


async def main(segment: str, port: int) -> None:
    """Listen, submit, and wait for a day at most."""
    client_id = os.environ["POSSIBLENOW_CLIENT_ID"]
    url = os.environ.get("HOOKS_URL", f"http://127.0.0.1:{port}/hooks")
    async with tarry.AsyncWatch() as watch, possiblenow.connect() as client:
        receiver = Receiver(watch, url=url, key=os.environ.get("HOOKS_KEY"))
        # No access log: the paths are only good for a poll, but nobody needs to see them.
        app = Starlette(routes=[Mount("/hooks", receiver)])
        server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", access_log=False))
        serving = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.01)

        name = f"export-of-{segment}"
        # The URL is there before the export is: its call may come before the answer to the submit.
        callback = receiver.url_for(name)
        job = await possiblenow.Export.async_submit(client, client_id, segment, callback_url=callback)
        receiver.add(job, name, timeout=86_400)
        print(f"{job.handle}: submitted")
        async for result in watch:
            print(f"{result.job.handle}: {result.outcome} after {result.elapsed:.0f} s; polls: {result.polls}")

        server.should_exit = True
        await serving


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
