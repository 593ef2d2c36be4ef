"""The registry of providers: one list, which all that goes over providers agrees with, and those that others bring."""

import ast
import importlib
from pathlib import Path

import pytest

import tarry
import tarry_clients
from tarry._core import providers
from tarry._core.providers import BUILT_IN, of_each
from tarry_sandbox import Sandbox

ROOT = Path(__file__).parent.parent
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
    assert set(Sandbox().providers) == EACH


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
    assert modules - {"sandbox", "schedules", "specs", "testing"} == EACH
    assert set(tarry.__all__) >= EACH
    assert all(f"`{name}`" in (tarry.__doc__ or "") for name in BUILT_IN)


@pytest.mark.parametrize("page", ["docs/clients.md", "docs/architecture.md"])
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


def test_a_table_that_leaves_a_provider_out_or_has_one_too_many_is_refused() -> None:
    whole = dict.fromkeys(BUILT_IN, 1)
    assert of_each(whole, "how") is whole
    with pytest.raises(LookupError, match=r"^how: said of .*; see to eloqua$"):
        of_each(dict.fromkeys(BUILT_IN[1:], 1), "how")
    with pytest.raises(LookupError, match=r"see to sixth$"):
        of_each({**whole, "sixth": 1}, "how")
