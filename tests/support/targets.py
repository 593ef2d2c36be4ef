"""What the cassettes show of a provider: how a test enters it, starts a job there, and what it expects to see.

One module per provider beside this one makes a `Target`; `tests/wait/test_cassettes.py` plays every scenario of each.
"""

import importlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tarry import Outcome, WaitError
from tarry._core.results import Job
from tarry.sandbox import Fault, Plan


@dataclass(frozen=True)
class Scenario:
    """One job from submit to results."""

    name: str
    plan: Plan
    outcome: Outcome
    raises: type[WaitError] | None = None
    words: tuple[str | None, ...] = ()
    """The provider's word in each poll, in order; None for a poll without one."""
    results: int | None = None
    """How many items `results()` yields; None where it is not read."""
    failures: int | None = None
    submits: bool = True
    """False for a job that never existed."""
    on_vendor: bool = False
    """Whether a real account can be brought to show it."""
    submit: Callable[[Any], Job[Any]] | None = None
    """Starts another sort of job than the target does."""
    async_submit: Callable[[Any], Awaitable[Job[Any]]] | None = None

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Target:
    """One provider, as the cassettes enter it."""

    name: str
    vendor_url: str
    """Base URL of a real user, under which requests are stored."""
    connect: Callable[..., Any]
    credentials: Mapping[str, Any]
    """Keywords of `connect` for replay. Obviously fake, and without any URL that a real user would not give."""
    submit: Callable[[Any], Job[Any]]
    async_submit: Callable[[Any], Awaitable[Job[Any]]]
    unknown: Callable[[Any], Job[Any]]
    """A job that never existed."""
    scenarios: tuple[Scenario, ...]
    hosts: Mapping[str, str] = field(default_factory=dict)
    """Further URLs of the sandbox (path below its root) and the vendor's URLs they stand for, where there is a second host."""


THROTTLED = Plan(polls=3, faults=[Fault("throttled", at=2, retry_after=7)])


def target_of(name: str) -> Target:
    """The target of a provider.

    Raises:
        LookupError: Nobody has written one.
    """
    try:
        target: Target = importlib.import_module(f"support.{name}").TARGET
    except (ModuleNotFoundError, AttributeError) as error:
        raise LookupError(
            f"{name} has no scenarios to record: write tests/support/{name}.py with its TARGET"
        ) from error
    return target
