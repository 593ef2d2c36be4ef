"""The check that overlays/ takes no private name of a dependency: what it finds, and what it leaves alone."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from support.paths import SCRIPTS

SCRIPT = SCRIPTS / "check_private.py"


def check() -> Any:
    spec = importlib.util.spec_from_file_location("check_private", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("import httpx._config", "_config"),
        ("from httpx._types import URLTypes", "_types"),
        ("from httpx import _config", "_config"),
        ("def f(client): return client._transport_for_url('/')", "_transport_for_url"),
        ("def f(client): client._retry_connection = False", "_retry_connection"),
    ],
)
def test_a_private_name_of_a_dependency_is_found(line: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text(f"# first\n{line}\n")
    assert check().problems([path], []) == [f"{path}:2: {name} is a private name of a dependency: use its public ones"]


def test_names_of_ours_and_dunders_are_not(tmp_path: Path) -> None:
    path, generated = tmp_path / "module.py", tmp_path / "generated.py"
    generated.write_text("def _kept(): ...\n")
    path.write_text(
        "from tarry._errors import TarryError\n"
        "class Job:\n"
        "    def __init__(self): self._client = None\n"
        "def f(job, operation): return job._client, operation._kept(), job.__dict__\n"
    )
    assert check().problems([path], [generated]) == []
