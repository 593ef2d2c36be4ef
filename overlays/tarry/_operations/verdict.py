"""From a provider's status answer to what the wait is told. A provider module adds its `classify` and nothing else."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

from tarry._core.checks import is_same_id
from tarry._core.observation import Kind, Observation
from tarry._core.outcome import Outcome
from tarry._core.texts import cut
from tarry._http.retry_after import retry_after

from .call import Call, Reply

StatusT = TypeVar("StatusT")

Words = Mapping[str, Outcome]


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
    """Why a job whose word says that it ended is still pending."""

    @classmethod
    def of(cls, word: Any, words: Words) -> "Verdict":
        """The plain meaning of *word*; case and surrounding space do not matter."""
        text = None if word is None else str(word)
        return cls(None if text is None else words.get(text.strip().upper()), text)


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
        ProviderResponseError: Its fields are not of the described types.
    """
    try:
        verdict = classify(status)
    except (TypeError, ValueError, AttributeError, ArithmeticError) as error:
        # Generated models do not check the types of plain values; a counter may turn out to be a text.
        reason = f"a field of the status is not of its described type: {error}"
        problem = call.unexpected(reply, reason, well_formed=True)
    else:
        return Observation(
            Kind.SEEN,
            outcome=verdict.outcome,
            raw_status=None if verdict.word is None else cut(verdict.word),
            status=status,
            hint=verdict.hint,
            retry_after=retry_after(reply.headers, wall_time),
            confirmations=verdict.confirmations,
            note=verdict.note,
        )
    raise problem
