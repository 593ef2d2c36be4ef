"""Every Python example of the README runs, in its order, against the sandbox; the commands it names exist."""

import gc
import re
from pathlib import Path

import pytest

from tarry._core.clock import SystemClock
from tarry.sandbox import Plan, Sandbox
from tarry.testing import VirtualClock

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
SNIPPETS = re.findall(r"^```python\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
TARGETS = set(re.findall(r"\bmake ([a-z-]+)", README))


# The examples open clients for the life of a process, which is longer than this test.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
def test_every_example_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    clock = VirtualClock()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    for name in ("monotonic", "time", "sleep", "async_sleep", "patience"):
        monkeypatch.setattr(SystemClock, name, staticmethod(getattr(clock, name)))
    sandbox = Sandbox()
    sandbox.plan(None, Plan(polls=0))
    sandbox.next("fullstory", Plan("partial", polls=0))
    scope: dict[str, object] = {"__name__": "readme"}
    with sandbox.serve() as root:
        for name, value in sandbox.environment(root).items():
            monkeypatch.setenv(name, value)
        for number, snippet in enumerate(SNIPPETS, 1):
            exec(compile(snippet, f"README example {number}", "exec"), scope)
    # Here, where the warnings about them are expected, and not in a later test.
    scope.clear()
    gc.collect()
    printed = capsys.readouterr().out
    assert "partial 1 imported" in printed
    assert "was refused" in printed


def test_every_make_target_it_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert targets >= TARGETS
    assert {"demo", "test"} <= TARGETS
