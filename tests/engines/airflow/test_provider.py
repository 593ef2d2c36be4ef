"""Airflow finds the provider and its connections, and its own schemas take them."""

import json
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from airflow.providers_manager import ProvidersManager
from airflow.sdk.providers_manager_runtime import ProvidersManagerTaskRuntime

from tarry._core.providers import BUILT_IN
from tarry.airflow import get_provider_info


def schema(name: str) -> Any:
    return json.loads(files("airflow").joinpath(name).read_text(encoding="utf-8"))


def test_the_schema_of_a_provider_at_run_time_takes_it() -> None:
    jsonschema.validate(get_provider_info(), schema("provider_info.schema.json"))


def test_the_schema_of_forms_takes_them() -> None:
    types = schema("provider.yaml.schema.json")["properties"]["connection-types"]
    jsonschema.validate(get_provider_info()["connection-types"], types)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate([{"connection-type": "x", "hook-class-name": "y", "conn-fields": {"z": {}}}], types)


def test_airflow_finds_hooks_forms_and_a_test_of_each() -> None:
    manager = ProvidersManager()
    assert manager.providers["tarry"].data["package-name"] == "tarry"
    hooks = ProvidersManagerTaskRuntime().hooks
    for name in BUILT_IN:
        hook = hooks[f"tarry_{name}"]
        assert hook is not None
        assert hook.connection_testable
        assert hook.connection_id_attribute_name == "tarry_conn_id"
    assert manager.connection_form_widgets["extra__tarry_fullstory__api_key"].is_sensitive
    assert not manager.connection_form_widgets["extra__tarry_fullstory__base_url"].is_sensitive
    assert "password" in manager.field_behaviours["tarry_fullstory"]["hidden_fields"]
