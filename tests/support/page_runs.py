"""Runs a page of the guide: its blocks one after the other, in one namespace and one folder, at a sandbox on loopback."""

import csv
import io
import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import tomllib
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir, contextmanager, redirect_stdout
from pathlib import Path
from typing import IO, Any

import yaml

from support.pages import Command, PageError, Step, check_part, commands, fits, steps
from tarry.sandbox import Plan, Sandbox

PARSERS: dict[str, Callable[[str], Any]] = {
    "csv": lambda text: list(csv.reader(io.StringIO(text), strict=True)),
    "json": json.loads,
    "jsonl": lambda text: [json.loads(line) for line in text.splitlines()],
    "toml": tomllib.loads,
    "yaml": yaml.safe_load,
}
SECONDS = 60
"""For all commands of a block, and for a server to take its first connection."""
_MARK = "\x1e"
_OF_SH = {"PWD", "OLDPWD", "SHLVL", "_"}


class Page:
    """A page while it runs.

    Args:
        name: What failures call it.
        text: The page.
        folder: An empty folder, in which *place* and *home* are made.
        variables: The settings of the sandbox.
        sandbox: What takes the plans of `<!-- next: ... -->`.
        commands: A folder whose programs the console blocks find first.
        set_variable: Sets a variable for the Python blocks, which run in this process.
    """

    def __init__(
        self,
        name: str,
        text: str,
        folder: Path,
        variables: Mapping[str, str],
        sandbox: Sandbox,
        commands: Path,
        set_variable: Callable[[str, str], None] = os.environ.__setitem__,
    ) -> None:
        self.name = name
        self.text = text
        self.sandbox = sandbox
        self.place, self.home = folder / "page", folder / "home"
        self._environment = folder / "environment"
        installed = [str(Path(sys.executable).parent), os.environ["PATH"]]
        self._set_variable = set_variable
        self._scope: dict[str, object] = {"__name__": "__main__"}
        self._printed: str | None = None
        """What the block before this one printed, where it was Python."""
        self._served: list[tuple[Command, subprocess.Popen[bytes], IO[bytes]]] = []
        for made in (self.place, self.home):
            made.mkdir()
        self.variables = dict(variables) | {
            "PATH": os.pathsep.join([str(commands), *installed]),
            "HOME": str(self.home),
            **{f"XDG_{kind}_HOME": str(self.home / kind.lower()) for kind in ("CONFIG", "STATE", "CACHE", "DATA")},
            **{"COLUMNS": "100", "NO_COLOR": "1", "LANG": "C.UTF-8"},
            # Nothing but loopback can be reached.
            **{"ALL_PROXY": "http://127.0.0.1:9", "NO_PROXY": "127.0.0.1,localhost"},
        }

    def run(self) -> None:
        """Run all of it.

        Raises:
            PageError: With page, line, what was expected, and what there was instead.
        """
        with chdir(self.place), self._ended():
            for name, value in self.variables.items():
                if name not in {"PATH", "ALL_PROXY", "NO_PROXY"}:
                    self._set_variable(name, value)
            for step in steps(_with_free_ports(self.text)):
                self._run(step)

    @contextmanager
    def _ended(self) -> Iterator[None]:
        """Stop what was served, drop what the page made, and tell where on the page something failed."""
        try:
            try:
                yield
            finally:
                self._scope.clear()
                printed = [(command, _stopped(process, output)) for command, process, output in self._served]
            for command, text in printed:
                _compare(command.line, command.text, f"{command.expected}…", text)
        except PageError as error:
            parts = [f"--- {title}\n{text.rstrip()}" for title, text in error.shown.items()]
            message = "\n".join([f"{self.name}:{error.line}: {error}", *parts])
            raise PageError(error.line, message) from None

    def _run(self, step: Step) -> None:
        asked, printed, self._printed = step.comment, self._printed, None
        if asked == "not run":
            return
        if asked == "part of":
            check_part(step)
        elif asked == "file":
            _parse(step)
            target = self.place / step.argument
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(step.text, encoding="utf-8")
        elif asked == "output":
            if printed is None or step.kind != "text":
                raise PageError(step.line, "`<!-- output -->` stands before a block of text that follows one of Python")
            _compare(step.line, "what the block of Python above prints", step.text, printed)
        elif asked == "serve":
            self._serve(step)
        elif step.kind == "python":
            self._python(step.line + 1, step.text)
        elif step.kind == "console":
            self._console(step)
        elif step.kind == "next":
            self._plan(step)
        elif step.kind == "hidden":
            language, _, code = step.text.partition("\n")
            if language.strip() != "python":
                raise PageError(step.line, f"what is hidden is python, not {language!r}")
            self._python(step.line + 1, code)
        elif step.kind in PARSERS:
            _parse(step)
        else:
            raise PageError(
                step.line,
                f"nothing runs a block of {step.kind or 'no language'!r}: put `<!-- output -->`, `<!-- file: name -->` or"
                " `<!-- not run: reason -->` before it",
                block=step.text,
            )

    def _plan(self, step: Step) -> None:
        provider, _, plan = step.text.partition(" ")
        try:
            self.sandbox.next(None if provider == "all" else provider, Plan.from_dict(json.loads(plan)))
        except ValueError as error:
            raise PageError(step.line, f"this is no plan for a job: {error}") from None

    def _python(self, line: int, code: str) -> None:
        with redirect_stdout(io.StringIO()) as output:
            try:
                # As many lines down as on the page, so that a traceback shows the page.
                exec(compile("\n" * (line - 1) + code, self.name, "exec"), self._scope)
            except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever it is, it is the page's
                here = error.__traceback__.tb_next if error.__traceback__ else None
                told = "".join(traceback.format_exception(error.with_traceback(here)))
                shown = {"block": code, "printed": output.getvalue(), "error": told}
                raise PageError(line, f"the block raised {type(error).__name__}", **shown) from None
        self._printed = output.getvalue()

    def _console(self, step: Step) -> None:
        lines = commands(step)
        marked = [f"{each.text}\nset -- $?; printf '\\n{_MARK}%s\\n' $1; (exit $1)\n" for each in lines]
        script = "".join([*marked, f"env -0 > {shlex.quote(str(self._environment))}\n"])
        output = self._sh(script, step)
        *ended, last = re.split(rf"\n{_MARK}(\d+)\n", output)
        printed, codes = ended[::2], [int(code) for code in ended[1::2]]
        if len(codes) < len(lines):
            raise PageError(
                lines[len(codes)].line, "sh ended in this command", command=lines[len(codes)].text, got=last
            )
        for number, (each, got, code) in enumerate(zip(lines, printed, codes, strict=True)):
            shown = number + 1 < len(lines) and lines[number + 1].text == "echo $?"
            if code and not shown:
                problem = f"the command ended with {code}, and no `$ echo $?` below it says so"
                raise PageError(each.line, problem, command=each.text, got=got)
            if each.text == "echo $?" and not each.expected:
                raise PageError(each.line, "the number that `$ echo $?` prints is missing below it", got=got)
            if each.expected:
                _compare(each.line, each.text, each.expected, got)
        for item in self._environment.read_text(encoding="utf-8").split("\0"):
            name, _, value = item.partition("=")
            if name and name not in _OF_SH and self.variables.get(name) != value:
                self.variables[name] = value
                self._set_variable(name, value)

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

    def _serve(self, step: Step) -> None:
        (command, *more), port = commands(step), _port(step.text)
        if more or not port:
            raise PageError(step.line, "what is served is one command that names its port", block=step.text)
        output = (self.home / f"served-{step.line}").open("w+b")
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


def _compare(line: int, what: str, expected: str, got: str) -> None:
    if not fits(expected, got):
        raise PageError(line, "it prints something else", of=what, expected=expected, got=got)


def _parse(step: Step) -> None:
    try:
        if step.kind in PARSERS:
            PARSERS[step.kind](step.text)
        elif step.kind == "python":
            compile(step.text, step.argument, "exec")
    except (ValueError, SyntaxError, csv.Error, yaml.YAMLError) as error:
        raise PageError(step.line, f"this is no {step.kind}: {error}", block=step.text) from None


def _with_free_ports(text: str) -> str:
    """The page with other ports for what it serves, so that pages run side by side."""
    for step in steps(text):
        if step.comment == "serve" and (port := _port(step.text)):
            with socket.create_server(("127.0.0.1", 0)) as free:
                text = re.sub(rf"\b{port}\b", str(free.getsockname()[1]), text)
    return text


def _port(command: str) -> int:
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
