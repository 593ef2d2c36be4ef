"""Runs a page of the guide: its blocks one after the other, in one namespace and one folder, at a sandbox on loopback."""

import csv
import io
import json
import os
import re
import socket
import sys
import tomllib
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir, contextmanager, redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml

from support.page_shell import Shell, compare, port_of
from support.pages import PageError, Step, check_part, steps
from tarry.sandbox import Plan, Sandbox

PARSERS: dict[str, Callable[[str], Any]] = {
    "csv": lambda text: list(csv.reader(io.StringIO(text), strict=True)),
    "json": json.loads,
    "jsonl": lambda text: [json.loads(line) for line in text.splitlines()],
    "toml": tomllib.loads,
    "yaml": yaml.safe_load,
}
_OWN = {"PATH", "ALL_PROXY", "NO_PROXY"}


class Page:
    """A page while it runs.

    Args:
        name: What failures call it.
        text: The page.
        folder: An empty folder, in which *place* and *home* are made.
        variables: The settings of the sandbox.
        sandbox: What takes the plans of `<!-- next: ... -->`.
        commands: A folder whose programs the console blocks find first.
    """

    def __init__(
        self,
        name: str,
        text: str,
        folder: Path,
        variables: Mapping[str, str],
        sandbox: Sandbox,
        commands: Path,
    ) -> None:
        self.name = name
        self.text = text
        self.sandbox = sandbox
        self.place, self.home = folder / "page", folder / "home"
        installed = [str(Path(sys.executable).parent), os.environ["PATH"]]
        self._scope: dict[str, object] = {"__name__": "__main__"}
        self._printed: str | None = None
        """What the block before this one printed, where it was Python."""
        for made in (self.place, self.home):
            made.mkdir()
        environment = dict(variables) | {
            "PATH": os.pathsep.join([str(commands), *installed]),
            "HOME": str(self.home),
            **{f"XDG_{kind}_HOME": str(self.home / kind.lower()) for kind in ("CONFIG", "STATE", "CACHE", "DATA")},
            **{"COLUMNS": "100", "NO_COLOR": "1", "LANG": "C.UTF-8"},
            # Nothing but loopback can be reached.
            **{"ALL_PROXY": "http://127.0.0.1:9", "NO_PROXY": "127.0.0.1,localhost"},
        }
        self.shell = Shell(self.place, folder, environment)

    def run(self) -> None:
        """Run all of it.

        Raises:
            PageError: With page, line, what was expected, and what there was instead.
        """
        with patch.dict(os.environ), chdir(self.place), self._ended():
            self._tell_python()
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
                printed = self.shell.stop()
            for command, text in printed:
                compare(command.line, command.text, f"{command.expected}…", text)
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
            compare(step.line, "what the block of Python above prints", step.text, printed)
        elif asked == "serve":
            self.shell.serve(step)
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
        before = self.shell.variables.keys()
        self.shell.run(step)
        for name in before - self.shell.variables.keys():
            os.environ.pop(name, None)
        self._tell_python()

    def _tell_python(self) -> None:
        """Python blocks have the variables of the shell; how this process finds programs and hosts stays its own."""
        os.environ.update({name: value for name, value in self.shell.variables.items() if name not in _OWN})


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
        if step.comment == "serve" and (port := port_of(step.text)):
            with socket.create_server(("127.0.0.1", 0)) as free:
                text = re.sub(rf"\b{port}\b", str(free.getsockname()[1]), text)
    return text
