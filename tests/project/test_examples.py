"""Every program in examples/ runs as a user runs it, with its settings from the environment, at the sandbox on loopback."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from support.paths import ROOT
from tarry.sandbox import Plan, Sandbox
from tarry.testing import fault_cases

EXAMPLES = ROOT / "examples"


class Shell:
    """Runs examples in a folder of their own, each with the settings that the sandbox prints."""

    def __init__(self, sandbox: Sandbox, root: str, folder: Path) -> None:
        self.sandbox = sandbox
        self.folder = folder
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
        self._environment = {**inherited, **sandbox.environment(root), "PYTHONDONTWRITEBYTECODE": "1"}

    def run(self, example: str, *arguments: str, launcher: tuple[str, ...] = (), exit_code: int = 0) -> str:
        """What it prints; that of the two streams which matches how it should end."""
        command = [sys.executable, *launcher, str(EXAMPLES / example), *arguments]
        ended = subprocess.run(
            command, cwd=self.folder, env=self._environment, capture_output=True, text=True, check=False
        )
        assert ended.returncode == exit_code, ended.stdout + ended.stderr
        return ended.stderr if exit_code else ended.stdout


@contextmanager
def shell(folder: Path) -> Iterator[Shell]:
    """Jobs end at the first poll where a test plans nothing else, so that no example waits."""
    sandbox = Sandbox()
    sandbox.plan(None, Plan(polls=0))
    with sandbox.serve() as root:
        yield Shell(sandbox, root, folder)


def one_job(shell: Shell) -> None:
    assert "succeeded, 2 imported; polls: 1" in shell.run("wait_for_one_job.py")
    shell.sandbox.next("fullstory", Plan("failed", polls=0))
    assert "It failed: fullstory events-import" in shell.run("wait_for_one_job.py", exit_code=1)
    shell.sandbox.next("fullstory", Plan("gone", polls=0))
    assert "Nobody knows yet: fullstory events-import" in shell.run("wait_for_one_job.py", exit_code=1)


def forty_jobs(shell: Shell) -> None:
    shell.sandbox.next("fullstory", Plan("failed", polls=0), Plan("partial", polls=0))
    printed = shell.run("wait_for_forty_jobs.py")
    assert printed.count("; done: ") == 40
    assert "40 jobs: " in printed
    for count in ("'succeeded': 38", "'partial': 1", "'failed': 1"):
        assert count in printed


def restart(shell: Shell) -> None:
    shell.sandbox.next("open_data_rights", Plan(polls=2))
    store = shell.folder / "request.json"
    first = shell.run("go_on_after_a_restart.py", str(store), "0")
    assert "submitted" in first
    assert "run this again later" in first
    handle = first.split(": ")[0]
    for last in (False, True):
        again = shell.run("go_on_after_a_restart.py", str(store), "0")
        assert f"{handle}: going on" in again
        assert ("run this again later" in again) is not last
    assert not store.exists()
    assert store.with_suffix(".zip").exists()


def results_and_failures(shell: Shell) -> None:
    shell.sandbox.next("salesforce", Plan("partial", polls=0, refused=3))
    printed = shell.run("read_results_and_failures.py")
    assert [f"M-{number} was refused: " in printed for number in (1017, 1018, 1019, 1020)] == [False, True, True, True]
    assert "partial, 17 of 20 rows stored" in printed
    shell.sandbox.next("salesforce", Plan("failed", polls=0))
    printed = shell.run("read_results_and_failures.py")
    assert len(re.findall(r"^M-\d+ was refused: ", printed, re.MULTILINE)) == 20
    assert "failed, 0 of 20 rows stored" in printed


def async_with_a_timeout(shell: Shell) -> None:
    # The third poll is that of the wait to the end.
    shell.sandbox.next("fullstory", Plan(polls=2))
    printed = shell.run("wait_async_with_a_timeout.py")
    assert "timeout: PROCESSING" in printed
    assert "cancelled: the job runs on" in printed
    assert "succeeded, ['Order Shipped']" in printed


def own_test(shell: Shell) -> None:
    # Without the plugins of others, whose import takes long.
    options = ("-p", "no:cacheprovider", "-p", "no:schemathesis", "-p", "no:hypothesispytest")
    printed = shell.run("test_of_your_own.py", launcher=("-m", "pytest", *options))
    # There is one page of reasons, so that no fault is met by a later one.
    assert f"{2 + len(fault_cases())} passed, 6 skipped in" in printed


def callbacks(shell: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    shell.sandbox.next("possiblenow", Plan(seconds=0.3))
    printed = shell.run("when_the_provider_calls.py", "Spring", str(port))
    # Without the call it would be 20 s.
    assert re.search(r"succeeded after [0-9] s; polls: 2$", printed, re.MULTILINE)


RUNS: dict[str, Callable[[Shell], None]] = {
    "wait_for_one_job.py": one_job,
    "wait_for_forty_jobs.py": forty_jobs,
    "go_on_after_a_restart.py": restart,
    "read_results_and_failures.py": results_and_failures,
    "wait_async_with_a_timeout.py": async_with_a_timeout,
    "test_of_your_own.py": own_test,
    "when_the_provider_calls.py": callbacks,
}


def test_every_example_has_a_run() -> None:
    # Those of engines/ run where an engine is installed: `make check-engines`.
    assert {path.name for path in EXAMPLES.glob("*.py")} == RUNS.keys()


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
@pytest.mark.parametrize("example", RUNS)
def test_example(example: str, tmp_path: Path) -> None:
    with shell(tmp_path) as opened:
        RUNS[example](opened)
