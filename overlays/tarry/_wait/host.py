"""The host of a job, as a wait for one of many sees it."""

from typing import Protocol

WITHHELD = "host's Retry-After"
LAST_AFTER = "last poll, after the deadline: "
THROTTLED = "host is throttled"
OTHERS_FIRST = "other jobs of the host come first"
"""Reasons for which a poll comes later than its wait planned; a replay knows by them what the other jobs of the host did."""


class Host(Protocol):
    """What is known of a job's host where others wait there too: how long it lets nobody poll, and when a turn is free."""

    def forbidden_until(self) -> float:
        """When the latest Retry-After that the host gave to any job is over."""
        ...

    def next_slot(self, due: float) -> tuple[float, str]:
        """The first time from *due* on at which a poll fits in between those of others, and why it is not *due*."""
        ...
