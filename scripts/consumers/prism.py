"""Prism, a mock server and a contract-checking proxy that nobody here wrote, one process for each document."""

import contextlib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).parent
SPECS = HERE.parent.parent / "specs"
PATIENCE = 120.0
"""Seconds in which all have to be up. One takes a second or two, where the machine has nothing else to do."""


def mocks(providers: Sequence[str]) -> contextlib.AbstractContextManager[dict[str, str]]:
    """Serve the examples of documents; gives a URL for each. `Prefer: code=…, example=…` chooses an answer."""
    return _serve({provider: ["mock", str(SPECS / f"{provider}.yaml")] for provider in providers})


def proxies(upstreams: Mapping[str, str]) -> contextlib.AbstractContextManager[dict[str, str]]:
    """Stand in front of servers and answer with an error where a request or an answer is not as the document says."""
    return _serve({name: ["proxy", str(SPECS / f"{name}.yaml"), url, "--errors"] for name, url in upstreams.items()})


@contextlib.contextmanager
def _serve(commands: Mapping[str, Sequence[str]]) -> Iterator[dict[str, str]]:
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        started = {name: stack.enter_context(_process(command, folder / name)) for name, command in commands.items()}
        deadline = time.monotonic() + PATIENCE
        for name, (process, url) in started.items():
            log = folder / name
            while f"Prism is listening on {url}" not in log.read_text():
                if process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(f"Prism did not start for {name}:\n{log.read_text()}")
                time.sleep(0.1)
        yield {name: url for name, (_, url) in started.items()}


@contextlib.contextmanager
def _process(command: Sequence[str], log: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port = free_port()
    prism = HERE / "node_modules" / ".bin" / "prism"
    with log.open("w") as output:
        process = subprocess.Popen(
            [prism, *command, "--host", "127.0.0.1", "--port", str(port)], stdout=output, stderr=output
        )
    try:
        yield process, f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port
