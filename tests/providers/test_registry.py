"""The registry of providers: one list, which all that goes over providers agrees with, and those that others bring."""

import ast
import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import tarry
import tarry_clients
from project.test_public_api import LAZY
from support.paths import ROOT
from tarry._core import providers
from tarry._core.providers import BUILT_IN, of_each
from tarry_sandbox import _registry

EACH = set(BUILT_IN)


def mentioned(page: str) -> set[str]:
    """The providers that a page names as code."""
    text = (ROOT / page).read_text()
    return {name for name in BUILT_IN if f"`{name}`" in text or f" {name}," in text or f", {name}\n" in text}


# The places that know providers by name, and cannot take them from the registry.


def test_documents_workflows_clients_and_sandbox_are_of_the_providers_in_the_registry() -> None:
    assert sorted(BUILT_IN) == list(BUILT_IN)
    assert set(tarry.specs.names()) == EACH
    workflows = {path.name.removesuffix(".arazzo.yaml") for path in (ROOT / "specs" / "workflows").iterdir()}
    assert workflows == EACH
    (clients,) = tarry_clients.__path__
    assert {path.name for path in Path(clients).iterdir() if (path / "client.py").exists()} == EACH
    assert {each.name for each in _registry.BUILT_IN} == EACH


def test_the_names_for_type_checkers_are_those_of_the_registry() -> None:
    package = ast.parse((ROOT / "overlays/tarry/__init__.py").read_text())
    (block,) = [
        node for node in package.body if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
    ]
    modules = {
        name.name
        for node in block.body
        if isinstance(node, ast.ImportFrom) and node.module is None
        for name in node.names
    }
    assert modules == LAZY
    assert set(tarry.__all__) >= EACH
    checked = ast.parse((ROOT / "tests/typing/api.py").read_text())
    named = {name.name for node in checked.body if isinstance(node, ast.ImportFrom) for name in node.names}
    assert named >= EACH
    assert all(f"`{name}`" in (tarry.__doc__ or "") for name in BUILT_IN)


EXPLAINED = ("architecture", "manners", "never-twice", "outcomes")


