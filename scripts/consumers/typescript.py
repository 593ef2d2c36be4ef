"""Another team's program in TypeScript: types made of the documents, compiled strictly, and run against a mock of each."""

import json
import os
import subprocess
from collections.abc import Iterator
from typing import Any

from .documents import meanings, polled, word
from .prism import HERE, SPECS
from .tally import Case, expect

BUILD = HERE / "build"


def compile_all(providers: list[str]) -> dict[str, Case]:
    """Generate the types and compile them with the program; one case for each document."""
    cases = {}
    BUILD.mkdir(exist_ok=True)
    apis = {
        provider: {"root": str(SPECS / f"{provider}.yaml"), "x-openapi-ts": {"output": f"types/{provider}.ts"}}
        for provider in providers
    }
    (BUILD / "redocly.yaml").write_text(json.dumps({"apis": apis}))
    generated = _run("openapi-typescript", "--redocly", "build/redocly.yaml")
    compiled = _run("tsc", "--project", ".")
    said = generated.stdout + generated.stderr + compiled.stdout
    for provider in providers:
        with Case.catch("openapi-typescript, tsc --strict") as case:
            lines = (BUILD / "types" / f"{provider}.ts").read_text().count("\n")
            expect(generated.returncode == compiled.returncode == 0 and lines > 100, said)
        cases[provider] = case
    return cases


def check(provider: str, url: str) -> Iterator[Case]:
    """Run the program against a mock: it has to end each job at the poll that the document says ends it."""
    operation = polled(provider)[0]
    known = meanings(operation)
    answers = [answer for answer in operation.answers() if answer.status == 200]
    words = [word(operation, answer.value) for answer in answers]
    before = next(answer for answer, said in zip(answers, words, strict=True) if known.get(said or "") == "pending")
    orders = {
        "provider": provider,
        "url": url,
        "meanings": known,
        "jobs": [[before.prefer, before.prefer, answer.prefer] for answer in answers],
    }
    ran = _run("node", "build/js/poll.js", json.dumps(orders))
    lines: list[Any] = [json.loads(line) for line in ran.stdout.splitlines()]
    for index, (answer, said) in enumerate(zip(answers, words, strict=True)):
        with Case.catch(f"{operation.id} {answer.example}") as case:
            expect(index < len(lines), ran.stderr)
            meaning = "missing" if said is None else known.get(said, "unknown")
            found = lines[index]
            expect(found["meaning"] == meaning, f"{found['meaning']} and not {meaning}")
            expect(found["polls"] == 3, f"{found['polls']} polls and not 3")
            expect(found["results"] > 0, "no results")
        yield case


def _run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    tool = program if program == "node" else str(HERE / "node_modules" / ".bin" / program)
    environment = {**os.environ, "REDOCLY_TELEMETRY": "off"}
    return subprocess.run([tool, *arguments], cwd=HERE, env=environment, capture_output=True, text=True, check=False)
