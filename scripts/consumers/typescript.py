"""Another team's program in TypeScript: types made of the documents, compiled strictly, and run against a mock of each."""

import json
import os
import subprocess
from collections.abc import Iterator
from typing import Any

from .documents import Operation, operations
from .prism import HERE, SPECS
from .tally import Case, expect
from .waits import Wait, waits

BUILD = HERE / "build"
GIVEN_UP = {"pending": {"timeout"}, "refused": {"refused", "fault"}}
"""How a wait ends there that does not see the end of the job."""


def compile_all(providers: list[str]) -> dict[str, Case]:
    """Generate the types and compile them with the program; one case for each document."""
    cases = {}
    BUILD.mkdir(exist_ok=True)
    apis = {
        provider: {"root": str(SPECS / f"{provider}.yaml"), "x-openapi-ts": {"output": f"types/{provider}.ts"}}
        for provider in providers
    }
    (BUILD / "redocly.yaml").write_text(json.dumps({"apis": apis}))
    generated = run("openapi-typescript", "--redocly", "build/redocly.yaml")
    compiled = run("tsc", "--project", ".")
    said = generated.stdout + generated.stderr + compiled.stdout
    for provider in providers:
        with Case.catch("openapi-typescript, tsc --strict") as case:
            lines = (BUILD / "types" / f"{provider}.ts").read_text().count("\n")
            expect(generated.returncode == compiled.returncode == 0 and lines > 100, said)
        cases[provider] = case
    return cases


def check(provider: str, url: str) -> Iterator[Case]:
    """Run the program against a mock: each wait has to come to what the document says of the last answer."""
    every = list(waits(provider))
    jobs = [
        {"polled": one.operation.id, "timeout": one.timeout, "answers": {**_started(one.operation), **one.answers}}
        for one in every
    ]
    orders = {"document": str(SPECS / f"{provider}.yaml"), "url": url, "jobs": jobs}
    ran = run("node", "build/js/waits.js", given=json.dumps(orders))
    lines = ran.stdout.splitlines()
    for index, one in enumerate(every):
        with Case.catch(one.name) as case:
            expect(index < len(lines), ran.stderr)
            _judge(one, json.loads(lines[index]))
        yield case


def _started(polled: Operation) -> dict[str, list[str]]:
    """The first answer of the submit that starts a job."""
    submit = polled.definition["x-job"]["submit"]
    name = submit if isinstance(submit, str) else submit["operation"]
    (operation,) = (one for one in operations(polled.provider) if one.id == name)
    good = [one for one in operation.answers() if one.status < 300]
    return {name: [next((one for one in good if one.outcome == "pending"), good[0]).prefer]}


def _judge(wait: Wait, found: Any) -> None:
    meant = GIVEN_UP.get(wait.means, {wait.means})
    expect(found["outcome"] in meant, f"{found['outcome']} and not {wait.means}: {found['why']}")
    expect(found["looks"] == len(found["pauses"]) + 1 > 1, f"{found['looks']} looks")
    looks = wait.operation.definition["x-job"]["looks"]
    expect(min(found["pauses"]) >= looks["floor"], f"a pause of {min(found['pauses'])} s, below the floor")
    longest = max(found["pauses"])
    expect(wait.pause <= longest <= max(looks["ceiling"], wait.pause), f"a longest pause of {longest} s")
    expect(found.get("results", 1) > 0, "no results")


def run(program: str, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run a tool, with *given* as its standard input."""
    tool = program if program == "node" else str(HERE / "node_modules" / ".bin" / program)
    environment = {**os.environ, "REDOCLY_TELEMETRY": "off"}
    return subprocess.run(
        [tool, *arguments], cwd=HERE, env=environment, input=given, capture_output=True, text=True, check=False
    )
