"""
A plugin of pytest: what the sandbox played in all tests of a module is held against what the document lists.

    played.expect("salesforce", contract, never={("request_token", 429)})  # in the module, when it is imported

The tests of one module may run in several processes of pytest-xdist. Each hands over what it saw, and the check is made once,
at the end of the session: where no test failed, and none was left out by an option.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

import pytest

Answer = tuple[str, int]
"""An operationId and a status."""


class Seen(Protocol):
    """What is needed of `sandbox.contract.Contract`."""

    seen: set[Answer]
    documented: set[Answer]


_EXPECTED: dict[str, tuple[Seen, frozenset[Answer], frozenset[Answer]]] = {}
_PLAYED = pytest.StashKey[dict[str, dict[str, set[Answer]]]]()
_PROBLEMS = pytest.StashKey[list[str]]()
_LEAVES_OUT = ("keyword", "markexpr", "deselect", "lf", "stepwise", "collectonly")


def expect(provider: str, contract: Seen, *, never: Iterable[Answer] = (), perhaps: Iterable[Answer] = ()) -> None:
    """
    Expect that all documented answers were seen by *contract* when the session ends.

    Args:
        provider: Whose answers they are.
        contract: What checks the exchanges of the module's tests.
        never: Documented answers that the sandbox does not play; a failure where one was seen.
        perhaps: Answers that may be seen or not.
    """
    _EXPECTED[provider] = contract, frozenset(never), frozenset(perhaps)


def problems(played: dict[str, dict[str, set[Answer]]]) -> list[str]:
    """What is wrong with what was seen in all processes."""
    found = []
    for provider, answers in sorted(played.items()):
        wanted, seen, perhaps = answers["wanted"], answers["seen"], answers["perhaps"]
        if missing := wanted - perhaps - seen:
            found.append(f"{provider}: documented, and played in no test: {_listed(missing)}")
        if unexpected := seen - wanted - perhaps:
            found.append(f"{provider}: played, and not expected: {_listed(unexpected)}")
    return found


def _listed(answers: Iterable[Answer]) -> str:
    return ", ".join(f"{operation} {status}" for operation, status in sorted(answers))


def _of_this_process() -> dict[str, dict[str, set[Answer]]]:
    return {
        provider: {
            "wanted": contract.documented - never,
            "seen": contract.seen,
            "perhaps": contract.documented & perhaps,
        }
        for provider, (contract, never, perhaps) in _EXPECTED.items()
    }


def _add(played: dict[str, dict[str, set[Answer]]], more: dict[str, dict[str, set[Answer]]]) -> None:
    for provider, answers in more.items():
        for name, pairs in answers.items():
            played.setdefault(provider, {}).setdefault(name, set()).update(pairs)


def _is_whole(config: pytest.Config) -> bool:
    """Whether all tests of each module were to run."""
    return not any(config.getoption(name, None) for name in _LEAVES_OUT) and not any("::" in arg for arg in config.args)


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_PLAYED] = {}
    config.stash[_PROBLEMS] = []


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take what a worker hands over; one that crashed has nothing, and its test has failed."""
    _add(node.config.stash[_PLAYED], getattr(node, "workeroutput", {}).get("played", {}))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    config = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput["played"] = _of_this_process()
        return
    _add(config.stash[_PLAYED], _of_this_process())
    if exitstatus == pytest.ExitCode.OK and _is_whole(config):
        config.stash[_PROBLEMS] = problems(config.stash[_PLAYED])
    if config.stash[_PROBLEMS]:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for problem in config.stash[_PROBLEMS]:
        terminalreporter.write_line(f"FAILED sandbox: {problem}", red=True)
