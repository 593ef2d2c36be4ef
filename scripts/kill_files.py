"""Kill a process that writes rows, at random moments, and go on: is the file that of a run that nobody killed?

`make check-kills N=100` does it a hundred times, in turn for each form, against the sandbox on loopback. A file is killed up to
three times before it is whole. What is compared are its bytes, and how many pages were asked for again: one a kill at most.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tarry import eloqua, wait_for_completion
from tarry.sandbox import Plan, Sandbox
from tarry_clients.eloqua.api.exports import create_contact_export
from tarry_clients.eloqua.models import ContactExport, ContactExportRequest, ExportFields

ROWS, PAGE = 1950, 100
PAGES = -(-ROWS // PAGE)
FORMS = ("csv", "jsonl", "csv.gz", "jsonl.zst", "parquet", "csv/", "parquet/")
"""With a slash a folder of several files."""
FIELDS = {"Email": "{{Contact.Field(C_EmailAddress)}}", "Name": "{{Contact.Field(C_FirstName)}}"}


class Pages(eloqua.Sync):
    """A sync in small pages."""

    page_size = PAGE


def write(
    sync: str, path: Path, form: str, on_page: Callable[..., object] = lambda *_: print("page", flush=True)
) -> None:
    """Write the file, and say of each page that it is written."""
    with eloqua.connect() as client:
        rows = Pages(client, sync).results()
        rotate = 10_000 if form.endswith("/") else None
        rows.to(path, resume=True, rotate=rotate, on_progress=on_page)


def contents(path: Path) -> dict[str, bytes]:
    """The bytes of a file, or of all in a folder."""
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return {file.name if path.is_dir() else "": file.read_bytes() for file in files}


def attempt(sync: str, path: Path, form: str, kill_at: tuple[int, float] | None) -> int:
    """Write in a process that is killed so many pages, and then seconds, after its start; returns the pages that it wrote."""
    command = [sys.executable, __file__, "--write", sync, str(path), form]
    pages = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101
        while (kill_at is None or pages < kill_at[0]) and process.stdout.readline():
            pages += 1
        if kill_at is not None:
            time.sleep(kill_at[1])
            process.send_signal(signal.SIGKILL)
        pages += len(process.stdout.readlines())
    if kill_at is None and process.returncode:
        raise SystemExit(f"{form}: going on failed")
    return pages


def check(sync: str, folder: Path, form: str, whole: dict[str, bytes], chance: random.Random) -> str:
    """Kill and go on until the file is there; returns what is wrong."""
    path = folder / f"rows.{form.rstrip('/')}"
    kills, pages = 0, 0
    while kills < 3 and not path.exists():
        pages += attempt(sync, path, form, (chance.randrange(PAGES + 1), chance.random() * 0.02))
        kills += 1
        if chance.random() < 0.5:
            break
    if not path.exists() or path.with_name(f"{path.name}.tarry.json").exists():
        pages += attempt(sync, path, form, None)
    found = contents(path)
    beside = sorted(one.name for one in folder.iterdir() if one != path and not one.name.endswith(".lock"))
    for file in path.iterdir() if path.is_dir() else [path]:
        file.unlink()
    if path.is_dir():
        path.rmdir()
    if found != whole:
        return f"{form}: after {kills} kills the bytes are others"
    if pages > PAGES + kills:
        return f"{form}: {pages} pages were written, of {PAGES}, with {kills} kills"
    return f"{form}: {beside} stayed" if beside else ""


def run(count: int, seed: int) -> list[str]:
    """What is wrong, of *count* files."""
    chance = random.Random(seed)  # noqa: S311
    sandbox = Sandbox(seed=seed)
    sandbox.next("eloqua", Plan("succeeded", polls=1, items=ROWS))
    with sandbox.serve() as root, tempfile.TemporaryDirectory() as name:
        os.environ.update(sandbox.environment(root))
        with eloqua.connect() as client:
            body = ContactExportRequest("Contacts", ExportFields.from_dict(FIELDS))
            made = create_contact_export.sync(client=client, body=body)
            assert isinstance(made, ContactExport)  # noqa: S101
            job = eloqua.Sync.submit(client, made.uri)
            wait_for_completion(job, timeout=60)
        folder, wholes, wrong = Path(name), {}, []
        for number in range(count):
            form = FORMS[number % len(FORMS)]
            if form not in wholes:
                path = folder / f"whole.{form.rstrip('/')}"
                write(str(job.id), path, form, lambda *_: None)
                wholes[form] = contents(path)
                path = path.rename(folder.with_name(f"{folder.name}-{number}"))
                subprocess.run(["rm", "-r", str(path)], check=True)
            if problem := check(str(job.id), folder, form, wholes[form], chance):
                wrong.append(problem)
                print(problem, flush=True)
    return wrong


def main() -> int:
    """Check, and say what was found; 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write", nargs=3, metavar=("SYNC", "PATH", "FORM"), help="what a process that is killed does")
    given = parser.parse_args()
    if given.write:
        sync, path, form = given.write
        write(sync, Path(path), form)
        return 0
    wrong = run(given.count, given.seed)
    print(f"{given.count} files killed and gone on with, {len(wrong)} of them wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
