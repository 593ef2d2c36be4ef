"""Write what Airflow asks a distribution of providers for, with a form for the connections of each.

A form has what the provider's `connect` takes, in the words of its docstring. Airflow asks for all that in each of its
processes, so that it is a file, and no provider is imported for it.
"""

import inspect
import json
import re
import sys
from pathlib import Path
from typing import Any

from tarry._core.providers import BUILT_IN
from tarry._settings.keywords import Connect, Keyword, connect_of
from tarry.airflow import connection_type

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / "overlays" / "tarry" / "airflow" / "provider_info.json"

BEHAVIOUR = {
    "hidden-fields": ["host", "port", "login", "password", "schema", "extra"],
    "relabeling": {},
    "placeholders": {},
}
"""All settings are fields of their own, kept in the extra."""

KINDS = {"str": "string", "float": "number", "int": "integer", "bool": "boolean"}


MODULES = {"hooks": "hooks", "operators": "operators", "sensors": "operators", "triggers": "triggers"}


def info() -> str:
    """The file as it should be."""
    parts = {
        what: [{"integration-name": "tarry", "python-modules": [f"tarry.airflow.{module}"]}]
        for what, module in MODULES.items()
    }
    made = {
        "package-name": "tarry",
        "name": "tarry",
        "description": "Jobs of several providers: submitted, waited for by one watch a connection, and read to files.",
        "integrations": [{"integration-name": "tarry", "tags": ["service"]}],
        **parts,
        "connection-types": [_form(name) for name in BUILT_IN],
    }
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def _form(provider: str) -> dict[str, Any]:
    connect = connect_of(provider)
    fields = {one.name: _field(one, connect) for one in connect.keywords.values()}
    return {**connection_type(provider), "conn-fields": fields, "ui-field-behaviour": BEHAVIOUR}


def _field(keyword: Keyword, connect: Connect) -> dict[str, Any]:
    kind = next(name for known, name in KINDS.items() if known in keyword.kinds)
    schema: dict[str, Any] = {"type": kind if keyword.needed else [kind, "null"]}
    if keyword.secret:
        schema["format"] = "password"
    default = inspect.signature(connect.module.connect).parameters[keyword.name].default
    if default not in {None, inspect.Parameter.empty}:
        schema["default"] = default
    return {
        "label": keyword.name.replace("_", " ").capitalize(),
        "description": _described(keyword.name, connect),
        "schema": schema,
    }


def _described(name: str, connect: Connect) -> str:
    """What the docstring says of an argument."""
    text = inspect.getdoc(connect.module.connect) or ""
    found = re.search(rf"^ {{4}}{name}: (.+?)(?=^ {{4}}\w+: |^\S|^$)", text, re.MULTILINE | re.DOTALL)
    return " ".join(found[1].split()) if found else ""


if __name__ == "__main__":
    PLACE.write_text(info(), encoding="utf-8")
    sys.stdout.write(f"{PLACE.relative_to(ROOT)}\n")
