"""What is said of a wait: each poll and the end in the log; in an error what happened, how it stood, and what to do now."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from tarry._core.results import (
    JobFailedError,
    JobGoneError,
    JobNotFoundError,
    PollingError,
    UnknownStatusError,
    WaitError,
)
from tarry._core.texts import brief, duration, shown

if TYPE_CHECKING:
    from tarry._core.observation import Observation
    from tarry._core.outcome import Outcome
    from tarry._core.results import Job, Poll

logger = logging.getLogger("tarry")


def error_text(
    kind: type[WaitError], what: str, job: Job[Any], observation: Observation[Any], *, facts: str, status: object
) -> str:
    """The text of an error of this *kind*.

    Args:
        kind: Its class.
        what: What happened, after the name of the job.
        job: The job.
        observation: What the last poll brought, with the error in it, if there is one.
        facts: How the job stood, as `facts_of` writes it.
        status: The provider's last answer.
    """
    cause = "" if observation.error is None else f": {problem(observation)}"
    advice = f"{observation.advice}. " if observation.advice else ""
    return f"{job} {what}{cause} ({facts}). {advice}{_remedy(kind, job, status)}"


def log_poll(poll: Poll) -> None:
    """Log a poll, with what it says in fields for a log of JSON lines."""
    if logger.isEnabledFor(logging.DEBUG):
        more = {"raw_status": poll.raw_status, "poll": poll.number, "fault": poll.fault, "next_delay": poll.next_delay}
        logger.debug("%s", poll, extra=_fields(poll.job, poll.outcome, poll.elapsed, poll.reason, **more))


def log_end(job: Job[Any], outcome: Outcome, elapsed: float, polls: int, *, reason: str, fault: str | None) -> None:
    """Log the end of a wait, with the same fields."""
    if logger.isEnabledFor(logging.INFO):
        facts = f"{outcome} after {duration(elapsed)}, {counted(polls)}"
        why = shown(reason) if fault is None else f"{shown(reason)}: {fault}"
        extra = _fields(job, outcome, elapsed, shown(reason), polls=polls, fault=fault)
        logger.info("%s: %s: %s", job.handle, facts, why, extra=extra)


def _fields(job: Job[Any], outcome: Outcome, elapsed: float, reason: str, **more: object) -> dict[str, object]:
    """Fields of a log record, all of whose names begin with `tarry_`, so that they hide no other's."""
    name = {"provider": job.provider, "kind": job.kind, "handle": str(job.handle), "label": job.label}
    how = {"outcome": str(outcome), "elapsed": elapsed, "reason": reason}
    return {f"tarry_{key}": value for key, value in {**name, **how, **more}.items()}


def facts_of(raw_status: str | None, polls: int, elapsed: float, timeout: float | None) -> str:
    """The last word, how often it was asked for, and within how long of how much."""
    word = "no status word seen" if raw_status is None else f"last word '{shown(raw_status)}'"
    limit = "" if timeout is None else f" of {duration(timeout)}"
    return f"{word}, {counted(polls)} in {duration(elapsed)}{limit}"


def forbidden_by_host(seconds: float) -> str:
    """What happened where a job was not polled again, as its host forbids that to all."""
    return (
        f"was not seen to end, and its host's Retry-After forbids a poll for {duration(seconds)}, beyond the deadline"
    )


def counted(polls: int) -> str:
    """A number of polls in words."""
    return "1 poll" if polls == 1 else f"{polls} polls"


def problem(observation: Observation[Any]) -> str:
    """Why a poll brought no status."""
    return observation.problem or ("" if observation.error is None else brief(observation.error))


def _remedy(kind: type[WaitError], job: Job[Any], status: object) -> str:
    """What to do now, in a sentence."""
    again = f'tarry.open_job("{job.handle}", client)'
    if kind is JobFailedError:
        try:
            return job.explain_failure(status)
        except Exception:  # a failed job is not lost over an odd answer
            logger.exception("%s: its failure cannot be explained, please report this", job.handle)
            return "error.result.status is the provider's last answer."
    if kind is JobNotFoundError:
        return "Check the id, and that the client belongs to the account that started the job."
    if kind is JobGoneError:
        return job.explain_gone()
    if kind is PollingError:
        return f"The job may be running: mend the cause and go on with {again}."
    if kind is UnknownStatusError:
        return f"The job may be running: check the provider's news, and go on with {again}."
    return f"Nothing was cancelled: go on with {again}."
