"""Record what the command shows, on the sandbox: in a terminal, in a pipe, and as JSON. `make recordings`.

Each recording is a file in docs/recordings/. Durations, times and ids are masked, so that a second run writes the same.
"""

import fcntl
import os
import pty
import re
import select
import shlex
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tarry._cli.playing import STARTERS
from tarry.sandbox import Fault, Plan, Sandbox

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "recordings"
COLUMNS, ROWS = 100, 24
TARRY = [str(Path(sys.executable).with_name("tarry"))]

_MASKS: list[tuple[str, str | Callable[[re.Match[str]], str]]] = [
    (r'("(?:time|elapsed|next_delay|submitted_at|ended_at)": )[\d.]+', r"\1…"),
    (r"\b\d+(?:\.\d+)? (?:ms|s|min|h)(?=  )", lambda found: "… s".ljust(len(found[0]))),
    (r"\b(?<!every )(?<!--every )(?<!of )\d+(?:\.\d+)? (?:ms|s|min|h)\b", "… s"),
    (r"\bnow\b(?= +every)", "… s"),
    (r"(fullstory:events-import:)[\w%-]{9,}", r"\1…"),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+]0000", "yyyy-mm-ddThh:mm:ss+0000"),
    (r"\d{4}-\d\d-\d\d(?= \d\d:)", "yyyy-mm-dd"),
    (r"\d{4}-\d\d-\d\dT[\d:.]+Z", "yyyy-mm-ddThh:mm:ssZ"),
    (r"\b\d\d:\d\d:\d\d\b", "hh:mm:ss"),
    (r"127\.0\.0\.1:\d+", "127.0.0.1:…"),
]


@dataclass(frozen=True)
class Recording:
    """One file: command lines, `{name}` in which stands for a handle."""

    name: str
    lines: list[str]
    jobs: Mapping[str, tuple[str, Plan]] = field(default_factory=dict)
    """By the name in the lines, the provider and the plan of a job that is submitted first."""
    ways: tuple[str, ...] = ("terminal", "pipe", "json")
    interrupt: float | None = None
    """Seconds after which Ctrl-C is pressed."""


JOBS = {
    "orders": ("fullstory", Plan("succeeded", polls=2)),
    "members": ("salesforce", Plan("partial", polls=1, refused=1)),
    "readers": ("possiblenow", Plan("succeeded", polls=2, faults=[Fault("unavailable", at=2)])),
    "mine": ("open_data_rights", Plan("succeeded", polls=3)),
    "nightly": ("eloqua", Plan("failed", polls=1)),
}
MIX = " ".join(f"{{{name}}}" for name in JOBS)
ONE = {"orders": JOBS["orders"]}
DONE = {"orders": ("fullstory", Plan("partial", polls=0, refused=1))}
SLOW = {"orders": ("fullstory", Plan("succeeded", polls=99))}

SUBMIT = "tarry submit fullstory events-import --from orders.csv --label nightly"

RECORDINGS = [
    Recording("wait", [f"tarry wait {MIX} --timeout 1m --every 1s"], JOBS),
    Recording("wait-timeout", ["tarry wait {orders} --timeout 1s --every 1s"], SLOW),
    Recording("wait-interrupted", ["tarry wait {orders} --timeout 2h --every 1s"], SLOW, interrupt=3.0),
    Recording("wait-bad-handles", ["tarry wait {orders} nonsense fullstory:imports:7 --timeout 1m"], ONE),
    Recording("status", [f"tarry status {MIX}"], JOBS),
    Recording(
        "results",
        ["tarry results {orders} | head -3", "tarry results {orders} --out stored.csv", "head -3 stored.csv"],
        DONE,
    ),
    Recording("failures", ["tarry failures {orders}", "tarry failures {orders} --out refused.jsonl"], DONE),
    Recording("logs", ["tarry logs {nightly}"], {"nightly": ("eloqua", Plan("failed", polls=0))}),
    Recording("download", ["tarry download {mine} mine.zip"], {"mine": ("open_data_rights", Plan(polls=0))}),
    Recording("submit", [SUBMIT, SUBMIT, "tarry jobs --recent 1h"]),
    Recording("doctor", ["tarry doctor fullstory"]),
    Recording(
        "replay",
        ["tarry wait {orders} --timeout 1m --every 1s --record polls.jsonl", "tarry replay polls.jsonl"],
        ONE,
        ("terminal", "pipe"),
    ),
    Recording("cancel", ["tarry cancel {mine}", "tarry cancel {orders}"], {"mine": JOBS["mine"], **ONE}),
]


