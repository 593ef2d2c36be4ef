"""Every block of code on every page does what the page says. CONTRIBUTING.md has the rules for pages."""

import gc
import re
from collections import Counter
from pathlib import Path

import pytest

from support.page_runs import Page
from support.pages import PageError, pages, steps
from tarry.sandbox import Plan, Sandbox
from tarry.testing import virtual_time

PAGES = pages()
WITH_BLOCKS = [name for name, path in PAGES.items() if re.search(r"^[ >*-]*(?:```|~~~)[^{\n]", path.read_text(), re.M)]

NOT_RUN = {
    "code of the other library": 6,
    "generators of other languages": 1,
    "installs packages": 5,
    "its engine runs it, in tests/engines": 2,
    "make check-wheel runs it": 1,
    "needs an account": 1,
    "needs jq": 1,
    "needs pandas, polars and duckdb": 1,
    "no image can be pulled where the tests run": 2,
    "pseudocode": 1,
    "runs this test too": 2,
    "sets up an environment": 2,
    "writes the cassettes": 1,
}
"""How many blocks are not run, for each reason. A block that could be run has none."""


@pytest.fixture
def sandbox() -> Sandbox:
    """One whose jobs end well at their first poll."""
    made = Sandbox()
    made.plan(None, Plan(polls=0))
    return made


# The examples open clients for the life of a process, which is longer than this test.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
@pytest.mark.parametrize("page", WITH_BLOCKS)
def test_page(page: str, sandbox: Sandbox, commands: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with sandbox.serve() as root, virtual_time():
        text = PAGES[page].read_text(encoding="utf-8")
        run = Page(page, text, tmp_path, sandbox.environment(root), sandbox, commands, monkeypatch.setenv)
        try:
            run.run()
        except PageError as error:
            raise pytest.fail.Exception(str(error), pytrace=False) from None
    # Here, where the warnings about what the examples left open are expected, and not in a later test.
    gc.collect()


def test_what_is_not_run_has_a_reason_that_is_known_here() -> None:
    read = [step for path in PAGES.values() for step in steps(path.read_text(encoding="utf-8"))]
    assert Counter(step.argument for step in read if step.comment == "not run") == NOT_RUN
