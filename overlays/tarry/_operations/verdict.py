"""From a provider's status answer to what the wait is told. A provider module adds its `classify` and nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeVar

from tarry._core.checks import is_same_id
from tarry._core.observation import Kind, Observation
from tarry._core.outcome import Outcome
from tarry._core.texts import cut
from tarry._http.retry_after import retry_after

from .call import Call, Reply

StatusT = TypeVar("StatusT")

Words = Mapping[str, Outcome]


_ENDED = {Outcome.SUCCEEDED, Outcome.PARTIAL, Outcome.FAILED, Outcome.GONE}


class Verdict(NamedTuple):
    """What `classify` says of an answer."""

    outcome: Outcome | None
    """None for a word that nobody has classified."""
    word: str | None
    """The provider's own word, as it is written in the answer."""
    hint: float | None = None
    """Seconds until the provider expects the end, negative when that is past."""
    confirmations: int = 1
    """How many polls in a row must say so before it is believed."""
    note: str = ""
    """Why a job whose word says that it ended is still pending; or what is wrong with an answer that is none about the job."""
    instead: Kind | None = None
    """What the answer is, where it is none about the job: not there, a fault, or refused."""
    asks: str = ""
    """The operation whose answer decides."""

    @classmethod
    def of(cls, word: Any, words: Words) -> Verdict:
        """The plain meaning of *word*; case and surrounding space do not matter."""
        if word is None:
            return cls(None, None)
        text = str(word).lower() if isinstance(word, bool) else str(word)
        return cls(words.get(text.strip().upper()), text)

    @property
    def ended(self) -> bool:
        """Whether the word says that the job has ended."""
        return self.outcome in _ENDED

    @property
    def is_unknown(self) -> bool:
        """Whether there is a word, and nobody has classified it."""
        return self.outcome is None and self.word is not None

    def means(self, outcome: Outcome, *, confirmations: int = 1, note: str = "") -> Verdict:
        """The same word with this outcome."""
        return self._replace(outcome=outcome, confirmations=confirmations, note=note)

    def is_none(self, kind: Kind, note: str) -> Verdict:
        """The answer is none about the job."""
        return self._replace(instead=kind, note=note)


def require_same_job(call: Call, reply: Reply, name: str, said: Any, asked: Any) -> None:
    """Refuse an answer about another job than was *asked* for: left on a kept connection, or mixed up by a proxy.

    Args:
        call: What was asked.
        reply: The answer.
        name: Where an answer names the job.
        said: The id in this answer; None where it names none, which is taken for the right one.
        asked: The id that was asked for.

    Raises:
        ProviderResponseError: It is about another. Asked again, the right answer may come.
    """
    if said is not None and not is_same_id(said, asked):
        raise call.unexpected(reply, f"the answer is about another job: {name} is {said!r:.80}, asked for was {asked}")


def observation_from_response(
    call: Call,
    reply: Reply,
    status: StatusT,
    classify: Callable[[StatusT], Verdict],
    wall_time: Callable[[], float],
) -> Observation[StatusT]:
    """The observation in one *status* of an answer, which may hold many.

    Raises:
        ProviderResponseError: Its fields are not of the described types, or it is none about the job.
    """
    return observation(call, reply, status, judged(call, reply, status, classify), wall_time)


def judged(call: Call, reply: Reply, status: StatusT, classify: Callable[[StatusT], Verdict]) -> Verdict:
    """What *classify* says.

    Raises:
        ProviderResponseError: A field is not of the described type.
    """
    try:
        return classify(status)
    except (TypeError, ValueError, AttributeError, ArithmeticError) as error:
        # Generated models do not check the types of plain values; a counter may turn out to be a text.
        problem = call.unexpected(
            reply, f"a field of the status is not of its described type: {error}", well_formed=True
        )
    raise problem


def observation(  # noqa: PLR0917 - all that a poll brought
    call: Call,
    reply: Reply,
    status: StatusT,
    verdict: Verdict,
    wall_time: Callable[[], float],
    second: Reply | None = None,
) -> Observation[StatusT]:
    """What a poll brought by the *verdict* on its answer; *second* is that of another request of the same poll.

    Raises:
        ProviderResponseError: The answer is none about the job.
    """
    wait = retry_after(reply.headers, wall_time)
    if second is not None and (more := retry_after(second.headers, wall_time)) is not None:
        wait = more if wait is None else max(wait, more)
    if verdict.instead is Kind.MISSING:
        return Observation(Kind.MISSING, error=call.unexpected(reply, verdict.note), retry_after=wait)
    if verdict.instead is not None:
        raise call.unexpected(reply, verdict.note, final=verdict.instead is Kind.DENIED)
    if verdict.outcome is None and not 200 <= reply.status_code < 300:
        # No rule decides an error, so that its status code does: 404 is missing, 503 a fault.
        raise call.unexpected(reply)
    return Observation(
        Kind.EXPIRED if verdict.outcome is Outcome.GONE else Kind.SEEN,
        outcome=verdict.outcome,
        raw_status=None if verdict.word is None else cut(verdict.word),
        status=status,
        hint=verdict.hint,
        retry_after=wait,
        confirmations=verdict.confirmations,
        note=verdict.note,
    )


def seconds_until(expected: Any, now: float | None = None) -> float | None:
    """Seconds until the moment when a job is *expected* to end, by an answer of *now*; the current time by default.

    A date that cannot be read arrives as a text, and says nothing. One without a zone counts as UTC.
    """
    if not isinstance(expected, datetime):
        return None
    moment = expected if expected.tzinfo else expected.replace(tzinfo=UTC)
    return moment.timestamp() - (time.time() if now is None else now)
