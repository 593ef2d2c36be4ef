"""The command `tarry` for pages, which call it often: each call is a process, forked from one that has imported all.

A call has its own arguments, folder, environment, streams and exit code, and takes a fifth of the time, most of which goes into
imports otherwise. `tarry` in the folder of `ready_command` calls `python -m support.ready_command`, which serves.
"""

import gc
import importlib
import json
import os
import pkgutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import tarry._cli
import tarry.runtime
from support.paths import TESTS

# Without `site`, which takes longer than all of this.
_CALL = """\
#!{python} -IS
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as server:
    server.connect({address!r})
    call = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
    socket.send_fds(server, [len(call).to_bytes(4)], [0, 1, 2])
    server.sendall(call)
    sys.exit(int(server.recv(8) or b"1"))
"""


@contextmanager
def ready_command() -> Iterator[Path]:
    """A folder with a `tarry` in it, which works for as long as the context lasts."""
    with TemporaryDirectory(prefix="tarry-") as name, socket.socket(socket.AF_UNIX) as listener:
        folder = Path(name)
        program, address = folder / "tarry", str(folder / "socket")
        program.write_text(_CALL.format(python=sys.executable, address=address), encoding="utf-8")
        program.chmod(0o700)
        listener.bind(address)
        listener.listen()
        server = subprocess.Popen(
            [sys.executable, "-m", "support.ready_command", str(listener.fileno())],
            cwd="/",
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(TESTS), "LANG": "C.UTF-8"},
            pass_fds=[listener.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            yield folder
        finally:
            os.killpg(server.pid, signal.SIGKILL)  # and what still runs of the calls
            server.wait()


def serve(listener: socket.socket) -> None:
    """Answer one call after the other, each in a process of its own."""
    for module in pkgutil.iter_modules(tarry._cli.__path__, "tarry._cli."):
        importlib.import_module(module.name)
    for provider in tarry.runtime.provider_names():
        importlib.import_module(f"tarry.{provider}")
    gc.freeze()
    while True:
        connection, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            _answer(connection)
            os._exit(0)
        connection.close()
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:  # those that have ended
                pass


def _answer(connection: socket.socket) -> None:
    size, streams, _, _ = socket.recv_fds(connection, 4, 3)
    arguments, folder, environment = json.loads(connection.makefile("rb").read(int.from_bytes(size)))
    child = os.fork()
    if child == 0:
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        connection.close()
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        sys.argv = ["tarry", *arguments]
        code = _call()
        sys.stdout.flush()
        os._exit(code)  # the end of an interpreter with all of this in it takes longer than most calls
    connection.sendall(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])).encode())


def _call() -> int:
    """Run the command; the exit code, as Python has it for whatever `sys.exit` was called with."""
    try:
        importlib.import_module("tarry.__main__").main()
    except SystemExit as ended:
        if isinstance(ended.code, str):
            sys.stderr.write(f"{ended.code}\n")
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
