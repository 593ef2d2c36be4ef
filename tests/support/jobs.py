"""The kinds of job of a provider, for tests that go through all providers."""

import importlib
from typing import Any


def job_class(provider: str) -> Any:
    """The first kind of job of a provider, which has its `words`, `classify` and `policy`."""
    return importlib.import_module(f"tarry.{provider}").JOBS[0]
