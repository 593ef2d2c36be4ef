"""What Eloqua's definitions may say, and the rows that they move: invented contacts out, uploaded ones in."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ._calls import RefusalError
from ._json import read_json
from ._shapes import Shape, find_mismatch, without_nulls

Row = dict[str, str | None]
MAX_UPLOADS = 500
MAX_UPLOAD_BYTES = 32 * 2**20

_HOURS = {"Y": 365 * 24, "M": 30 * 24, "W": 7 * 24, "D": 24, "h": 1, "m": 1 / 60, "s": 1 / 3600}
# As in appendix A of RFC 3339: weeks stand alone, and no unit between two others is left out.
_DURATION = re.compile(
    r"P(?=.)(?:(?P<W>\d+)W|(?:(?P<Y>\d+)Y(?!\d+D))?(?:(?P<M>\d+)M)?(?:(?P<D>\d+)D)?"
    r"(?:T(?=.)(?:(?P<h>\d+)H(?!\d+S))?(?:(?P<m>\d+)M)?(?:(?P<s>\d+)S)?)?)",
    re.ASCII,
)
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_EMAIL = "{{Contact.Field(C_EmailAddress)}}"

_NAMES = [
    "Joana Mendes",
    "Zafar Manal",
    "Mina Conti",
    "Otto Graf",
    "Ada Fictional",
    "Bo Example",
    "Cem Test",
    "Dora Demo",
]
_CITIES = ["Turin", "Graz", "Porto", "Lyon", "Oslo"]
_FIELDS = {
    "C_EmailAddress": ("Email Address", "emailAddress"),
    "C_FirstName": ("First Name", "string"),
    "C_LastName": ("Last Name", "string"),
    "C_City": ("City", "string"),
    "C_Lead_Score": ("Lead Score", "number"),
}

_COMMON: Mapping[str, Shape] = {
    "name": str,
    "fields": dict,
    "dataRetentionDuration": str,
    "autoDeleteDuration": str,
    "syncActions": list,
}
_ACTION: Shape = {"action": str, "destination": str, "status": str, "updateAll": bool}
_SHAPES: Mapping[str, Mapping[str, Shape]] = {
    "exports": {**_COMMON, "filter": str, "maxRecords": int, "areSystemTimestampsInUTC": bool},
    "imports": {
        **_COMMON,
        "identifierFieldName": str,
        "isSyncTriggeredOnImport": bool,
        "isUpdatingMultipleMatchedRecords": bool,
        "importRule": str,
        "updateRule": str,
        "updateRuleByField": dict,
        "importPriorityUri": str,
        "nullIdentifierFieldName": bool,
        "externalSystemId": int,
    },
}
# Sources disagree about the first; the reference says so.
_DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "exports": {"dataRetentionDuration": "PT12H"},
    "imports": {
        "dataRetentionDuration": "P7D",
        "isSyncTriggeredOnImport": False,
        "isUpdatingMultipleMatchedRecords": False,
        "updateRule": "always",
    },
}
_MAX_FIELDS = {"exports": 250, "imports": 100}

DefinitionKind = Literal["exports", "imports"]


@dataclass
class Definition:
    """An export or an import, and for an import the rows staged for its next sync."""

    kind: DefinitionKind
    uri: str
    content: dict[str, Any]
    about: dict[str, Any]
    staged: list[Row] = field(default_factory=list)
    uploads: int = 0

    def describe(self) -> dict[str, Any]:
        """Write the definition as it is answered."""
        return {**self.content, "uri": self.uri, **self.about}


def read_definition(kind: DefinitionKind, body: Any) -> dict[str, Any]:
    """Read a definition; a wrong one is a 400. What is null is left out, as the vendor's clients send it."""
    body = without_nulls(body)
    if isinstance(body, dict) and isinstance(body.get("syncActions"), list):
        body["syncActions"] = [without_nulls(action) for action in body["syncActions"]]
    problem = find_mismatch(body, _SHAPES[kind], "the body") or _find_problem(kind, body)
    if problem:
        raise RefusalError(400, problem)
    return {**_DEFAULTS[kind], **{name: body[name] for name in _SHAPES[kind] if name in body}}


