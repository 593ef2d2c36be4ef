"""Which keyword of a submit takes the URL that the provider calls later, by `callbacks` of the document."""

import importlib
import inspect
from pathlib import Path
from typing import Any

import pytest
import yaml

from tarry._core.takes import Takes
from tarry._generate.package import write_package
from tarry._generate.reading import read
from tarry_clients.eloqua.jobs import Sync
from tarry_clients.fullstory.jobs import EventsImport
from tarry_clients.possiblenow.jobs import Export

CALL = {"post": {"operationId": "hear", "responses": {"2XX": {"description": "Heard."}}}}
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "of-body": ("clock", {"ended": {"{$request.body#/clock}": CALL}}),
    "of-query": ("on-end", {"ended": {"{$request.query.on-end}": CALL}}),
    "shared": ("notify", {"ended": {"$ref": "#/components/callbacks/Ended"}}),
    "second": (
        "notify",
        {"begun": {"https://example.com/{$request.body#/notify}": CALL}, "ended": {"{$request.body#/notify}": CALL}},
    ),
    "composed": ("notify", {"ended": {"{$request.body#/notify}/ended": CALL}}),
    "deep": ("notify", {"ended": {"{$request.body#/notify/url}": CALL}}),
    "of-answer": ("notify", {"ended": {"{$response.body#/notify}": CALL}}),
    "elsewhere": ("notify", {"ended": {"{$request.query.notify}": CALL}}),
}
EXPECTED = {"of-body": "clock_of_body", "of-query": "on_end", "shared": "notify", "second": "notify"}


def described() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    state = {"type": "string", "x-job-status": {"busy": "pending", "done": "succeeded"}}
    job = {"type": "object", "properties": {"id": {"type": "string"}, "state": state}, "required": ["id", "state"]}
    answers = {"200": {"description": "The job.", "content": {"application/json": {"schema": job}}}}
    for kind, (name, callbacks) in KINDS.items():
        in_query = kind == "of-query"
        body = {"type": "object", "properties": {"other" if in_query else name: {"type": "string"}}}
        paths[f"/{kind}"] = {
            "post": {
                "operationId": f"submit_{kind}",
                "parameters": [{"name": name, "in": "query", "schema": {"type": "string"}}] if in_query else [],
                "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
                "callbacks": callbacks,
                "responses": answers,
            }
        }
        said = {"kind": kind, "submit": {"operation": f"submit_{kind}"}, "id": {"id": "$response.body#/id"}}
        paths[f"/{kind}/{{id}}"] = {
            "get": {
                "operationId": f"get_{kind}",
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": answers,
                "x-job": {**said, "status": "$response.body#/state", "looks": {"floor": 1, "ceiling": 60}},
            }
        }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Calls", "version": "1.0.0"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": paths,
        "components": {"callbacks": {"Ended": {"{$request.body#/notify}": CALL}}},
    }


def test_of_a_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "calls.yaml").write_text(yaml.safe_dump(described()))
    write_package(read(tmp_path / "calls.yaml"), "calls", tmp_path / "calls_of_test", announced=False)
    monkeypatch.syspath_prepend(tmp_path)
    jobs = importlib.import_module("calls_of_test.jobs").JOBS
    assert {job.kind: job.takes.callback for job in jobs} == {kind: EXPECTED.get(kind) for kind in KINDS}
    for job in jobs:
        assert job.takes.callback is None or job.takes.callback in inspect.signature(job.submit).parameters


def test_of_ours() -> None:
    found = [job.takes and job.takes.callback for job in (Sync, Export, EventsImport)]
    assert found == ["callback_url", "callback_url", None]
    assert Takes().callback is None
