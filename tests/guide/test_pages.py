"""Every block of code on every page does what the page says. CONTRIBUTING.md has the rules for pages."""

import gc
from pathlib import Path

import pytest

from support.page_runs import Page
from support.pages import PageError, pages
from tarry.sandbox import Plan, Sandbox
from tarry.testing import virtual_time

PAGES = pages()
WITH_BLOCKS = [name for name, path in PAGES.items() if "```" in path.read_text()]

LATER = {
    "CONTRIBUTING.md",
    "README.md",
    "docs/explanation/architecture.md",
    "docs/how-to/airflow.md",
    "docs/how-to/dlt.md",
    "docs/how-to/temporal.md",
    "docs/how-to/watching.md",
    "docs/how-to/your-own-api.md",
    "specs/README.md",
}
"""Pages whose blocks are not all written by the rules yet; tests/project/test_readme.py runs their Python. Who rewrites one
takes it out of this list; `--runxfail` shows what is still wrong with it."""


@pytest.fixture
def sandbox() -> Sandbox:
    """One whose jobs end well at their first poll."""
    made = Sandbox()
    made.plan(None, Plan(polls=0))
    return made


# The examples open clients for the life of a process, which is longer than this test.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
@pytest.mark.parametrize(
    "page",
    [pytest.param(name, marks=pytest.mark.xfail(name in LATER, reason="later", strict=False)) for name in WITH_BLOCKS],
)
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
