"""Run every workflow of `specs/workflows/` with `redocly respect` against a sandbox, and ask `tarry` about the same jobs.

Each is run once for every outcome that the provider's jobs can have. Then `tarry` polls the very same job, and both must
say of it what was planned. `make check-workflows` lints the files and runs this.
"""

import importlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

import tarry
from tarry._core.providers import of_each
from tarry.sandbox import Fault, Plan, Sandbox
from tarry.testing import VirtualClock
from tarry_sandbox._plans import Outcome

ROOT = Path(__file__).resolve().parent.parent
SPECS = ROOT / "specs"
REDOCLY = ROOT / "scripts" / "speclint" / "node_modules" / ".bin" / "redocly"

# The files wait as long as real jobs need, and what runs is a copy that does not. By RFC 9535 the `$` of a condition is the
# answer. Respect puts that into a list first and compares nothing that begins with `$`: its copy says `@`, the one item.
# tests/specs/ hold the files themselves to the standard.
RETRY_AFTER = re.compile(r"(?<=retryAfter: )\S+")
QUICK = "0.02"
WHOLE = re.compile(r"(?<![\w{])\$(?=\.\w)(?!\.(?:inputs|steps|components)\b)")
ACTION = re.compile(r"Running (?:success|failure) action (succeeded|partial|failed) ")

Steps = Sequence[Mapping[str, Any]]
Inputs = Mapping[str, Any]


@dataclass(frozen=True)
class Flow:
    """One way from start to end: a workflow, or several of which each takes an id out of the answer to the one before.

    Args:
        provider: Whose.
        polled: The operation that is polled.
        parts: Workflows by name, and what each is given; made from the last answer of the part before.
        options: Of `redocly respect`.
    """

    provider: str
    polled: str
    parts: Mapping[str, Callable[[Any], Inputs]]
    options: Sequence[str] = ()

    @property
    def name(self) -> str:
        """The names of all its workflows."""
        return ", ".join(self.parts)


def number(answer: Any) -> int:
    """The number at the end of the `uri` in an answer of Eloqua."""
    return int(answer["uri"].rpartition("/")[2])


KEY = {"authorization": "Basic sandbox-key"}
TOKEN = {"authorization": "Bearer sandbox-token"}
EXPORT = {"name": "tarry", "fields": {"email": "{{Contact.Field(C_EmailAddress)}}"}}
IMPORT = {**EXPORT, "identifierFieldName": "email", "isSyncTriggeredOnImport": False}
CONTACTS = [{"email": "mina@example.org"}, {"email": "otto@example.org"}]
EVENTS, USERS = [{"name": "Seen"}, {"name": "Bought"}], [{"uid": "cust-7"}, {"uid": "cust-9"}]
SEGMENT = {"client_id": "SANDBOX1", "segment_name": "Spring newsletter", "since": "2024-05-01T00:00:00Z"}
APP = {"client_id": "sandbox-client", "client_secret": "sandbox-secret"}
FLOWS = (
    Flow(
        "eloqua",
        "get_sync",
        {
            "start_export": lambda _: {**TOKEN, "definition": EXPORT},
            "finish_export": lambda sync: {**TOKEN, "sync_id": number(sync)},
        },
    ),
    Flow(
        "eloqua",
        "get_sync",
        {
            "define_import": lambda _: {**TOKEN, "definition": IMPORT},
            "start_import": lambda definition: {**TOKEN, "import_id": number(definition), "rows": CONTACTS},
            "finish_import": lambda sync: {**TOKEN, "sync_id": number(sync)},
        },
    ),
    Flow(
        "fullstory",
        "get_events_import",
        {"import_events": lambda _: {**KEY, "idempotency_key": os.urandom(8).hex(), "items": EVENTS}},
    ),
    Flow(
        "fullstory",
        "get_users_import",
        {"import_users": lambda _: {**KEY, "idempotency_key": os.urandom(8).hex(), "items": USERS}},
    ),
    Flow(
        "open_data_rights",
        "get_request",
        {"request_data": lambda _: {**TOKEN, "data_types": ["LikeAction"]}},
        # Respect takes the bytes of the archive for an empty object, which is not what the document says of them.
        ("--severity", "SCHEMA_CHECK=warn"),
    ),
    Flow(
        "possiblenow",
        "get_export_status",
        {"export_segment": lambda _: {**TOKEN, **SEGMENT}},
    ),
    Flow(
        "salesforce",
        "get_request_status",
        {
            "upsert_rows": lambda _: {
                **APP,
                "key": "Loyalty_Members",
                "rows": [{"MemberId": "M-1"}, {"MemberId": "M-2"}],
            }
        },
    ),
)
of_each({flow.provider: flow for flow in FLOWS}, "which workflows to run")


def plan_for(provider: str, outcome: Outcome) -> Plan:
    """What becomes of a job; where it ends well, with everything on the way that asks for patience."""
    if outcome != "succeeded":
        return Plan(outcome, polls=1)
    faults = [Fault("throttled", at=1)]
    # Where the state is a boolean there is no unknown word.
    if provider != "open_data_rights":
        faults.append(Fault("unknown-word", at=2))
    return Plan(polls=3, faults=faults)


def polled_operation(flow: Flow) -> tuple[str, Mapping[str, Any]]:
    """Path and definition of the operation that is polled."""
    document = yaml.load((SPECS / f"{flow.provider}.yaml").read_bytes(), yaml.CSafeLoader)
    for path, item in document["paths"].items():
        for operation in item.values():
            if isinstance(operation, dict) and operation.get("operationId") == flow.polled:
                return path, operation
    raise SystemExit(f"{flow.provider} has no operation {flow.polled}")


