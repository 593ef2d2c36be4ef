"""Measure tarry beside its peers and write what is found to docs/explanation/benchmarks/, for the guide. `make bench` runs it.

    polls      CPU of one poll                       imports    what an import costs
    many       jobs by the thousand, and memory      rows       a million rows of an export
    files      a million rows written to files
    schedules  how many polls each schedule makes, and how late it is (virtual time)
    options    CPU of one poll by `httpx_args`       first      `connect` and the first poll, https

Peers are installed into build/bench-venv, which has what tarry needs to run besides and nothing else. Everything is client
CPU of one process on loopback, in rounds that take turns; ratios are taken round by round, and a table shows their median
and quartiles. Compare ratios, not microseconds.
"""

import argparse
import importlib
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from . import report
from .report import PARTS

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / "build" / "bench-venv"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
PEERS = [
    *(
        "httpx",
        "httpx-aiohttp",
        "msgspec",
        "pyarrow",
        "azure-core",
        "google-api-core",
        "tenacity",
        "stamina",
        "botocore",
        "openai",
    ),
]


def install() -> Path:
    """Make the environment of the peers where it is missing or old; returns its interpreter."""
    python, installed = VENV / "bin" / "python", VENV / "installed.txt"
    if not installed.exists() or installed.read_text() != REQUIREMENTS.read_text():
        print(f"Setting up {VENV.relative_to(ROOT)} ...", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        subprocess.run([*pip, "-r", str(REQUIREMENTS)], check=True)
        installed.write_text(REQUIREMENTS.read_text())
    return python


def measure(parts: list[str]) -> None:
    """Run *parts* with this interpreter, print their tables, and keep those of each as soon as it has ended."""
    from . import server

    about = {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "revision": revision(),
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "versions": {name: version(name) for name in PEERS},
    }
    print(report.head(about), flush=True)
    with server.running() as url:
        for part in parts:
            tables = []
            for table in importlib.import_module(f"scripts.bench.{part}").run(url):
                print(report.table(table), flush=True)
                tables.append(table)
            report.write({"part": part, **about, "tables": tables})


def revision() -> str:
    """The state of the code that is measured; the report itself does not count as a change of it."""
    asked = ["git", "describe", "--always", "--exclude=*"]
    name = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    changes = ["git", "status", "--porcelain", "--", ".", ":!docs"]
    changed = subprocess.run(changes, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    return (name or "an unknown revision") + (" with changes" if changed else "")


def main() -> None:
    """Measure in the environment of the peers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"some of {', '.join(PARTS)}; all by default")
    parts = parser.parse_args().parts or list(PARTS)
    if unknown := set(parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    if Path(sys.prefix) == VENV:
        measure(parts)
        return
    paths = os.pathsep.join(str(ROOT / folder) for folder in ("overlays", "generated", ""))
    command = [str(install()), "-m", "scripts.bench", *parts]
    sys.exit(subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": paths}, check=False).returncode)


if __name__ == "__main__":
    main()
