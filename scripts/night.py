"""Run examples/night.sh against the sandbox, stop it twice, and count what became of its jobs: `make check-night`.

It is interrupted with Ctrl-C while it submits, killed with SIGKILL while it waits, and run again each time, as a person
would. Among its jobs are partial, failed and gone ones. The sandbox counts what it was sent.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import httpx

from tarry._core.providers import of_each
from tarry.sandbox import Fault, Plan, Sandbox

ROOT = Path(__file__).resolve().parent.parent

DAY = "2026-11-28"

OTHERWISE = of_each(
    {
        "fullstory": Plan("partial", seconds=5, refused=2, faults=[Fault("throttled", at=2, retry_after=2)]),
        "salesforce": Plan("partial", seconds=5, refused=1, faults=[Fault("unavailable", at=2)]),
        "eloqua": Plan("failed", seconds=5),
        "possiblenow": Plan("gone", seconds=5),
    },
    "how the first job of a night ends",
    but=("open_data_rights",),  # which knows no other end
)
"""What becomes of the first job of each; all others succeed."""


def prepare(folder: Path, count: int) -> None:
    """The rows that are submitted."""
    for n in range(1, count + 1):
        events = [f"Order Shipped,cust-{n}-{row}" for row in range(20)]
        (folder / f"events-{n}.csv").write_text("\n".join(["name,user.uid", *events]) + "\n")
        members = [{"MemberId": f"M-{n}-{row}", "Points": str(row)} for row in range(20)]
        (folder / f"members-{n}.jsonl").write_text("".join(json.dumps(one) + "\n" for one in members))


def define_exports(folder: Path, environment: dict[str, str], count: int) -> None:
    """The definitions of exports that Eloqua's people have made before."""
    login = f"{environment['ELOQUA_COMPANY']}\\{environment['ELOQUA_USER']}", environment["ELOQUA_PASSWORD"]
    body = {"name": "Nightly", "fields": {"email": "{{Contact.Field(C_EmailAddress)}}"}}
    url = f"{environment['ELOQUA_BASE_URL']}/api/bulk/2.0/contacts/exports"
    made = [httpx.post(url, json=body, auth=login).json()["uri"] for _ in range(count)]
    (folder / "exports.txt").write_text("\n".join(made) + "\n")


def night(folder: Path, environment: dict[str, str], stop_when: Callable[[], bool], how: int) -> tuple[int, str]:
    """Run the script, stop it with the signal *how* when it is time; its exit code, and what it said on stderr."""
    command = [str(ROOT / "examples" / "night.sh"), DAY, "--every", "1s"]
    with (folder / "stderr.txt").open("w+") as said:
        running = subprocess.Popen(command, cwd=folder, env=environment, stderr=said, start_new_session=True)
        while running.poll() is None:
            if stop_when():
                os.killpg(running.pid, how)
                running.wait()
            time.sleep(0.05)
        said.seek(0)
        return running.returncode, said.read()


def main() -> int:
    """Run it; 0 where nothing is doubled, lost or forgotten."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 8
    sandbox = Sandbox()
    for name in sandbox.providers:
        sandbox.plan(name, Plan(seconds=5))
    for name, plan in OTHERWISE.items():
        sandbox.next(name, plan)
    stores = {name: provider.jobs for name, provider in sandbox.providers.items()}

    def started() -> int:
        return sum(len(store._jobs) for store in stores.values())

    with sandbox.serve() as root, tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        environment = {**os.environ, **sandbox.environment(root), "COUNT": str(count), "TIMEOUT": "5m"}
        environment["TARRY_JOURNAL"] = str(folder / "journal.sqlite")
        prepare(folder, count)
        define_exports(folder, environment, count)
        rows = folder / DAY / "rows"
        code, said = night(folder, environment, lambda: started() >= 2 * count, signal.SIGINT)
        print(f"Ctrl-C after {started()} submits: exit code {code}\n\n{said}")
        code, said = night(folder, environment, lambda: rows.is_dir() and len([*rows.iterdir()]) > 2, signal.SIGKILL)
        print(f"kill -9 in the wait, with {len([*rows.glob('*')])} files begun: exit code {code}\n\n{said}")
        code, said = night(folder, environment, lambda: False, 0)
        print(f"Run to its end: exit code {code}\n\n{said}")
        handles = (folder / DAY / "handles.txt").read_text().split()
        written = Counter(file.name.partition("-")[0] for file in rows.iterdir() for _ in file.open())
        refused = Counter(
            file.name.partition("-")[0] for file in (folder / DAY / "refused").iterdir() for _ in file.open()
        )
        report = (folder / DAY / "night.html").stat().st_size
        listed = subprocess.run(["tarry", "jobs"], env=environment, capture_output=True, text=True, check=True).stdout
        print(listed)
    print(f"{started()} jobs at the sandbox, {len({*handles})} handles; rows {dict(written)}, refused {dict(refused)}")
    print(f"night.html has {report:,} bytes")
    return 0 if started() == len({*handles}) == 5 * count else 1


if __name__ == "__main__":
    sys.exit(main())
