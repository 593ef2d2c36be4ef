"""Every fault that the sandbox can play, at every place: for tests that run the same code under each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from tarry.sandbox import Fault

# The words are those of tarry.sandbox, which is not imported for them alone.
Kind = Literal["throttled", "error", "unavailable", "gateway", "reset", "slow", "unknown-word"]
Place = Literal["submit", "poll", "page"]
_WHEN = {"first": (1, 1), "later": (2, 1), "in-a-row": (1, 3)}
"""The number of the request that meets it first, and how many do."""


@dataclass(frozen=True, eq=False)  # less to make in every run of pytest
class FaultCase:
    """One fault at one place, met by each job of a test.

    Attributes:
        kind: As of `tarry.sandbox.Fault`. `throttled` forbids to ask again for 30 seconds, `slow` takes 5.
        on: What meets it: a submit, a poll of the status, or a page of rows.
        when: The `first` such request of a job, one that comes `later` (the second), or the first three `in-a-row`.
    """

    kind: Kind
    on: Place
    when: str

    @property
    def __name__(self) -> str:  # by which pytest calls a parameter
        return f"{self.kind}-{self.on}-{self.when}"

    @property
    def fault(self) -> Fault:
        """For a plan of the sandbox."""
        from tarry.sandbox import Fault

        at, times = _WHEN[self.when]
        return Fault(self.kind, at=at, on=self.on, times=times, retry_after=30, seconds=5)

    @property
    def may_raise(self) -> tuple[type[Exception], ...]:
        """What tarry may raise for it, of a submit that it must not repeat; for `contextlib.suppress(*case.may_raise)`.

        Waits and reads outlast all of them, but for an unknown word in a row at Open Data Rights: it has no words, so that such
        an answer is unreadable, and final the second time.
        """
        from tarry._core.errors import ProviderResponseError, SubmitError

        return (ProviderResponseError, SubmitError) if self.on == "submit" else ()


def fault_cases(
    *, on: Collection[Place] = get_args(Place), kinds: Collection[Kind] = get_args(Kind)
) -> list[FaultCase]:
    """List the cases of each of the *kinds*, *on* each of the places: first, later and in a row.

    Raises:
        ValueError: There is no such place or kind.
    """
    for given, known in ((on, get_args(Place)), (kinds, get_args(Kind))):
        if isinstance(given, str) or not set(given) <= set(known):
            raise ValueError(f"fault_cases takes a list of {', '.join(known)}, not {given!r}")
    cases = [FaultCase(kind, place, when) for kind in kinds for place in on for when in _WHEN]
    # A word is in the answer to a poll. A second submit of a job is one that was repeated.
    return [
        case
        for case in cases
        if (case.kind, case.on) not in {("unknown-word", "submit"), ("unknown-word", "page")}
        and (case.on, case.when) != ("submit", "later")
    ]
