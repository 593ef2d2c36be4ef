"""`judging.judge` on plain JSON and the handles that are generated are two implementations of one algorithm: they agree."""

import importlib
import json
import random
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from tarry._core.observation import Kind
from tarry._generate import declared
from tarry._generate.declarations import Job
from tarry._generate.documents import Document, Operation
from tarry._generate.evaluating import ABSENT, find
from tarry._generate.judging import Answer, judge
from tarry._generate.package import write_package
from tarry._generate.patterns import id_in
from tarry._generate.reading import read
from tarry._operations.status import observe

mutations = importlib.import_module("scripts.equality.mutations")

ROOT = Path(__file__).parents[2]
OURS = sorted((ROOT / "specs").glob("*.yaml"))
FOREIGN = [
    ROOT / f"tests/generate/documents/{name}.yaml"
    for name in ("mailchimp-batches", "snowflake-statements", "stripe-report-runs")
]
CASES = 600
_OF_KIND = {Kind.MISSING: "missing", Kind.EXPIRED: "gone", Kind.FAULT: "fault", Kind.DENIED: "refused"}


@pytest.fixture(scope="module", params=[*OURS, *FOREIGN], ids=lambda path: path.stem)
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Document, ModuleType]]:
    """A document, and the modules that are generated for it."""
    path = request.param
    document, name = read(path), path.stem.replace("-", "_")
    if path in OURS:
        yield document, importlib.import_module(f"tarry_clients.{name}")
        return
    folder = tmp_path_factory.mktemp("packages")
    write_package(document, f"side_{name}", folder / f"side_{name}", announced=False)
    sys.path.insert(0, str(folder))
    try:
        yield document, importlib.import_module(f"side_{name}")
    finally:
        sys.path.remove(str(folder))


def ids_of(job: Job, value: Any) -> dict[str, str]:
    found = {name: find(job.echo[name].pointer, value) if name in job.echo else ABSENT for name in job.id}
    return {
        name: "12345"
        if one is ABSENT or not isinstance(one, str | int)
        else str(id_in(job.pattern[name], str(one)) if name in job.pattern else one) or "12345"
        for name, one in found.items()
    }


def as_answer(given: list[Any], package: Any, operation: Operation, client: Any) -> Answer:
    """For the rules: readable is what the generated package can read, which needs more than the rules look at."""
    code, headers, text = given
    tag = operation.given["tags"][0].lower().replace(" ", "_") if "tags" in operation.given else "default"
    module = importlib.import_module(f"{package.__name__}.api.{tag}.{operation.id}")
    response = httpx.Response(code, headers=headers, content=text.encode())
    try:
        parsed = module.read_response(client=client, response=response).parsed
    except package.errors.UnexpectedResponse:
        parsed = None
    try:
        return Answer(code, json.loads(text.encode()), headers, readable=parsed is not None)
    except ValueError:
        return Answer(code, None, headers, readable=False)


def _given(answer: Answer, _: str) -> Answer:
    return answer


def is_told_apart(document: Document, job: Job, operation: Operation, given: list[Any], answer: Answer) -> bool:
    """Whether models see something in an answer that the rules do not: a type that the schema forbids, or an error that is not
    of the described form, of which the rules see the code all the same."""
    codes = {code for rule in job.rules for one in (rule, *rule.rules) for code in one.code} | set(
        map(int, filter(str.isdecimal, job.words))
    )
    unreadable = not answer.readable and answer.code >= 300 and answer.code in codes
    return unreadable or "type" in mutations.forbidden(document, operation, given)


def test_a_generated_handle_and_the_rules_on_plain_json_say_the_same(made: tuple[Document, Any]) -> None:
    document, package = made
    chance = random.Random(7)
    jobs = importlib.import_module(f"{package.__name__}.jobs").JOBS
    answers: list[list[Any]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        code, headers, text = answers[min(len(seen), len(answers) - 1)]
        seen.append(request)
        return httpx.Response(code, headers=headers, content=text.encode())

    seen: list[httpx.Request] = []
    client = package.connect(
        base_url="https://server.test", auth=httpx.Auth(), httpx_args={"transport": httpx.MockTransport(answer)}
    )
    different, compared = [], 0
    for operation in document.declaring("x-job"):
        job = declared.job(document, operation)
        handle = next(one for one in jobs if one.kind == job.kind)
        examples = [one for one in operation.examples() if one.code.isdigit()]
        mutator = mutations.Mutator(document, operation, chance, list(job.words))
        asked = [document.operations[rule.ask] for rule in job.rules if rule.ask]
        second = [one for each in asked for one in each.examples() if one.code.isdigit()]
        of_asked = [mutations.Mutator(document, each, chance, list(job.words)) for each in asked]
        for number in range(CASES):
            example = examples[number % len(examples)]
            plain = [example.status_code, {}, "" if example.value is None else json.dumps(example.value)]
            whole = number < len(examples) or (second and chance.random() < 0.4)
            answers[:] = [plain if whole else mutator.answer(example.status_code, example.value)]
            if second:
                other = chance.choice(second)
                answers.append(of_asked[0].answer(other.status_code, other.value))
            polled = as_answer(answers[0], package, operation, client)
            other_answer = as_answer(answers[-1], package, (asked or [operation])[0], client)
            if is_told_apart(document, job, operation, answers[0], polled) or (
                asked and is_told_apart(document, job, asked[0], answers[-1], other_answer)
            ):
                continue
            compared += 1
            seen.clear()
            ids = ids_of(job, example.value)
            verdict = judge(job, polled, partial(_given, other_answer), ids)
            observed = observe(handle(client, *ids.values()), lambda: 1_800_000_000.0)
            said = _OF_KIND.get(observed.kind) or (observed.outcome.value if observed.outcome else "unknown")
            if said == "unknown" and verdict.outcome == "fault" and not verdict.word and not verdict.why:
                continue  # a model does not tell a word that is absent from one that is null
            if (said, observed.confirmations) != (verdict.outcome, verdict.confirm):
                different.append(
                    (verdict, said, observed.confirmations, str(observed.error)[:200], answers[: len(seen)], ids)
                )
    assert compared > CASES / 2
    assert not different, f"{len(different)}: " + "\n".join(map(str, different[:60]))
