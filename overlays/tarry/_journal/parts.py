"""How each part of a run stands, for those who called `submit_all`."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, overload

from tarry._core.results import Job

from .journal import State

if TYPE_CHECKING:
    from typing_extensions import TypeVar

    JobT_co = TypeVar("JobT_co", covariant=True, bound=Job[Any], default=Job[Any])
else:
    from typing import TypeVar

    JobT_co = TypeVar("JobT_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Part:
    """One submit of a run that has `parts`, and its `state`."""

    number: int
    """From 1."""
    parts: int
    first: int
    """The number of its first item, from 0."""
    items: int
    """How many it has; 0 for a submit that takes none."""
    state: State
    job: Job[Any] | None
    """The job; None where the part is not accepted."""
    sent_before: bool
    """Whether it was accepted before this call, which then sent nothing."""
    submitted_at: float | None
    """When it was first sent, in seconds since the epoch."""
    advice: str = field(default="", compare=False)
    """What to do about a part that is not accepted, in sentences."""

    def __str__(self) -> str:
        """One line for a log or a terminal."""
        what = f"part {self.number} of {self.parts}" if self.parts > 1 else ""
        if what and self.items:
            what += f" (items {self.first} to {self.first + self.items - 1})"
        if self.job is None:
            said = _SAID[self.state]
            said = f"{what}: {said}" if what else said[:1].upper() + said[1:]
            return f"{said}. {self.advice}" if self.advice else said
        said = f"{what}: {self.job.handle}" if what else str(self.job.handle)
        return f"{said}, sent before, at {self._at}" if self.sent_before else said

    @property
    def _at(self) -> str:
        return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(self.submitted_at or 0))


_SAID: dict[State, str] = {
    "prepared": "not sent",
    "sending": "another process sends it",
    "accepted": "accepted",
    "refused": "refused",
    "unsure": "sent, and it is not known whether there is a job",
}


class SubmittedParts(Sequence[JobT_co]):
    """The jobs of what is accepted, in order, with the state of each part: `parts`.

    What `submit_all` returns has the job of every part. That of a `PartialSubmitError` has those that there are.
    """

    def __init__(self, parts: Sequence[Part], run: int) -> None:
        self.parts = tuple(parts)
        self.run = run
        """Its number in the journal."""
        self._jobs: list[Any] = [one.job for one in self.parts if one.job is not None]

    @overload
    def __getitem__(self, index: int) -> JobT_co: ...
    @overload
    def __getitem__(self, index: slice) -> list[JobT_co]: ...
    def __getitem__(self, index: int | slice) -> JobT_co | list[JobT_co]:
        return self._jobs[index]

    def __len__(self) -> int:
        return len(self._jobs)

    def __repr__(self) -> str:
        return f"<SubmittedParts {', '.join(map(str, self.parts))}>"
