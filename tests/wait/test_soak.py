"""The soak of `make soak` in small: every job that was given comes back once, with its true outcome."""

import pytest

from support.scripted import BACKENDS
from support.soak import FATES, soak


@pytest.mark.parametrize(("backend", "jobs"), [(None, 500), *((backend, 250) for backend in BACKENDS)])
def test_every_job_comes_back_once_with_its_true_outcome(backend: str | None, jobs: int) -> None:
    report = soak(jobs, backend)
    assert report.wrong == []
    assert (report.handed_over.total(), report.lost, report.doubled) == (jobs, 0, 0)
    # The soak would say so of an empty world too.
    assert {truth.fate for truth in report.world.truths} == set(FATES)
    assert report.world.met.total() > report.polls / 100
