"""What pages name is there: links, headings, targets of make, files."""

import re

import pytest

from support.pages import pages
from support.paths import ROOT

PAGES = {name: path.read_text(encoding="utf-8") for name, path in pages().items()}


@pytest.mark.parametrize("page", PAGES)
def test_every_make_target_it_names_exists(page: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert targets >= set(re.findall(r"(?:`|^ *(?:\$ )?)make ([a-z-]+)", PAGES[page], re.MULTILINE))


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
    readme = PAGES["README.md"]
    assert len(readme.splitlines()) <= 150
    assert "```console\nmake demo\n```" in readme
    assert "<!-- test command -->\n```console\nmake test\n```" in readme  # .ci/run looks for this


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
