"""The kinds of job of a provider, for tests that go through all providers."""

import importlib
from typing import Any


def job_class(provider: str) -> Any:
    """The first kind of job of a provider, which has its `words`, `classify` and `policy`."""
    first = importlib.import_module(f"tarry.{provider}").JOBS[0]
    if not hasattr(first, "words"):  # written by hand, not yet a subclass of what is generated
        module = importlib.import_module(f"tarry.{provider}._status")
        return type(
            first.__name__,
            (),
            {"words": module.WORDS, "classify": staticmethod(module.classify), "policy": module.POLICY},
        )
    return first
