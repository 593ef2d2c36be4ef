"""`tarry._generate.client`: the client of one document, as `generate.py` and `tarry generate` have it written."""

import copy
import importlib
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tarry._generate.client import GenerationError, tidy, without_namesakes, write_client

JOB = {"type": "object", "required": ["state"], "properties": {"state": {"type": "string"}}}


def document(version: str = "3.1.0", **operation: Any) -> dict[str, Any]:
    """One operation that answers with a job."""
    answer = {"description": "The job.", "content": {"application/json": {"schema": JOB | {"title": "Job"}}}}
    return {
        "openapi": version,
        "info": {"title": "Small", "version": "1.0.0"},
        "paths": {"/jobs": {"get": {"operationId": "get_job", "responses": {"200": answer}, **operation}}},
    }


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_a_client_is_written_and_what_it_was_made_from_is_handed_back(
    version: str, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = document(version)
    before = copy.deepcopy(given)
    written = write_client(given, tmp_path / "small")
    tidy(tmp_path / "small")
    assert given == before
    assert capfd.readouterr() == ("", "")
    (collection,) = written.data.endpoint_collections_by_tag.values()
    assert [endpoint.name for endpoint in collection.endpoints] == ["get_job"]
    assert "{{" not in written.templates.get_template("types.py.jinja").render()
    assert not [path for path in tmp_path.rglob("*") if "cache" in path.name]
    monkeypatch.syspath_prepend(tmp_path)
    assert importlib.import_module("small").AuthenticatedClient
    assert importlib.import_module("small.api.default").get_job
    for name in [name for name in sys.modules if name.partition(".")[0] == "small"]:
        del sys.modules[name]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"openapi": "nonsense"}, "Failed to parse OpenAPI document"),
        ({"swagger": "2.0"}, "this is not supported"),
    ],
)
def test_what_is_no_document_is_one_line(wrong: dict[str, Any], told: str, tmp_path: Path) -> None:
    with pytest.raises(GenerationError, match=told) as caught:
        write_client({**document(), "openapi": "no", **wrong}, tmp_path / "small")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "small").exists()


def test_every_part_that_cannot_be_generated_is_a_line_of_its_own(tmp_path: Path) -> None:
    other = {"description": "?", "content": {"application/x-unheard-of": {"schema": {"type": "string"}}}}
    wrong = document(responses={"200": other, "201": other}, parameters=[{"name": "a", "in": "path", "required": True}])
    wrong["paths"]["/jobs/{id}"] = {"get": {"operationId": "other", "responses": {}}}
    with pytest.raises(GenerationError) as caught:
        write_client(wrong, tmp_path / "small")
    first, second = str(caught.value).splitlines()
    assert "GET /jobs " in first
    assert "Unsupported content_type application/x-unheard-of" in first
    assert " object at " not in first
    assert "GET /jobs/{id}" in second


def test_a_folder_that_is_there_is_not_written_into(tmp_path: Path) -> None:
    with pytest.raises(GenerationError, match="already exists"):
        write_client(document(), tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_module_that_is_no_python_is_named(tmp_path: Path) -> None:
    (tmp_path / "wrong.py").write_text("def f(:\n")
    with pytest.raises(GenerationError, match=r"wrong\.py:1:7"):
        tidy(tmp_path)


@pytest.mark.parametrize("listed", ["operation", "components"])
def test_of_two_parameters_that_python_cannot_tell_apart_the_first_stays(listed: str) -> None:
    page, again = ({"name": name, "in": "query", "schema": {"type": "integer"}} for name in ("page", "$page"))
    other = {"$ref": "#/components/parameters/again"} if listed == "components" else again
    given = document(parameters=[page, other, {**again, "in": "header"}, {"$ref": "other.yaml#/elsewhere"}])
    given["components"] = {"parameters": {"again": again}}
    before = yaml.safe_dump(given)
    (operation,) = without_namesakes(given)["paths"]["/jobs"].values()
    assert operation["parameters"] == [page, {**again, "in": "header"}, {"$ref": "other.yaml#/elsewhere"}]
    assert yaml.safe_dump(given) == before
