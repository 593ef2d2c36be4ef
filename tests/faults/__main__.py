"""`make faults`: the matrix of all cases; one case alone; or derived recordings, written down."""

from __future__ import annotations

import argparse
import faulthandler
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import yaml

from tarry._core.providers import BUILT_IN

from .expected import expected
from .faults import FAULTS, Case, cases
from .matrix import Verdict, applies, judge
from .playing import DRIVERS, Driver
from .recordings import names, recording

SHOWN = 20
"""How many of the failures are shown in full."""
PATIENCE = 600
"""Seconds of real time that all cases of one recording may take, even on a busy machine."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 1 where a case failed, 2 where there is none."""
    parser = argparse.ArgumentParser(prog="python -m faults", description=__doc__)
    parser.add_argument("--case", default="", help="beginning of a case: provider/recording:position:fault:driver")
    parser.add_argument("--write", metavar="DIR", type=Path, help="write the derived recordings to DIR and run nothing")
    chosen = parser.parse_args(arguments)
    for name in list(os.environ):
        if name.startswith(tuple(f"{provider.upper()}_" for provider in BUILT_IN)):
            # A developer's own settings must not reach a case.
            del os.environ[name]
    case, _, driver = chosen.case.rpartition(":")
    if driver not in {one.name for one in DRIVERS}:
        case, driver = chosen.case, ""
    found = {name: _chosen(name, case) for name in names()}
    if not any(found.values()):
        print(f"there is no case {chosen.case!r}; one is fullstory/partial:1:429-seconds:sync", file=sys.stderr)
        return 2
    if chosen.write:
        return _write([one for group in found.values() for one in group], chosen.write)
    began = time.monotonic()
    verdicts: list[Verdict] = []

    def wanted(one: Driver, case: Case) -> bool:
        return driver in {"", one.name} and applies(one, case)

    for name, group in found.items():
        if group:
            # Time is virtual: what takes minutes hangs, and the traceback says where.
            faulthandler.dump_traceback_later(PATIENCE, exit=True, file=sys.__stderr__ or 2)
            if sys.stderr.isatty():
                print(f"{name:40}", end="\r", file=sys.stderr)
            verdicts += judge(recording(name), group, wanted)
    faulthandler.cancel_dump_traceback_later()
    return _report(verdicts, time.monotonic() - began)


def _chosen(name: str, case: str) -> list[Case]:
    if not (name.startswith(case) or case.startswith(name)):
        return []
    return [one for one in cases(recording(name)) if str(one) == case or str(one).startswith(case)]


def _write(found: Sequence[Case], folder: Path) -> int:
    for case in found:
        path = folder / f"{case.recording}" / f"{case.position:02}-{case.fault.slug}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = yaml.safe_dump(
            {**case.as_cassette(), "expected": expected(case)}, sort_keys=False, allow_unicode=True, width=110
        )
        path.write_text(text)
    print(f"{len(found):,} derived recordings in {folder}")
    return 0


def _report(verdicts: Sequence[Verdict], seconds: float) -> int:
    """Print the matrix, passed/all in each cell, and what failed."""
    all_, passed = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    by_driver, by_place = Counter[str](), Counter[str]()
    for verdict in verdicts:
        cell = verdict.case.fault.name, verdict.case.recording.target.name
        for key in (cell, (cell[0], "total"), ("total", cell[1]), ("total", "total")):
            all_[key] += 1
            passed[key] += not verdict.complaints
        by_driver[verdict.driver.name] += 1
        by_place[verdict.case.place.value] += 1
    columns = (*BUILT_IN, "total")
    print(f"{'fault':22}" + "".join(f"{name:>18}" for name in columns))
    for row in (*(one.name for one in FAULTS), "total"):
        if all_[row, "total"]:
            cells = (f"{passed[row, name]}/{all_[row, name]}" if all_[row, name] else "-" for name in columns)
            print(f"{row:22}" + "".join(f"{cell:>18}" for cell in cells))
    failed = [one for one in verdicts if one.complaints]
    positions = len({(str(one.case.recording), one.case.position) for one in verdicts})
    recorded = len({str(one.case.recording) for one in verdicts})
    print(
        f"\nEach cell: cases passed/all. A case is a fault at one of {positions} positions"
        f" of {recorded} recordings, by one driver."
    )
    print("Places: " + ", ".join(f"{name} {count:,}" for name, count in by_place.items()) + ".")
    print("Drivers: " + ", ".join(f"{name} {count:,}" for name, count in by_driver.items()) + f". {seconds:.0f} s.")
    for verdict in failed[:SHOWN]:
        print(f"\n{verdict}")
    if failed:
        print(
            f"\n{len(failed):,} of {len(verdicts):,} cases failed"
            + (f"; {SHOWN} are shown." if len(failed) > SHOWN else ".")
        )
        return 1
    print(f"All {len(verdicts):,} cases passed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