def main() -> None:
    """Record all, or those that are named."""
    FOLDER.mkdir(exist_ok=True)
    sandbox = Sandbox()
    with sandbox.serve() as root, tempfile.TemporaryDirectory() as folder:
        os.environ.update(sandbox.environment(root))
        state = {"XDG_STATE_HOME": f"{folder}/state", "XDG_CONFIG_HOME": f"{folder}/config", "TZ": "UTC"}
        os.environ.update(state)
        os.chdir(folder)
        rows = [f"Order Shipped,cust-{number}" for number in range(1, 4)]
        Path("orders.csv").write_text("\n".join(["name,user.uid", *rows, ""]))
        for recording in RECORDINGS:
            if sys.argv[1:] and recording.name not in sys.argv[1:]:
                continue
            text = "\n".join(recorded(recording, way, sandbox, folder) for way in recording.ways)
            (FOLDER / f"{recording.name}.txt").write_text(text)
            print(f"docs/recordings/{recording.name}.txt", flush=True)


def recorded(recording: Recording, way: str, sandbox: Sandbox, folder: str) -> str:
    """What was typed and what came, in one of the ways."""
    handles = {}
    for left in (Path("polls.jsonl"), Path("state")):  # each of the ways begins anew
        shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)
    for name, (provider, plan) in recording.jobs.items():
        sandbox.next(provider, plan)
        handles[name] = str(STARTERS[provider]().handle)
    said = [f"== {way}"]
    for line in recording.lines:
        typed = line.format(**handles)
        if way == "json" and line.startswith("tarry") and "|" not in line:
            typed += " --json"
        words = shlex.split(typed)
        command = [*TARRY, *words[1:]] if words[0] == "tarry" else words
        if "|" in words:
            command = ["sh", "-c", f"{shlex.join(TARRY)}{typed.removeprefix('tarry')}"]
        code, shown = RUN[way](command, recording.interrupt)
        said += [f"$ {typed}", *shown.splitlines(), *([f"(exit code {code})"] if words[0] == "tarry" else [])]
    return masked("\n".join(said) + "\n", handles, folder)


def masked(text: str, handles: dict[str, str], folder: str) -> str:
    """Without what is another in each run."""
    for name, handle in handles.items():
        provider, kind, *ids = handle.split(":")
        told = f"{provider}:{kind}:{name}"
        text = re.sub(rf"{re.escape(handle)}(?=  )", told.ljust(len(handle)), text)  # a cell of a table
        text = text.replace(handle, told)
        # In a narrow table its middle is left out.
        cut = rf"\b{provider[:4]}\w*…\S*{re.escape(ids[-1][-6:])}"
        text = re.sub(cut, lambda found, name=f"{provider[:8]}…{name}": name.ljust(len(found[0])), text)  # type: ignore[misc]
        text = text.replace(ids[-1], name)
    text = text.replace(folder, "/home/me")
    for pattern, mask in _MASKS:
        text = re.sub(pattern, mask, text)
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def piped(command: list[str], interrupt: float | None) -> tuple[int, str]:
    """Stdout and stderr, each a pipe, in the order of what came."""
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        if interrupt is not None:
            time.sleep(interrupt)
            process.send_signal(signal.SIGINT)
        text, _ = process.communicate()
    return process.returncode, text


def on_terminal(command: list[str], interrupt: float | None) -> tuple[int, str]:
    """The screen when all is over."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ["TERM"] = "xterm"
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        os.execvp(command[0], command)  # noqa: S606 - what is recorded
    pressed = time.monotonic() + interrupt if interrupt is not None else None
    came = b""
    while True:
        if pressed is not None and time.monotonic() > pressed:
            os.write(terminal, b"\x03")
            pressed = None
        if not select.select([terminal], [], [], 0.1)[0]:
            continue
        try:
            came += os.read(terminal, 65536)
        except OSError:  # the other end is closed
            break
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), "\n".join(screen(came.decode(errors="replace")))


def screen(text: str) -> Iterator[str]:
    """The lines that are on a terminal when *text* was written to it: as much of one as Rich and a shell need."""
    lines, row, column = [""], 0, 0
    for part in re.findall(r"\x1b\[[?\d;]*[A-Za-z]|\r|\n|[^\x1b\r\n]+", text):
        if part == "\n":
            row += 1
            if row == len(lines):
                lines.append("")
        elif part == "\r":
            column = 0
        elif part.startswith("\x1b"):
            if part.endswith("A"):
                row = max(row - int(part[2:-1] or 1), 0)
            elif part.endswith("K"):
                lines[row] = "" if part == "\x1b[2K" else lines[row][:column]
        else:
            lines[row] = f"{lines[row][:column]:<{column}}{part}{lines[row][column + len(part) :]}"
            column += len(part)
    yield from lines


RUN: dict[str, Callable[[list[str], float | None], tuple[int, str]]] = {
    "terminal": on_terminal,
    "pipe": piped,
    "json": piped,
}

if __name__ == "__main__":
    main()
