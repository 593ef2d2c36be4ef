"""What `make check-consumers` compares: a program in TypeScript that knows of `x-job` alone, and the verdicts of `tarry`."""

import json
import random
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from support.paths import SCRIPTS
from tarry._generate import reading
from tarry._generate.declared import known_words
from tarry._generate.judging import OUTCOMES

sys.path.insert(0, str(SCRIPTS))

from consumers import verdicts

HERE = SCRIPTS / "consumers"
SOURCES = "\n".join(path.read_text() for path in sorted(HERE.glob("*.ts")))
EXPORTS = next(path for path in verdicts.documents() if path.stem == "exports")


@pytest.mark.parametrize("path", verdicts.documents(), ids=lambda path: path.stem)
def test_the_program_names_no_provider_and_none_of_its_fields_and_words(path: Path) -> None:
    document = reading.read(path)
    names = {*document.operations, *re.split("[-_ ]", path.stem)} - {
        "open",
        "data",
        "rights",
        "runs",
        "report",
        "exports",
    }
    words = set[str]()
    for operation in document.declaring("x-job"):
        given = json.dumps({name: operation.given["x-job"].get(name) for name in ("id", "echo", "status", "rules")})
        # Such as requestStatus, has_errors and AccessToken; status, id and code are everybody's.
        names |= {name for name in re.findall(r"\w+", given) if re.search("[a-z][A-Z]|_", name)}
        words |= {word.lower() for word in known_words(document, operation)} - {*OUTCOMES, "true", "false"}
    assert names - {"statusCode"}
    found = {name for name in names - {"statusCode"} if re.search(rf"\b{name}\b", SOURCES, re.IGNORECASE)}
    assert not found | {word for word in words if f'"{word}"' in SOURCES.lower()}


def test_the_lock_file_names_no_registry() -> None:
    packages = json.loads((HERE / "package-lock.json").read_text())["packages"]
    assert len(packages) > 100
    assert not [name for name, package in packages.items() if "resolved" in package]


def questions(seed: int) -> list[verdicts.Question]:
    return list(verdicts.of_document(EXPORTS, random.Random(seed)))


def test_every_rule_and_every_verdict_is_asked_for() -> None:
    every = [one.ours for one in questions(1)]
    assert {*OUTCOMES, "missing", "fault", "refused", "unknown"} <= {outcome for outcome, _, _ in every}
    deciding = Counter(tuple(rule) for _, rule, _ in every)
    assert {(), (0,), (1,), (2, 0), (2, 1), (3,)} <= deciding.keys()


def test_the_same_seed_gives_the_same_questions() -> None:
    assert questions(1) == questions(1)
    assert questions(1) != questions(2)


def test_a_verdict_that_differs_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def equal(_: object, every: Sequence[verdicts.Question]) -> list[Any]:
        return [one.ours for one in every]

    def different(_: object, every: Sequence[verdicts.Question]) -> list[Any]:
        return [["invented", [], 1], *equal(_, every)[1:]]

    monkeypatch.setattr(verdicts, "ask", equal)
    case = verdicts.check(EXPORTS)
    assert not case.problem
    assert case.count > verdicts.MUTATED
    monkeypatch.setattr(verdicts, "ask", different)
    assert "1 of" in verdicts.check(EXPORTS).problem
    assert "invented" in verdicts.check(EXPORTS).problem
