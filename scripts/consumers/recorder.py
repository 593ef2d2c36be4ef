"""The sandbox before other people's eyes: Schemathesis sends it requests, Prism stands between it and the recorder."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from tarry._core.providers import of_each
from tarry.sandbox import Plan, Sandbox

from . import prism
from .prism import HERE, SPECS
from .tally import Case, expect

ROOT = SPECS.parent
AUTHORIZATION = of_each(
    {
        "eloqua": "Bearer sandbox-token",
        "fullstory": "Basic sandbox-key",
        "open_data_rights": "Bearer sandbox-token",
        "possiblenow": "Bearer sandbox-token",
        "salesforce": "Bearer sandbox-token",
    },
    "how Schemathesis enters the sandbox",
)
UNDOCUMENTED = {"open_data_rights-throttled", "possiblenow-too_many_requests"}
"""Scenarios with an answer that their document does not list, as a proxy would give it: 429. Prism has to object."""


def check_requests(providers: Sequence[str]) -> Iterator[tuple[str, Case]]:
    """Schemathesis on each document against the sandbox: examples, edges of every parameter, and operations in a row.

    What it makes up at random is left to the tests of the sandbox, which `make test` runs with the same tool.
    """
    sandbox = Sandbox()
    sandbox.plan(None, Plan(polls=0))
    with tempfile.TemporaryDirectory() as folder, sandbox.serve() as root:
        running = {
            provider: _start_schemathesis(provider, sandbox.base_url(provider, root), Path(folder, provider))
            for provider in providers
        }
        for provider, process in running.items():
            said, _ = process.communicate()
            report = Path(folder, provider, "report.json")
            counts = json.loads(report.read_text())["test_cases"] if report.exists() else {}
            with Case.catch("schemathesis") as case:
                case.count = counts.get("generated", 1)
                expect(process.returncode == 0, said.partition("= FAILURES =")[2] or said)
            yield provider, case


def _start_schemathesis(provider: str, url: str, folder: Path) -> subprocess.Popen[str]:
    folder.mkdir()
    return subprocess.Popen(
        [
            *("schemathesis", "--config-file", str(HERE / "schemathesis.toml")),
            *("run", str(SPECS / f"{provider}.yaml"), "--url", url, "--header"),
            *(f"Authorization: {AUTHORIZATION[provider]}", "--phases", "examples,coverage,stateful"),
            *("--max-examples", "10", "--seed", "1", "--no-color", "--report-json-path", "report.json"),
        ],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def check_recording(providers: Sequence[str]) -> Iterator[tuple[str, Case]]:
    """Record every scenario through Prism, into a copy of the tests, so that the cassettes stay as they are."""
    port = prism.free_port()
    sandbox = Sandbox()
    upstreams = {name: sandbox.base_url(name, f"http://127.0.0.1:{port}") for name in providers}
    with tempfile.TemporaryDirectory() as name, prism.proxies(upstreams) as proxies:
        folder = Path(name)
        shutil.copytree(ROOT / "tests", folder / "tests")
        shutil.copy(ROOT / "pyproject.toml", folder)
        subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "tests/wait/test_cassettes.py::test_sync", "--record-mode=rewrite"),
                *("--junit-xml", "report.xml", "-p", "no:cacheprovider", "--quiet"),
            ],
            cwd=folder,
            env=_without_accounts(sandbox, TARRY_SANDBOX_PORT=str(port), TARRY_SANDBOX_PROXIES=json.dumps(proxies)),
            stdout=subprocess.DEVNULL,
            check=False,
        )
        # Written by the pytest just run, not by anybody else.
        yield from _read_report(ET.parse(folder / "report.xml").getroot())  # noqa: S314


def _without_accounts(sandbox: Sandbox, **settings: str) -> Mapping[str, str]:
    """The environment without credentials of real accounts: this records from the sandbox, whatever there is."""
    names = tuple(f"{name.upper()}_" for name in sandbox.providers)
    return {**{name: value for name, value in os.environ.items() if not name.startswith(names)}, **settings}


def _read_report(report: ET.Element) -> Iterator[tuple[str, Case]]:
    for test in report.iter("testcase"):
        scenario = test.get("name", "").partition("[")[2].rstrip("]")
        wrong = [part.get("message", "") for part in test if part.tag in {"failure", "error"}]
        with Case.catch(f"recording {scenario}") as case:
            if scenario in UNDOCUMENTED:
                expect("returned status code" in "".join(wrong), f"Prism did not object to a 429: {wrong}")
            else:
                expect(not wrong, "".join(wrong))
        yield scenario.partition("-")[0], case
