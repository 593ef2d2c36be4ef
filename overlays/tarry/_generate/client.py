"""The client of one document: openapi-python-client, in process, with the templates beside this module."""

from __future__ import annotations

import contextlib
import copy
import io
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment
from openapi_python_client import Project, __version__
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError

from tarry._core.errors import ConfigurationError

from . import code, model_code, naming
from .styles import Styles

GENERATOR_VERSION = "0.29.1"
"""The templates fit this version alone."""

TEMPLATES = Path(__file__).with_name("templates")

SETTINGS = Path(__file__).with_name("generator.yaml")


class GenerationError(ConfigurationError):
    """A document that no sound client can be made of. Its text has one line for each problem."""


class GeneratedClient(NamedTuple):
    """What a client was made from, for more modules with the same names."""

    data: GeneratorData
    """Operations, parameters, models and properties as the generator read them, with their names in Python."""
    templates: Environment


def write_client(document: Mapping[str, Any], folder: Path) -> GeneratedClient:
    """Write the client of *document* into *folder*, which must not exist. It is not formatted yet: `tidy` does that.

    Args:
        document: OpenAPI 3.0 or 3.1; it is not changed. References to other files are not followed.
        folder: That of the package.

    Raises:
        GenerationError: The document cannot be turned into a client, or only without a part of it. Then files may be left.
    """
    if __version__ != GENERATOR_VERSION:
        raise GenerationError(f"openapi-python-client {GENERATOR_VERSION} is needed, not {__version__}")
    config = Config.from_sources(
        ConfigFile.load_from_path(SETTINGS),
        MetaType.NONE,
        document_source=folder,  # not read
        file_encoding="utf-8",
        overwrite=False,
        output_path=folder,
    )
    prepared = without_xml(without_namesakes(document))
    _drop_callbacks(prepared)
    data = _parsed(prepared, config)
    if others := naming.overrides(data):
        config.class_overrides = {**others, **config.class_overrides}
        data = _parsed(prepared, config)
    naming.rename(data, config)
    if unwritable := [
        *naming.collisions(data),
        *(line for one in naming.endpoints(data) for line in code.unreadable(one)),
    ]:
        raise GenerationError("\n".join(unwritable))
    for endpoint in naming.endpoints(data):
        # Of several media types for one Python type the first is sent, as nobody can say which.
        endpoint.bodies = list({code.type_of(body.prop): body for body in reversed(endpoint.bodies)}.values())[::-1]
    project = Project(openapi=data, config=config, custom_template_path=TEMPLATES)
    project.env.filters.update(query_entry=code.query_entry)
    project.env.globals.update(
        code=code, models=model_code, directions=model_code.Directions.of(data), styles=Styles(prepared)
    )
    with contextlib.redirect_stdout(io.StringIO()):  # it prints the name of the folder
        problems = project.build()
    if problems:
        # The generator calls it a warning where it leaves out an operation.
        raise GenerationError("\n".join(dict.fromkeys(map(_line, problems))))
    return GeneratedClient(data, project.env)


def _parsed(document: dict[str, Any], config: Config) -> GeneratorData:
    data = GeneratorData.from_dict(document, config=config)
    if isinstance(data, GeneratorError):
        raise GenerationError(_line(data))
    return data


def _line(problem: GeneratorError) -> str:
    """One line about *problem*, without the many in which pydantic shows the document."""
    # Where the generator should name a status code, it shows the object that holds it.
    said = re.sub(r" <\S+ object at \w+>", "", " ".join(f"{problem.header} {problem.detail or ''}".split()))
    return f"{said[:600]}…" if len(said) > 600 else said


def without_namesakes(document: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of *document* without parameters that Python cannot tell from one before, such as `$page` after `page`.

    The generator refuses an operation that has two. A client sends the one that comes first.
    """
    copied = copy.deepcopy(dict(document))
    known = copied.get("components", {}).get("parameters", {})
    for listed in _parameter_lists(copied):
        names: set[tuple[str, str]] = set()
        for parameter in list(listed):
            described = known.get(parameter.get("$ref", "").rpartition("/")[2], parameter)
            name = (described.get("in", ""), re.sub(r"\W", "", described.get("name", "")))
            if name in names:
                listed.remove(parameter)
            names.add(name)
    return copied


def without_xml(document: Any) -> Any:
    """A copy of *document* without XML where the same is described as JSON, which a client sends and asks for."""
    if isinstance(document, list):
        return [without_xml(one) for one in document]
    if not isinstance(document, dict):
        return document
    has_json = any(_is_media_type(name, "json") for name in document)
    return {
        name: without_xml(value) for name, value in document.items() if not (has_json and _is_media_type(name, "xml"))
    }


def _is_media_type(name: Any, kind: str) -> bool:
    return isinstance(name, str) and re.fullmatch(rf"(application|text)/(.+\+)?{kind}(;.*)?", name) is not None


def _drop_callbacks(document: dict[str, Any]) -> None:
    """Leave out what the vendor sends, of which a client has nothing: the generator reads no reference there."""
    for operation in _operations(document):
        operation.pop("callbacks", None)
    document.get("components", {}).pop("callbacks", None)


def _parameter_lists(document: Mapping[str, Any]) -> Iterator[list[Any]]:
    return (operation.get("parameters", []) for operation in _operations(document))


def _operations(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """All operations; the parameters of a path, a list, are none."""
    for path in document.get("paths", {}).values():
        yield from (one for one in path.values() if isinstance(one, dict))


# A comma at the end, which templates write everywhere, is no wish for a line each.
_IMPORTS = "--config=lint.isort.split-on-trailing-comma=false"
_COMMAS = "--config=format.skip-magic-trailing-comma=true"


def tidy(folder: Path) -> None:
    """Format all Python files in *folder* and remove imports without a use.

    Raises:
        GenerationError: A file is no sound Python.
    """
    for command in (
        ["check", "--fix", "--extend-select=I,F401", "--output-format=concise", _IMPORTS],
        ["format", "--line-length=120", _COMMAS],
    ):
        # `--isolated`, so that no configuration of the place changes what is written; `-P`, as a client has a module `types`.
        ruff = [sys.executable, "-P", "-m", "ruff", *command, "--isolated", "--no-cache", "--quiet", "."]
        done = subprocess.run(ruff, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - fixed words
        if done.returncode != 0:
            raise GenerationError((done.stdout + done.stderr).strip())
