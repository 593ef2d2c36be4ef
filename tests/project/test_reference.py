"""The reference is whole: every exit code, event, error, command and public name is on its page."""

import importlib
import json
import pkgutil
import re
import sys

import jsonschema
import pytest

import tarry
from support.paths import ROOT
from tarry._cli import exit_codes
from tarry._cli.guard import PIPE_CLOSED

sys.path.insert(0, str(ROOT))

REFERENCE = ROOT / "docs" / "reference"
API = REFERENCE / "api"
SCHEMA = json.loads((ROOT / "overlays" / "tarry" / "_cli" / "events.schema.json").read_text())

INTERNAL = {"openapi"}
"""Modules that only generated packages import."""
ENGINES = {"airflow", "dlt", "temporal"}
"""They need an engine to be imported, so their names are taken from their text."""


def page(name: str) -> str:
    return (REFERENCE / f"{name}.md").read_text()


def test_every_exit_code_is_in_the_table_once() -> None:
    codes = {value for name, value in vars(exit_codes).items() if name.isupper() and not name.startswith("_")}
    written = re.findall(r"^\| (\d+) \|", page("exit-codes"), re.MULTILINE)
    assert sorted(map(int, written)) == sorted({*codes, PIPE_CLOSED})


def test_every_event_has_an_example_that_the_schema_takes() -> None:
    examples = re.findall(r"^## `(\w+)`\n.*?```json\n(.*?)```", page("events"), re.MULTILINE | re.DOTALL)
    assert sorted(name for name, _ in examples) == sorted(SCHEMA["properties"]["event"]["enum"])
    for name, text in examples:
        example = json.loads(text)
        assert example["event"] == name
        jsonschema.validate(example, SCHEMA)


def test_every_event_has_the_table_of_its_fields() -> None:
    shown = re.findall(r"^```\{event\} (\w+)$", page("events"), re.MULTILINE)
    assert sorted(shown) == sorted(one["$ref"].rpartition("/")[2] for one in SCHEMA["oneOf"])


def errors() -> set[str]:
    """Those that a public module names, so that somebody can catch them."""
    found = set()
    for module in pkgutil.iter_modules(tarry.__path__, "tarry."):
        name = module.name.rpartition(".")[2]
        if not name.startswith("_") and name not in ENGINES:
            public = importlib.import_module(module.name)
            found |= {getattr(public, each) for each in getattr(public, "__all__", ())}
    found |= {getattr(tarry, each) for each in tarry.__all__}
    return {one.__name__ for one in found if isinstance(one, type) and issubclass(one, tarry.TarryError)}


def test_every_error_has_a_chapter_and_a_remedy() -> None:
    chapters = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", page("errors"), re.MULTILINE | re.DOTALL))
    assert sorted(chapters) == sorted(errors())
    for name in chapters.keys() - {"TarryError"}:
        assert "**When:**" in chapters[name], name
        assert "**Do:**" in chapters[name], name


def test_every_error_is_in_the_table_with_what_else_it_is() -> None:
    rows = re.findall(r"^\| \[(\w+)\]\(#(\w+)\) \| (.*?) \|", page("errors"), re.MULTILINE)
    assert sorted(name for name, _, _ in rows) == sorted(errors())
    for name, anchor, also in rows:
        assert anchor == name.lower()
        bases = {base.__name__ for base in getattr(tarry, name).__bases__} - {"TarryError"}
        assert set(re.findall(r"`(\w+)`", also)) == bases, name


def test_every_command_is_shown_under_its_name() -> None:
    typer = pytest.importorskip("typer")
    command = typer.main.get_command(importlib.import_module("tarry._cli.app").app)
    names = set()
    for name, one in command.commands.items():
        names |= {f"{name} {inner}" for inner in getattr(one, "commands", ())} or {name}
    shown = re.findall(r"^## `tarry (.*)`\n\n```\{options\} tarry (.*)$", page("command"), re.MULTILINE)
    assert all(heading == argument for heading, argument in shown)
    assert sorted(heading for heading, _ in shown) == sorted(names)


def modules() -> set[str]:
    found = {one.name for one in pkgutil.iter_modules(tarry.__path__) if not one.name.startswith("_")}
    return found - INTERNAL - ENGINES


def test_every_public_module_has_a_page_in_the_list() -> None:
    listed = re.findall(r"^[a-z_]+$", (API / "index.md").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted({"tarry", *modules(), *ENGINES})
    for name in modules():
        text = (API / f"{name}.md").read_text()
        assert f".. automodule:: tarry.{name}\n" in text
        # All of its names, whichever they are.
        assert f"```{{names}} tarry.{name}\n```" in text


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_what_is_for_an_engine_is_on_its_page(engine: str) -> None:
    folder = ROOT / "overlays" / "tarry" / engine
    sources = [
        path.read_text() for path in sorted(folder.glob("*.py")) if path.name[0] != "_" or path.stem == "__init__"
    ]
    names = {
        name
        for source in sources
        for names in re.findall(r"__all__ = \[(.*?)\]", source)
        for name in re.findall(r"\w+", names)
    }
    names |= {
        name
        for source in sources
        if "__all__" not in "".join(sources)
        for name in re.findall(r"^class ([A-Z]\w+)", source, re.MULTILINE)
    }
    shown = re.findall(
        rf"^\.\. auto(?:class|function):: tarry\.{engine}\.(?:\w+\.)?(\w+)$",
        (API / f"{engine}.md").read_text(),
        re.MULTILINE,
    )
    assert sorted(shown) == sorted(names)


def test_every_name_of_tarry_is_on_its_page_once() -> None:
    blocks = re.findall(r"^```\{names\} tarry\n(.*?)^```", (API / "tarry.md").read_text(), re.MULTILINE | re.DOTALL)
    shown = [name for block in blocks for name in block.split()]
    assert sorted(shown) == sorted(set(tarry.__all__) - modules() - {"__version__"})


def test_the_site_knows_the_same_modules() -> None:
    pytest.importorskip("sphinx")
    names = importlib.import_module("scripts.site.names")
    assert {*names.MODULES} == {"tarry", *(f"tarry.{name}" for name in modules())}
