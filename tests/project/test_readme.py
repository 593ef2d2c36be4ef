"""What README and docs/ say is true: their Python examples run against the sandbox, their links and targets exist."""

import gc
import re
from pathlib import Path

import pytest

from support.paths import ROOT
from tarry._core.clock import SystemClock
from tarry.sandbox import Plan, Sandbox
from tarry.testing import VirtualClock

PAGES = {
    str(path.relative_to(ROOT)): path.read_text()
    for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/*.md")])
}
SNIPPETS = {
    page: found
    for page, text in PAGES.items()
    if (found := re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE))
}
PRINTED = {"README.md": ("partial 1 imported", "was refused")}


# The examples open clients for the life of a process, which is longer than this test.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
@pytest.mark.parametrize("page", SNIPPETS)
def test_every_example_runs(
    page: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """One page after the other in its order, each on its own."""
    clock = VirtualClock()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)  # some write files
    for name in ("monotonic", "time", "sleep", "async_sleep", "patience"):
        monkeypatch.setattr(SystemClock, name, staticmethod(getattr(clock, name)))
    sandbox = Sandbox()
    sandbox.plan(None, Plan(polls=0))
    sandbox.next("fullstory", Plan("partial", polls=0))
    scope: dict[str, object] = {"__name__": "page"}
    with sandbox.serve() as root:
        for name, value in sandbox.environment(root).items():
            monkeypatch.setenv(name, value)
        for number, snippet in enumerate(SNIPPETS[page], 1):
            exec(compile(snippet, f"{page} example {number}", "exec"), scope)
    # Here, where the warnings about them are expected, and not in a later test.
    scope.clear()
    gc.collect()
    printed = capsys.readouterr().out
    for words in PRINTED.get(page, ()):
        assert words in printed


def test_every_page_with_examples_is_known() -> None:
    assert {
        "README.md",
        "docs/how-to/waiting.md",
        "docs/how-to/watching.md",
        "docs/how-to/clients.md",
        "docs/how-to/sandbox.md",
    } <= SNIPPETS.keys()


@pytest.mark.parametrize("page", PAGES)
def test_every_make_target_it_names_exists(page: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert targets >= set(re.findall(r"(?:`|^)make ([a-z-]+)", PAGES[page], re.MULTILINE))


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    for link in re.findall(r"\]\((?!https?://)([^)\s]+)\)", PAGES[page]):
        path, _, heading = link.partition("#")
        target = (ROOT / page).parent / path if path else ROOT / page
        assert target.exists(), link
        if heading:
            headings = re.findall(r"^#+ (.*)$", target.read_text(), re.MULTILINE)
            assert heading in {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in headings}, link


def test_the_readme_is_short_and_holds_the_two_commands_that_set_everything_up() -> None:
    readme = PAGES["README.md"].replace("```console\n$ ", "```console\n")
    assert len(readme.splitlines()) <= 150
    for command in ("make demo", "make test"):
        assert f"```console\n{command}\n```" in readme
    assert "<!-- test command -->\n```console\nmake test\n```" in readme


def test_the_files_that_the_architecture_names_are_there() -> None:
    text = (ROOT / "docs" / "explanation" / "architecture.md").read_text()
    overlay = ROOT / "overlays" / "tarry"
    named = set(re.findall(r"`((?:\w+/)+\w+\.\w+)`", text))
    assert len(named) > 20
    assert not {name for name in named if not any((folder / name).is_file() for folder in (ROOT, overlay))}
    # In its table of rooms, a file stands beside its room.
    rooms = re.findall(r"^\| `(\w+)` \|.*\| ([^|]+) \|$", text, re.MULTILINE)
    assert len(rooms) >= 8
    for room, files in rooms:
        for name in re.findall(r"`(\w+\.py)`", files):
            assert (overlay / room / name).is_file(), f"{room}/{name}"
