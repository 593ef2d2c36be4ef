"""What a schedule is, for the wait that asks it and for those that are tarry's own."""

from typing import Protocol


class Schedule(Protocol):
    """Plans the next poll. The wait never polls sooner, and may poll later: a Retry-After wins over every plan.

    Three more methods are called where a schedule has them:

    - `explain(elapsed, hint) -> str` says why the next poll is when it is, for `Poll.reason`.
    - `for_job(provider, kind, age, default) -> Schedule` gives the schedule for one wait, called as it begins. *age* is how
      many seconds ago the job was submitted, None for a job that this process did not submit; *default* is the provider's
      own schedule.
    - `ended(earliest, latest)` is called once when the job has ended, well or not: between two polls, so many seconds after
      the wait began; *earliest* is None where no poll saw it running. A wait that ends otherwise (a deadline, an error)
      does not call it.
    """

    def next_delay(self, elapsed: float, hint: float | None) -> float:
        """Seconds until the next poll.

        Args:
            elapsed: Seconds waited so far.
            hint: Seconds until the provider expects the job to end, negative when that is past; None where it says nothing.
        """
        ...


class Jittered:
    """A schedule of tarry's own, whose delays the wait makes longer by up to a share of them.

    So many jobs started at once spread out. What another schedule calls jitter is its own business.
    """

    __slots__ = ()
    jitter: float
