"""The columns of generated handles: what the schema of an item says of its properties."""

from pathlib import Path
from typing import Any

import pytest

from tarry._core.columns import Column, Columns
from tarry._generate.client import write_client
from tarry._generate.columns import columns_of
from tarry._generate.generated import Generated
from tarry_clients.eloqua.jobs import Sync
from tarry_clients.salesforce.jobs import RowsImport

BASE = {"type": "object", "properties": {"inherited": {"type": "string"}}}
ROW: dict[str, Any] = {
    "required": ["must"],
    "properties": {
        "last": {"type": "string", "format": "date"},
        "text": {"type": ["string", "null"]},
        "must": {"type": "integer"},
        "share": {"oneOf": [{"type": "number"}, {"type": "integer"}]},
        "done": {"type": "boolean"},
        "at": {"type": "string", "format": "date-time"},
        "id": {"type": "string", "format": "uuid"},
        "word": {"type": "string", "enum": ["A", "B"]},
        "always": {"const": "x"},
        "either": {"oneOf": [{"type": "string"}, {"type": "integer"}]},
        "list": {"type": "array", "items": {"type": "string"}},
        "class-name": {},
    },
}
FIXED = (
    Column("last", "date", "last"),
    Column("text", "string", "text"),
    Column("must", "integer", "must", required=True),
    Column("share", "number", "share"),
    Column("done", "boolean", "done"),
    Column("at", "date-time", "at"),
    Column("id", "string", "id"),
    Column("word", "string", "word"),
    Column("always", "string", "always"),
    Column("either", "json", "either"),
    Column("list", "json", "list_"),
    Column("class-name", "json", "class_name"),
)
INHERITED = Column("inherited", "string", "inherited")


@pytest.mark.parametrize(
    ("schema", "columns"),
    [
        ({"type": "object", **ROW}, Columns(FIXED, "json")),
        ({"type": "object", **ROW, "additionalProperties": False}, Columns(FIXED)),
        ({"type": "object", "additionalProperties": {"type": ["string", "null"]}}, Columns((), "string")),
        ({"type": "object"}, Columns((), "json")),
        ({"allOf": [BASE], **ROW, "type": "object"}, Columns((*FIXED, INHERITED), "json")),
        ({"type": "string"}, Columns((Column("value", "string", "", required=True),))),
        ({}, Columns((), "json")),
    ],
)
def test_columns_are_those_of_the_schema(schema: dict[str, Any], columns: Columns, tmp_path: Path) -> None:
    page = {"type": "array", "items": {"$ref": "#/components/schemas/Row"}}
    answer = {"description": "Rows.", "content": {"application/json": {"schema": page}}}
    get = {"operationId": "rows", "summary": "Rows.", "tags": ["rows"], "responses": {"200": answer}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Rows", "version": "1"},
        "paths": {"/rows": {"get": get}},
        "components": {"schemas": {"Row": schema}},
    }
    made = write_client(document, tmp_path / "rows")
    operation = Generated(made.data, {("get", "/rows"): "rows"}).operations["rows"]
    listed: Any = operation.answer(200)
    assert columns_of(listed.inner_property, operation) == columns


def test_generated_handles_have_columns() -> None:
    assert Sync.columns["results"] == Columns((), "string")
    assert [one.name for one in RowsImport.columns["failures"].fixed] == [
        *("status", "message", "errorCode", "errors"),
    ]
