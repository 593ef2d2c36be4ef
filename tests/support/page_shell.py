"""Runs the console blocks of a page: `sh` in its folder, and what is served meanwhile."""

import os
import re
import shlex
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import IO

from support.pages import Command, PageError, Step, commands, fits

SECONDS = 60
"""For all commands of a block, and for a server to take its first connection."""
_MARK = "\x1e"
_OF_SH = {"PWD", "OLDPWD", "SHLVL", "_"}


class Shell:
    """The shell of a page. What a block exports or unsets holds for those behind it.

    Args:
        place: Where it runs.
        notes: A folder for its own files.
        variables: Its environment. The first folder of PATH is left out for what is served, as that takes signals.
    """

    def __init__(self, place: Path, notes: Path, variables: dict[str, str]) -> None:
        self.place = place
        self.variables = variables
        self._notes = notes
        self._served: list[tuple[Command, subprocess.Popen[bytes], IO[bytes]]] = []

    def run(self, step: Step) -> None:
        """Run the commands of a block, and compare what they print and how they end."""
        lines = commands(step)
        environment = self._notes / "environment"
        marked = [f"{each.text}\nset -- $?; printf '\\n{_MARK}%s\\n' $1; (exit $1)\n" for each in lines]
        output = self._sh("".join([*marked, f"env -0 > {shlex.quote(str(environment))}\n"]), step)
        *ended, last = re.split(rf"\n{_MARK}(\d+)\n", output)
        printed, codes = ended[::2], [int(code) for code in ended[1::2]]
        if len(codes) < len(lines):
            one = lines[len(codes)]
            raise PageError(one.line, "sh ended in this command", command=one.text, got=last)
        for number, (each, got, code) in enumerate(zip(lines, printed, codes, strict=True)):
            shown = number + 1 < len(lines) and lines[number + 1].text == "echo $?"
            if code and not shown:
                problem = f"the command ended with {code}, and no `$ echo $?` below it says so"
                raise PageError(each.line, problem, command=each.text, got=got)
            if each.text == "echo $?" and not each.expected:
                raise PageError(each.line, "the number that `$ echo $?` prints is missing below it", got=got)
            if each.expected:
                compare(each.line, each.text, each.expected, got)
        pairs = (item.partition("=") for item in environment.read_text(encoding="utf-8").split("\0") if item)
        self.variables = {name: value for name, _, value in pairs if name not in _OF_SH}

    def _sh(self, script: str, step: Step) -> str:
        with self._popen(script, subprocess.PIPE) as process:
            try:
                return process.communicate(timeout=SECONDS)[0].decode(errors="replace")
            except subprocess.TimeoutExpired as error:
                got = (error.output or b"").decode(errors="replace")
                raise PageError(step.line, f"not ended after {SECONDS} s", block=step.text, got=got) from None
            finally:
                if process.returncode is None:
                    os.killpg(process.pid, signal.SIGKILL)

    def _popen(self, script: str, output: int | IO[bytes]) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            ["sh", "-c", script],
            cwd=self.place,
            env=self.variables,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def serve(self, step: Step) -> None:
        """Start what is served, and wait until it listens."""
        (command, *more), port = commands(step), port_of(step.text)
        if more or not port:
            raise PageError(step.line, "what is served is one command that names its port", block=step.text)
        output = (self._notes / f"served-{step.line}").open("w+b")
        # The program itself, as it has to take signals.
        process = self._popen(f"PATH=${{PATH#*:}}; exec {command.text}", output)
        self._served.append((command, process, output))
        until = time.monotonic() + SECONDS
        while not _listening(port):
            if process.poll() is not None or time.monotonic() > until:
                output.seek(0)
                got = output.read().decode(errors="replace")
                raise PageError(command.line, f"nothing listens on port {port}", command=command.text, got=got)
            time.sleep(0.02)

    def stop(self) -> list[tuple[Command, str]]:
        """End what was served; the commands, and what they printed."""
        return [(command, _stopped(process, output)) for command, process, output in self._served]


def compare(line: int, what: str, expected: str, got: str) -> None:
    """Raise a PageError where *got* is not what the page says."""
    if not fits(expected, got):
        raise PageError(line, "it prints something else", of=what, expected=expected, got=got)


def port_of(command: str) -> int:
    """The port that a command names; 0: none."""
    found = re.search(r"\b(\d{4,5})\b", command)
    return int(found[1]) if found else 0


def _listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _stopped(process: "subprocess.Popen[bytes]", output: IO[bytes]) -> str:
    """What a server printed, once it is stopped."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    with output:
        output.seek(0)
        return output.read().decode(errors="replace")
