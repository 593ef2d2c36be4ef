"""What a test plans for the jobs of a sandbox, and whether it came so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tarry._core.clock import clock_or_default, monotonic

from ._clock import VirtualClock
from ._manners import report

if TYPE_CHECKING:
    from tarry.sandbox import Fault, Plan, Sandbox


def new_sandbox(**options: Any) -> Sandbox:
    """Make a `tarry.sandbox.Sandbox` with these *options*, whose time is that of waits that are given no clock."""
    from tarry.sandbox import Sandbox

    def now() -> datetime:
        return datetime.fromtimestamp(clock_or_default().time(), UTC)

    async def sleep(seconds: float) -> None:
        clock = clock_or_default()
        if isinstance(clock, VirtualClock):
            clock.advance(seconds)  # not among its `sleeps`, which are those of the client
        else:
            await clock.async_sleep(seconds)

    return Sandbox(clock=monotonic, now=now, sleep=sleep, **options)


def read_marks(said: Iterable[Mapping[str, Any]]) -> dict[str | None, Plan]:
    """Make the plans that markers have *said*, the nearest last: by provider, and under None for the rest.

    Raises:
        ValueError: An option is unknown or malformed.
    """
    from tarry.sandbox import Fault, Plan

    known = [*(each.name for each in fields(Plan)), "provider", "strict"]
    plans: dict[str | None, Plan] = {}
    for options in said:
        if unknown := [name for name in options if name not in known]:
            raise ValueError(f"there is no {', '.join(unknown)}; there are {', '.join(known)}")
        rest = dict(options)
        only, strict, faults = rest.pop("provider", None), rest.pop("strict", True), rest.pop("faults", ())
        if not isinstance(strict, bool):
            raise ValueError(f"strict must be True or False, not {strict!r}")
        if not isinstance(only, str | None):
            raise ValueError(f"provider must be the name of one, not {only!r}")
        if not isinstance(faults, list | tuple):
            raise ValueError(f"faults must be a list of faults or of their kinds, not {faults!r}")
        if rest or faults:
            plan = Plan(**rest, faults=[each if isinstance(each, Fault) else Fault(each) for each in faults])
            plans = {None: plan} if only is None else {**plans, only: plan}
    return plans


def with_fault(plans: Mapping[str | None, Plan], fault: Fault) -> dict[str | None, Plan]:
    """The same, and all jobs meet the *fault* too."""
    from tarry.sandbox import Plan

    return {name: replace(plan, faults=[*plan.faults, fault]) for name, plan in {None: Plan(), **plans}.items()}


def assert_as_planned(sandbox: Sandbox, *, providers: Collection[str] = (), faults: Collection[Fault] = ()) -> None:
    """Fail where the jobs of a sandbox were not those that were planned.

    - Each plan that `sandbox.next` was given was used by a submit.
    - Where `next` was used for a provider, each of its jobs was planned: by `next`, or by `sandbox.plan`.
    - Each fault of a plan that `next` was given, and a submit used, was met by a request.

    Args:
        sandbox: What was asked.
        providers: More, of which each job was planned.
        faults: More, of which each was met.
    """
    requests, unused = sandbox.requests, sandbox.unused
    met = {one.fault for one in requests}
    started = [(one, one.plan) for one in requests if one.plan is not None]
    by_next = [(one, plan) for one, plan in started if one.planned == "next"]
    planned = {*providers, *(name for name, _ in unused), *(one.provider for one, _ in by_next)}
    unplanned = [one for one, _ in started if one.planned is None and one.provider in planned]
    expected = dict.fromkeys([*(fault for _, plan in by_next for fault in plan.faults), *faults])
    problems = [
        *(f"planned, and not submitted: {name} {_shown(plan)}" for name, plan in unused),
        *(f"submitted, and not planned: {one.provider} job {one.job}" for one in unplanned),
        *(f"planned, and met by no request: {_shown(fault)}" for fault in expected if fault not in met),
    ]
    used = [f"as planned: {one.provider} job {one.job}, {_shown(plan)}" for one, plan in started if one.planned]
    report(problems, used, requests)


def _shown(thing: Plan | Fault) -> str:
    """With what differs from the default alone."""
    said = {each.name: getattr(thing, each.name) for each in fields(thing) if getattr(thing, each.name) != each.default}
    faults = f"[{', '.join(map(_shown, said.get('faults', ())))}]"
    texts = [f"{name}={faults if name == 'faults' else repr(value)}" for name, value in said.items()]
    return f"{type(thing).__name__}({', '.join(texts)})"