def _find_problem(kind: DefinitionKind, body: Mapping[str, Any]) -> str | None:
    for name in ("name", "fields"):
        if not body.get(name):
            return f"{name} is required"
    if len(body["fields"]) > _MAX_FIELDS[kind]:
        return f"fields has more than {_MAX_FIELDS[kind]} entries"
    for name in ("fields", "updateRuleByField"):
        if not all(isinstance(value, str) for value in body.get(name, {}).values()):
            return f"every value in {name} must be a string"
    if "identifierFieldName" in body and body["identifierFieldName"] not in body["fields"]:
        return "identifierFieldName is not one of the names in fields"
    if len(body.get("identifierFieldName", "x")) > 100 or body.get("identifierFieldName") == "":
        return "identifierFieldName has 1 to 100 characters"
    if len(body.get("syncActions", ())) > 10:
        return "syncActions has more than 10 entries"
    for action in body.get("syncActions", ()):
        if problem := find_mismatch(action, _ACTION, "an entry of syncActions"):
            return problem
    if not 1 <= _hours(body.get("dataRetentionDuration", "P1D")) <= 14 * 24:
        return "dataRetentionDuration must be a duration from PT1H to P14D"
    if not _hours(body.get("autoDeleteDuration", "P1D")) >= 1:
        return "autoDeleteDuration must be a duration of at least PT1H"
    return None


def _hours(duration: str) -> float:
    found = _DURATION.fullmatch(duration)
    if found is None:
        return -1
    return sum(_HOURS[unit] * int(number) for unit, number in found.groupdict("0").items())


def read_upload(content_type: str, body: bytes) -> list[Row]:
    """Read uploaded rows, JSON or CSV. A body of the wrong shape is a 400, one that is too large a 404."""
    if len(body) > MAX_UPLOAD_BYTES:
        raise RefusalError(404, f"an upload of {len(body)} bytes; at most {MAX_UPLOAD_BYTES} are taken")
    try:
        match content_type.partition(";")[0].strip().lower():
            case "application/json":
                rows = read_json(body)
            case "text/csv":
                rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True))
            case other:
                raise RefusalError(400, f"rows come as application/json or text/csv, not {other!r}")
    except (ValueError, csv.Error) as error:
        raise RefusalError(400, f"the body cannot be read: {error}") from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise RefusalError(400, "the body must be a list of objects")
    # A line with more values than names has them under None.
    if not all(isinstance(name, str) and isinstance(value, str | None) for row in rows for name, value in row.items()):
        raise RefusalError(400, "every value of a row must be a string or null, under a name")
    return rows


def find_refused(definition: Mapping[str, Any], rows: Sequence[Row]) -> dict[int, str]:
    """Find the rows that an import refuses, each with a code and the name of the field."""
    refused: dict[int, str] = {}
    identifier = definition.get("identifierFieldName")
    for index, row in enumerate(rows):
        for name, statement in definition["fields"].items():
            value = row.get(name) or ""
            if name == identifier and not value:
                refused[index] = f"ELQ-00061|{name}"
            elif statement == _EMAIL and value and not _ADDRESS.fullmatch(value):
                refused[index] = f"ELQ-00002|{name}"
            else:
                continue
            break
    return refused


def make_row(definition: Mapping[str, Any], number: int) -> Row:
    """Make the row of an invented contact, counted from 1, by the statements of an export. Cells are text or empty."""
    first, last = _NAMES[(number - 1) % len(_NAMES)].split()
    known = {
        "{{Contact.Id}}": f"CTHRE{number:012}",
        "{{Contact.CreatedAt}}": "2024-04-30 09:30:00.0",
        "{{Contact.UpdatedAt}}": "2024-05-01 09:30:00.0",
        _EMAIL: f"{first}.{last}.{number}@example.com".lower(),
        "{{Contact.Field(C_FirstName)}}": first,
        "{{Contact.Field(C_LastName)}}": last,
        "{{Contact.Field(C_City)}}": _CITIES[number % len(_CITIES)],
        "{{Contact.Field(C_Lead_Score)}}": str(number % 100),
    }
    return {name: known.get(statement, "") for name, statement in definition["fields"].items()}


def describe_fields() -> list[dict[str, Any]]:
    """List the fields of contacts."""
    return [
        {
            "name": name,
            "internalName": internal,
            "dataType": data_type,
            "hasReadOnlyConstraint": False,
            "hasNotNullConstraint": False,
            "hasUniquenessConstraint": data_type == "emailAddress",
            "statement": f"{{{{Contact.Field({internal})}}}}",
            "uri": f"/contacts/fields/{100001 + index}",
            "createdAt": "1900-01-01T05:00:00.0000000Z",
            "updatedAt": "1900-01-01T05:00:00.0000000Z",
        }
        for index, (internal, (name, data_type)) in enumerate(_FIELDS.items())
    ]