class Runner:
    """Runs flows against one served sandbox.

    Args:
        sandbox: The sandbox.
        root: Where it is served.
        folder: A copy of `specs/` with quick workflows, where reports are written too.
    """

    def __init__(self, sandbox: Sandbox, root: str, folder: Path) -> None:
        self.sandbox, self.root, self.folder = sandbox, root, folder

    def check(self, flow: Flow) -> Iterator[tuple[str, str, str]]:
        """Yield for each outcome what was planned, what Respect says of the job, and what `tarry` says of the same one."""
        path, operation = polled_operation(flow)
        x_job = operation["x-job"]
        place = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path) + "$")
        client = importlib.import_module(f"tarry.{flow.provider}").connect()
        for outcome in self.sandbox.providers[flow.provider].outcomes:
            self.sandbox.next(flow.provider, plan_for(flow.provider, outcome))
            poll, said = self.run(flow, place)
            if said is None:
                # A workflow that just ends says nothing: it has seen a word that means failure, or no job.
                said = "failed" if has_word(poll, x_job["status"]) else "gone"
            ids = place.search(poll["request"]["url"])
            assert ids  # noqa: S101 - it was found by this
            handle = tarry.Handle(flow.provider, x_job["kind"], tuple(ids[name] for name in x_job["id"]))
            job = tarry.open_job(handle, client)
            (result,) = tarry.wait_for_all([job], timeout=3600, clock=VirtualClock())
            yield outcome, said, result.outcome.value

    def run(self, flow: Flow, place: re.Pattern[str]) -> tuple[Mapping[str, Any], str | None]:
        """Run all parts; returns the last poll, and the outcome that an action was named after, if any was."""
        report = self.folder / f"{next(iter(flow.parts))}.json"
        answer: Any = None
        for workflow, inputs in flow.parts.items():
            done = subprocess.run(
                [
                    *(REDOCLY, "respect", self.folder / "workflows" / f"{flow.provider}.arazzo.yaml"),
                    *("--workflow", workflow, "--input", json.dumps(inputs(answer)), "--json-output", report),
                    *("--server", f"{flow.provider}={self.sandbox.base_url(flow.provider, self.root)}"),
                    *("--no-secrets-masking", *flow.options),
                ],
                env={**os.environ, "REDOCLY_TELEMETRY": "off", "NO_COLOR": "1"},
                capture_output=True,
                text=True,
                check=False,
            )
            if not report.exists():
                raise SystemExit(f"respect did not run {workflow}:\n{done.stdout}{done.stderr}")
            steps = read_steps(json.loads(report.read_text()))
            report.unlink()
            answer = steps[-1].get("response", {}).get("body")
        polls = [step for step in steps if place.search(step["request"]["url"])]
        if not polls:
            raise SystemExit(f"{flow.name} did not get as far as a poll:\n{done.stdout}")
        actions = ACTION.findall(done.stdout)
        said = actions[-1] if actions else None
        if (done.returncode == 0) != (said in {"succeeded", "partial"}):
            raise SystemExit(f"{flow.name} was {said}, and respect ended with {done.returncode}:\n{done.stdout}")
        return polls[-1], said


def has_word(poll: Mapping[str, Any], expression: str) -> bool:
    """Whether there is something at the place that a runtime expression names in the answer."""
    value: Any = poll["response"].get("body")
    for part in expression.removeprefix("$response.body#/").split("/"):
        value = value.get(part) if isinstance(value, dict) else None
    return value is not None


def read_steps(report: Mapping[str, Any]) -> Steps:
    """All requests of a report in order; what is done after a goto is nested in it."""

    def flat(steps: Steps) -> Iterator[Mapping[str, Any]]:
        for step in steps:
            if "executedSteps" in step:
                yield from flat(step["executedSteps"])
            else:
                yield step

    (file,) = report["files"].values()
    return list(flat(file["executedWorkflows"]))


def copy_documents(folder: Path) -> None:
    """Copy `specs/` with workflows that lose no time and find the answer where Respect puts it."""
    shutil.copytree(SPECS, folder, dirs_exist_ok=True)
    for file in (folder / "workflows").iterdir():
        file.write_text(WHOLE.sub("@", RETRY_AFTER.sub(QUICK, file.read_text())))


def main() -> None:
    """Run all flows and print what both say."""
    sandbox, wrong = Sandbox(), 0
    with tempfile.TemporaryDirectory() as name, sandbox.serve() as root, ThreadPoolExecutor(2) as pool:
        copy_documents(Path(name))
        os.environ.update(sandbox.environment(root))
        runner = Runner(sandbox, root, Path(name))
        # One provider at a time, so that each plan meets the job it is for.
        by_provider = [[flow for flow in FLOWS if flow.provider == each] for each in sandbox.providers]
        for flows in pool.map(lambda flows: [(flow, list(runner.check(flow))) for flow in flows], by_provider):
            for flow, verdicts in flows:
                print(f"{flow.provider}: {flow.name}")
                for planned, workflow, waited in verdicts:
                    alike = planned == workflow == waited
                    wrong += not alike
                    print(f"  {'ok  ' if alike else 'FAIL'} planned {planned}, workflow {workflow}, tarry {waited}")
    if wrong:
        sys.exit(f"{wrong} jobs were not judged alike")


if __name__ == "__main__":
    main()
