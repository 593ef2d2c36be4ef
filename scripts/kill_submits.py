"""Kill a process that submits at every step of the journal, run it again, and count what the sandbox has: `make check-submits`.

The process is killed with SIGKILL, so that nothing of it can clean up. Each time the sandbox begins anew. Where nobody can
tell whether a part arrived, this does what a person would do: it looks at the provider, and says what it found.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections import Counter as Count
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from support.submits import CASES, Case, Counter, WatchedJournal, WatchedTransport  # noqa: E402
from tarry import PartialSubmitError, submit_all  # noqa: E402
from tarry.sandbox import Sandbox  # noqa: E402


def child(case: Case, url: str, journal: Path, at: int | str, options: dict[str, Any]) -> None:
    """Submit once; be killed at the step with the number *at*."""
    counter = Counter(at, lambda: os.kill(os.getpid(), signal.SIGKILL))
    client = case.client(url, WatchedTransport(httpx.HTTPTransport(), counter))
    found = {int(number): handle for number, handle in options.pop("found", {}).items()}
    try:
        parts = submit_all(
            case.job_class,
            client,
            case.items,
            journal=WatchedJournal(journal, counter),
            on_part=lambda _: counter("told"),
            found=found,
            **options,
            **case.arguments,
        )
    except PartialSubmitError as error:
        unsure = [part.number for part in error.parts.parts if part.state == "unsure"]
        print(json.dumps({"unsure": unsure, "steps": counter.steps}))
    else:
        print(json.dumps({"handles": [str(job.handle) for job in parts], "steps": counter.steps}))


def run(name: str, url: str, journal: Path, at: int | str = 0, **options: Any) -> dict[str, Any] | None:
    """Do that in a process of its own; None where it was killed."""
    command = [sys.executable, __file__, "--case", name, "--child", url, str(journal), str(at), json.dumps(options)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode == -signal.SIGKILL:
        return None
    if ended.returncode:
        raise SystemExit(ended.stderr)
    return json.loads(ended.stdout)  # type: ignore[no-any-return]


def steps_of(name: str, url: str, folder: Path) -> list[int]:
    """The numbers of the steps of a run that nobody kills."""
    whole = run(name, url, folder / "whole")
    number = len(whole["steps"]) if whole else 0
    # After the last one a handle was handed over, and what takes no items starts anew.
    return list(range(1, number + (CASES[name].items is not None)))


def check(name: str, only: str | None) -> bool:
    """Kill at every step, or at those of one name; whether all went well."""
    case, sandbox = CASES[name], Sandbox()
    doubled = lost = unsure = kills = 0
    with sandbox.serve() as root, tempfile.TemporaryDirectory() as folder:
        url, store = sandbox.base_url(case.provider, root), sandbox.providers[case.provider].jobs
        for at in [only] if only is not None else steps_of(name, url, Path(folder)):
            sandbox.reset()
            journal = Path(folder, f"{at}.sqlite")
            if run(name, url, journal, at) is not None:
                raise SystemExit(f"{name}: was not killed at step {at}")
            kills += 1
            there = len(store._jobs)
            end = run(name, url, journal)
            for number in (end or {}).get("unsure", []):
                unsure += 1
                found = list(store._jobs.values())[number - 1].id if there >= number else None
                handle = ":".join((case.provider, case.job_class.kind, *_ids(case, found))) if found else None
                end = run(name, url, journal, **({"found": {number: handle}} if found else {"send_unsure": True}))
            doubled += len(store._jobs) - case.parts if len(store._jobs) > case.parts else 0
            rows = Count(str(item) for job in store._jobs.values() for item in job.items)
            doubled += sum(count - 1 for count in rows.values())
            lost += max(len(case.items or ()) - len(rows), 0) + max(case.parts - len(store._jobs), 0)
            lost += case.parts - len(set((end or {}).get("handles", [])))
    print(
        f"{name} ({case.provider}): killed {kills} times, {unsure} unsure parts resolved, {doubled} doubled, {lost} lost"
    )
    return kills > 0 and doubled == lost == 0


def _ids(case: Case, found: str) -> tuple[str, ...]:
    return (case.arguments["client_id"], found) if case.items is None else (found,)


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", choices=CASES, action="append")
    parser.add_argument("--at", help="only the first step of this name")
    parser.add_argument("--child", nargs=4, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        url, journal, at, options = given.child
        child(CASES[given.case[0]], url, Path(journal), int(at) if at.isdecimal() else at, json.loads(options))
        return 0
    return 0 if min([check(name, given.at) for name in given.case or CASES]) else 1


if __name__ == "__main__":
    sys.exit(main())
