"""Compare two versions of tarry, side by side, on mutated answers of every example of the documents.

    python -m scripts.equality OLD NEW [--count N] [--seed N] [--out FILE]

OLD and NEW are each a checkout of the project, with `:generated` after it for the handles that `make generate` writes in place
of the rooms `tarry.<provider>`: `python -m scripts.equality ../before .:generated`. The documents are those of this
checkout, and dependencies those of this Python. Nothing is sent to anybody.

It prints how many cases of each sort were compared, and each sort of difference with one example: those where the schema of the
document forbids a type in the answer, those where it forbids the answer for another reason, and the others.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tarry._generate.reading import read

from . import cases

ROOT = Path(__file__).resolve().parent.parent.parent


def every_case(count: int, seed: int, only: str) -> Iterator[cases.Case]:
    """All cases, the same for the same *seed*: *count* polls of each kind of job, and fewer of the rest."""
    for path in sorted((ROOT / "specs").glob("*.yaml")):
        if only not in path.stem:
            continue
        for about in cases.kinds(path.stem, read(path), random.Random(f"{seed} {path.stem}")):  # noqa: S311
            # Where a rule asks, there are pairs of answers.
            yield from cases.polls(about, count * (2 if any(rule.ask for rule in about.job.rules) else 1))
            yield from cases.lists(about, count // 4)
            yield from cases.submits(about, count // 4)
            yield from cases.together(about, count // 4)
            yield from cases.others(about, count // 10)


def played(side: str, file: Path) -> list[dict[str, Any]]:
    """What each case of *file* brings on one *side*."""
    root, _, way = side.partition(":")
    path = os.pathsep.join(str(Path(root, name).resolve()) for name in ("overlays", "generated"))
    command = [sys.executable, "-m", "scripts.equality.play", way or "rooms"]
    env = {**os.environ, "PYTHONPATH": path}
    with file.open("rb") as given:
        done = subprocess.run(command, stdin=given, stdout=subprocess.PIPE, cwd=ROOT, env=env, check=True)
    first, *lines = done.stdout.splitlines()
    if not Path(json.loads(first)).is_relative_to(Path(root).resolve()):
        sys.exit(f"{side} imported {first.decode()}")
    return [json.loads(line) for line in lines]


def differing(old: Any, new: Any, name: str = "") -> Iterator[str]:
    """Where two values differ, and in what."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted({*old, *new}):
            yield from differing(old.get(key), new.get(key), f"{name}.{key}")
    elif old != new:
        short = name.removeprefix(".")
        yield short if short.startswith(("sent", "brought.items")) else f"{short}: {old!r:.150} → {new!r:.150}"


def main() -> None:
    """Compare, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--count", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="a part of the name of a document")
    parser.add_argument("--out", type=Path, help="where each difference is written, a JSON line each")
    given = parser.parse_args()
    made = list(every_case(given.count, given.seed, given.only))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "cases")
        file.write_text("".join(json.dumps(case) + "\n" for case in made))
        old, new = played(given.old, file), played(given.new, file)
    table: Counter[tuple[str, str]] = Counter()
    sorts: dict[tuple[str, ...], list[tuple[cases.Case, Any, Any]]] = {}
    for case, before, after in zip(made, old, new, strict=True):
        what = tuple(differing(before, after))
        against = "type" if any("type" in one for one in case["against"]) else "form" if case["against"] else "allowed"
        table[case["do"], f"differ, {against}" if what else "equal"] += 1
        if what:
            sorts.setdefault((against, case["provider"], case["do"], *what), []).append((case, before, after))
    columns = ("equal", "differ, type", "differ, form", "differ, allowed")
    print(f"{'':10} {'all':>8}" + "".join(f"{name:>17}" for name in columns))
    for do in dict.fromkeys(case["do"] for case in made):
        row = [table[do, name] for name in columns]
        print(f"{do:10} {sum(row):8,}" + "".join(f"{number:17,}" for number in row))
    for sort, found in sorted(sorts.items(), key=lambda item: (item[0][:3], -len(item[1]))):
        print(f"\n{len(found)} times {' '.join(sort[:3])}\n    " + "\n    ".join(sort[3:]))
    if given.out:
        lines = [
            json.dumps({"sort": sort, "case": case, "old": before, "new": after})
            for sort, found in sorts.items()
            for case, before, after in found
        ]
        given.out.write_text("".join(f"{line}\n" for line in lines))
    if any(name == "differ, allowed" and number for (_, name), number in table.items()):
        sys.exit("there are differences that no schema explains")


if __name__ == "__main__":
    main()
