"""Processes that a run starts, and ends one by one."""

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


def free_ports(count: int) -> list[int]:
    """Ports of loopback on which nobody listens now."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Processes:
    """Each by its name, with a log of its own."""

    def __init__(self, logs: Path, settings: Mapping[str, str]) -> None:
        self.logs, self.settings = logs, {**os.environ, **settings}
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, *command: str) -> int:
        """Start a module of this Python, or any command; its process id."""
        with (self.logs / f"{name}.log").open("ab") as log:
            started = subprocess.Popen(command, stdout=log, stderr=log, env=self.settings)
        self._running[name] = started
        return started.pid

    @property
    def names(self) -> list[str]:
        """Those that run."""
        return [*self._running]

    def pid(self, name: str) -> int:
        """Of a process that was started."""
        return self._running[name].pid

    def tree(self, name: str) -> list[int]:
        """The process, and those that it started."""
        found, waiting = list[int](), [self.pid(name)]
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            with suppress(OSError):  # it has ended
                for children in Path(f"/proc/{pid}/task").glob("*/children"):
                    waiting += map(int, children.read_text().split())
        return found

    def kill(self, name: str) -> list[int]:
        """End a process and those it started by SIGKILL, which none of them notices."""
        pids = self.tree(name)
        for pid in pids:
            _send(pid, 9)
        self._running.pop(name).wait()
        return pids

    def stop(self) -> None:
        """Ask each to end, and kill those that do not."""
        trees = {name: self.tree(name) for name in self._running}
        for name in [*self._running]:
            _send(self.pid(name), 15)
        for name, started in self._running.items():
            try:
                started.wait(15)
            except subprocess.TimeoutExpired:
                sys.stderr.write(f"{name} did not end\n")
            for pid in trees[name]:
                _send(pid, 9)
            started.wait()
        self._running.clear()

    def log(self, name: str) -> str:
        """What it wrote."""
        return (self.logs / f"{name}.log").read_text(errors="replace")


def _send(pid: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
