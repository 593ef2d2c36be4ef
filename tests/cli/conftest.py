"""A sandbox on a socket for the tests of the command, which find it by their environment."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from support.paths import ROOT
from tarry._cli.playing import STARTERS
from tarry.sandbox import Plan, Sandbox

Submit = Callable[..., str]


@pytest.fixture(scope="module")
def played() -> Iterator[tuple[Sandbox, dict[str, str]]]:
    """All providers, and the variables that lead to them."""
    sandbox = Sandbox()
    with sandbox.serve() as root:
        yield sandbox, sandbox.environment(root)


@pytest.fixture
def submit(played: tuple[Sandbox, dict[str, str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Submit:
    """Submits a job with a plan and returns its handle; the environment is that of the sandbox."""
    sandbox, environment = played
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))

    def start(provider: str = "fullstory", outcome: Any = "succeeded", polls: int = 1, **plan: Any) -> str:
        sandbox.next(provider, Plan(outcome, polls, **plan))
        return str(STARTERS[provider]().handle)

    return start


SCHEMA: dict[str, Any] = json.loads((ROOT / "overlays/tarry/_cli/events.schema.json").read_text())


@pytest.fixture
def events_in() -> Callable[[str], list[dict[str, Any]]]:
    """Reads JSON Lines, each held against the form that is published."""
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(SCHEMA)

    def read(text: str) -> list[dict[str, Any]]:
        events = [json.loads(line) for line in text.splitlines()]
        for event in events:
            validator.validate(event)
        return events

    return read
