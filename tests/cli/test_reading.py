"""What people type: durations, handles from everywhere, and options before or after the verb."""

import io
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from support.command_line import runner
from tarry import Handle, HandleError
from tarry._cli import durations, guard, options
from tarry._cli.app import app as whole
from tarry._cli.handles import read_handles

ONE = "fullstory:events-import:a%3D"
OTHER = "eloqua:sync:7"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("30m", 1800), ("2h", 7200), ("14d", 1_209_600), ("1h30m", 5400), ("1.5h", 5400), ("90", 90)],
)
def test_a_duration(text: str, seconds: float) -> None:
    assert durations.seconds(text) == seconds
    assert durations.seconds(durations.written(seconds)) == seconds
    assert durations.seconds(text.upper()) == seconds


@pytest.mark.parametrize("text", ["90s", "30m", "2h", "14d", "0.25s", "none", "0s"])
def test_a_duration_is_written_as_people_do(text: str) -> None:
    assert durations.written(durations.seconds(text)) == text


def test_for_ever_and_a_value_that_was_read_already() -> None:
    assert durations.seconds("none") == math.inf
    assert durations.seconds(str(durations.seconds("2h"))) == 7200


@pytest.mark.parametrize("text", ["", "soon", "-5", "5 parsecs", "1h 30", "5m5", "nan", "1e9"])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match="write 90s, 30m, 2h"):
        durations.seconds(text)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_handles_come_from_arguments_files_and_stdin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    handle = Handle.parse(ONE)
    lines = [
        *(
            "# forty jobs",
            "",
            f"  {ONE}  # the first",
            handle.to_json(),
            json.dumps({"v": 1, "event": "end", "handle": OTHER}),
        ),
        f"2026-11-28T19:40:11+0000\taccepted\t-\t1/1\t{OTHER}\tnight: of:all",
        json.dumps({"handle": json.loads(handle.to_json()), "note": "# is no comment here"}),
        json.dumps({"v": 1, "event": "exit", "code": 0}),
    ]
    (tmp_path / "jobs").write_text("\ufeff" + "\r\n".join(lines))
    expected = [handle, Handle.parse(OTHER)]
    assert read_handles([f"@{tmp_path / 'jobs'}"]) == expected
    for arguments in (["-"], []):
        monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines)))
        assert read_handles(arguments) == expected
    assert read_handles([OTHER, ONE, OTHER]) == expected[::-1]


def test_all_bad_handles_are_told_at_once_with_their_places(tmp_path: Path) -> None:
    (tmp_path / "jobs").write_text(f"{ONE}\nnonsense\n{{broken\n")
    with pytest.raises(HandleError) as caught:
        read_handles([f"@{tmp_path / 'jobs'}", "@nowhere", "fullstory:imports:1", OTHER])
    told = str(caught.value).splitlines()
    assert [line.split(": ")[0] for line in told[:-1]] == [
        f"{tmp_path / 'jobs'}:2",
        f"{tmp_path / 'jobs'}:3",
        "@nowhere",
        "argument 3",
    ]
    assert told[-1] == "Nothing was sent."


def test_a_line_of_tarry_jobs_without_a_handle_names_no_job(tmp_path: Path) -> None:
    (tmp_path / "jobs").write_text("2026-11-28T19:40:11+0000\trefused\t-\t1/1\tfullstory events-import\tnight\n")
    with pytest.raises(HandleError, match=r"jobs:1: "):
        read_handles([f"@{tmp_path / 'jobs'}"])


def test_no_handle_at_all_is_an_error_and_a_terminal_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(ONE))
    with pytest.raises(HandleError, match="no handle was given"):
        read_handles([])


def app_that(raises: BaseException | None = None) -> tuple[typer.Typer, list[options.Common]]:
    seen: list[options.Common] = []
    app = typer.Typer(cls=guard.Guarded, rich_markup_mode=None)

    @app.callback()
    def shared(
        profile: options.Profile = None,
        env_file: options.EnvFile = None,
        json: options.Json = False,
        quiet: options.Quiet = False,
        no_color: options.NoColor = False,
    ) -> None: ...

    @app.command(cls=options.Command)
    def act(context: typer.Context) -> None:
        seen.append(options.of(context))
        if raises is not None:
            raise raises

    return app, seen


@pytest.mark.parametrize(
    "typed",
    [
        ["--profile", "prod", "--json", "act", "-q", "--env-file", "f"],
        ["act", "--profile", "prod", "--json", "-q", "--env-file", "f"],
        ["--profile", "dev", "-q", "act", "--profile", "prod", "--json", "--env-file", "f"],
    ],
)
def test_common_options_stand_before_or_after_the_verb(typed: list[str]) -> None:
    app, seen = app_that()
    assert runner().invoke(app, typed).exit_code == 0
    assert seen == [options.Common("prod", Path("f"), json=True, quiet=True)]


@pytest.mark.parametrize(
    ("raised", "code", "told"),
    [
        (HandleError("it is none"), 2, "it is none\n"),
        (KeyboardInterrupt(), 130, ""),
        (OSError(28, "No space left on device", "rows.csv"), 1, "rows.csv: No space left on device\n"),
        (
            KeyError("x"),
            1,
            "tarry itself broke, which says nothing about a job: KeyError: 'x'. TARRY_DEBUG=1 shows where\n",
        ),
    ],
)
def test_an_error_ends_the_command_with_one_line(raised: BaseException, code: int, told: str) -> None:
    app, _ = app_that(raised)
    ended = runner().invoke(app, ["act"])
    assert (ended.exit_code, ended.stdout, ended.stderr) == (code, "", told)


def test_a_traceback_is_there_for_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TARRY_DEBUG", "1")
    app, _ = app_that(KeyError("x"))
    assert "Traceback (most recent call last)" in runner().invoke(app, ["act"]).stderr


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["wait", "--help"], []])
def test_help_and_completion_import_no_more_than_they_need(arguments: list[str], tmp_path: Path) -> None:
    program = (
        "import atexit, sys; sys.argv[0] = 'tarry'; atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
    )
    program += "from tarry.__main__ import main; main()"
    shell = {} if arguments else {"_TARRY_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "tarry wait full"}
    environment = {**os.environ, **shell, "TARRY_JOURNAL": str(tmp_path / "journal")}
    ran = subprocess.run(
        [sys.executable, "-c", program, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    modules = {*ran.stderr.split()}
    assert "typer" in modules
    assert not modules & {"httpx", "httpcore", "anyio", "msgspec", "attrs", "tarry_clients", "tarry.runtime"}


def test_help_of_every_command_begins_with_examples_and_fits_80_columns() -> None:
    names = [name for command in whole.registered_commands if (name := command.name or command.callback.__name__)]  # type: ignore[union-attr]
    assert {"wait", "status", "results", "failures", "logs", "download", "cancel"} <= {*names}
    for name in names:
        told = runner().invoke(whole, [name, "--help"], terminal_width=80).stdout
        assert max(map(len, told.splitlines())) <= 80, name
        if name not in {"sandbox", "demo", "check", "generate"}:
            assert f"\n    tarry {name} " in told.split("Options:")[0], name