@pytest.mark.parametrize("page", ["docs/how-to/clients.md", *(f"docs/explanation/{name}.md" for name in EXPLAINED)])
def test_the_pages_that_list_providers_list_all(page: str) -> None:
    assert mentioned(page) == EACH


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_provider_says_of_itself_what_the_registry_needs(name: str) -> None:
    module = importlib.import_module(f"tarry.{name}")
    assert providers.module_of(name) is module
    jobs = providers.jobs_of(name)
    assert jobs is not None
    assert tuple(jobs.values()) == module.JOBS
    assert {job.source.name for job in module.JOBS} == {name}


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_schedule_of_a_provider_is_among_those_that_are_compared(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(ROOT / "scripts")
    schedules = importlib.import_module("bench_schedules").SCHEDULES
    assert schedules[f"Growing of {name}"](0).next_delay(0.0, None) > 0


def test_a_table_that_leaves_a_provider_out_or_has_one_too_many_is_refused() -> None:
    whole = dict.fromkeys(BUILT_IN, 1)
    assert of_each(whole, "how") is whole
    with pytest.raises(LookupError, match=r"^how: .*; see to eloqua$"):
        of_each(dict.fromkeys(BUILT_IN[1:], 1), "how")
    with pytest.raises(LookupError, match=r"see to nobody$"):
        of_each({**whole, "nobody": 1}, "how")
    assert of_each({"eloqua": 1}, "how", but=BUILT_IN[1:]) == {"eloqua": 1}


# Lists that somebody has to write: all have to say something of each provider.


def leading(node: ast.expr | None) -> str:
    """The first word of an element or a key: of a text, of the path in it, of a tuple, of the arguments of a call."""
    if isinstance(node, ast.Call) and node.args:
        return leading(node.args[0])
    if isinstance(node, ast.Tuple) and node.elts:
        return leading(node.elts[0])
    if isinstance(node, ast.JoinedStr) and node.values:
        return leading(node.values[0])
    text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
    return text.strip("/").partition("/")[0]


MANY = 3
"""Two names side by side may well mean those two."""


def unguarded(source: str) -> list[int]:
    """The lines where a literal names many providers, and no `of_each` holds it to all of them."""
    if sum(name in source for name in EACH) < MANY:
        return []  # as most, and to parse them takes long
    tree = ast.parse(source)
    guarded: set[str] = set()
    held: set[int] = set()
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "of_each":
            held |= {id(part) for part in ast.walk(call)}
            guarded |= {part.id for part in ast.walk(call.args[0]) if isinstance(part, ast.Name)}
    for statement in ast.walk(tree):
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value:
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            if guarded & {target.id for target in targets if isinstance(target, ast.Name)}:
                held |= {id(part) for part in ast.walk(statement.value)}
    found = []
    for node in ast.walk(tree):
        elements = node.keys if isinstance(node, ast.Dict) else getattr(node, "elts", [])
        if id(node) not in held and len({leading(one) for one in elements} & EACH) >= MANY:
            found.append(node.lineno)  # type: ignore[attr-defined]
    return found


HANDWRITTEN = [path for folder in ("overlays", "scripts", "tests") for path in sorted((ROOT / folder).rglob("*.py"))]
THE_LISTS = {"overlays/tarry/_core/providers.py", "overlays/tarry/__init__.py"}
"""The registry, and the names for type checkers, which are compared with it above."""


def test_a_list_of_providers_is_held_to_the_registry() -> None:
    found = {
        f"{path.relative_to(ROOT)}:{line}"
        for path in HANDWRITTEN
        if path.relative_to(ROOT).as_posix() not in THE_LISTS and "node_modules" not in path.parts
        for line in unguarded(path.read_text())
    }
    assert not found, "take the names from tarry._core.providers, or hold the table to them with of_each"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ('A = ("eloqua", "fullstory", "salesforce")', [1]),
        ('A = {"eloqua": 1, "fullstory": 2, "salesforce": 3}["eloqua"]', [1]),
        ('A = [Wire("eloqua", 1), Wire("fullstory", 2), Wire("salesforce", 3)]', [1]),
        ('A = {("eloqua", 1): 1, ("fullstory", 2): 2, ("salesforce", 1): 3}', [1]),
        ('A = ["/eloqua/id", f"/fullstory{A}", "/salesforce"]', [1]),
        ('A = of_each({"eloqua": 1, "fullstory": 2, "salesforce": 3}, "one")', []),
        (
            'A: B = [Wire("eloqua", 1), Wire("fullstory", 2), Wire("salesforce", 3)]\nof_each({a: 1 for a in A}, "one")',
            [],
        ),
        ('A = ("eloqua", "fullstory")', []),
    ],
)
def test_such_a_list_is_found(source: str, lines: list[int]) -> None:
    assert unguarded(source) == lines


WITH_TABLES = [path for path in HANDWRITTEN if re.search(r"^(\w+(: .+)? = )?of_each\(", path.read_text(), re.MULTILINE)]


def test_a_new_provider_is_missed_by_every_table_that_lacks_it() -> None:
    script = """
import importlib, sys
from tarry._core import providers
providers.BUILT_IN += ("sixth",)
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
    except LookupError as error:
        print(name, error)
"""
    modules = [
        ".".join(path.relative_to(ROOT / ("overlays" if "overlays" in path.parts else "")).with_suffix("").parts)
        for path in WITH_TABLES
    ]
    places = [str(ROOT), str(ROOT / "tests")]
    told = subprocess.run(
        [sys.executable, "-c", script, *modules, "tests.wait.test_cassettes"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(places)},
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    ).stdout.splitlines()
    assert len(modules) > 20
    assert [line.split()[0] for line in told] == [*modules, "tests.wait.test_cassettes"]
    assert all("see to sixth" in line for line in told[:-1])
    assert "write tests/support/sixth.py with its TARGET" in told[-1]
