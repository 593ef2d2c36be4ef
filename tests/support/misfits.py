"""Answers that are well-formed and not what the document describes: tolerated once, where other faults are tolerated for long."""

import json
from typing import Any

import httpx


def is_misfit(answer: Any) -> bool:
    """Whether a bad *answer* came whole, with a good status, as JSON."""
    if not isinstance(answer, httpx.Response) or answer.status_code >= 300:
        return False
    try:
        json.loads(answer.content.decode())
    except ValueError:
        return False
    return True


def tolerated(answer: Any, times: int = 2) -> list[Any]:
    """A fault so many times as it may come, in a row."""
    return [answer] * (1 if is_misfit(answer) else times)
