"""What the organisation of the sandbox knows of an invented person, and the ZIP archive in which it hands that over."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any, NamedTuple

ACCOUNT = "ada@example.com"
DEFAULT_RECORDS = 3
LANGUAGES = ("en", "nl")


class DataType(NamedTuple):
    """A type of data that the organisation processes.

    Attributes:
        context: Address of its schema.
        ground: Lawful ground of the processing.
        erasable: Whether the person may have it deleted.
        rectifiable: Whether the person may have it corrected.
        descriptions: What it is, by language.
    """

    context: str
    ground: str
    erasable: bool
    rectifiable: bool
    descriptions: dict[str, str]


TYPES = {
    "LikeAction": DataType(
        "https://schema.org/LikeAction",
        "consent",
        erasable=True,
        rectifiable=False,
        descriptions={"en": "A product that you marked as liked.", "nl": "Een product dat je leuk vindt."},
    ),
    "Person": DataType(
        "https://schema.org/Person",
        "performanceOfContract",
        erasable=False,
        rectifiable=True,
        descriptions={"en": "Your name and e-mail address.", "nl": "Je naam en e-mailadres."},
    ),
    "LoyaltyPoints": DataType(
        "https://shop.example.com/schemas/LoyaltyPoints",
        "legitimateInterest",
        erasable=True,
        rectifiable=True,
        descriptions={"en": "Points for your purchases.", "nl": "Punten voor je aankopen."},
    ),
}

_FIELDS: dict[str, dict[str, Any]] = {
    "LikeAction": {"object": {"@type": "Product", "name": "Blue teapot"}},
    "Person": {"name": "Ada Fictional", "email": ACCOUNT},
    "LoyaltyPoints": {"points": 120},
}


def describe_types(language: str) -> list[dict[str, Any]]:
    """Answer `GET /data`."""
    return [
        {
            "type": name,
            "description": each.descriptions[language],
            "context": each.context,
            "processingGround": each.ground,
            "isErasable": each.erasable,
            "isRectifiable": each.rectifiable,
        }
        for name, each in TYPES.items()
    ]


def describe_person() -> dict[str, Any]:
    """Answer `GET /data/me`."""
    return {"account": ACCOUNT, "types": list(TYPES)}


def make_archive(types: Sequence[str], records: int) -> bytes:
    """Make the archive of a request: the same bytes for the same types and number of records, on every machine.

    The folder `open-data-rights-api` is the one that the whitepaper asks for:
    https://whitepaper.open-data-rights.org/proposal/describing-data
    """
    chosen = [types[index % len(types)] for index in range(records)] if types else []
    data = [
        {"@context": TYPES[name].context, "@type": name, "identifier": f"{name}-{index}", **_FIELDS[name]}
        for index, name in enumerate(chosen, 1)
    ]
    files: dict[str, Any] = {
        "data.json": data,
        "open-data-rights-api/data.json": describe_types("en"),
        "open-data-rights-api/data-me.json": describe_person(),
    }
    for name in dict.fromkeys(types):
        schema = {"$id": TYPES[name].context, "title": name, "type": "object"}
        files[f"open-data-rights-api/schemas/{name}.json"] = schema
    buffer = io.BytesIO()
    # Stored, as what a compressor makes depends on its version; and with the oldest date that the format knows.
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            archive.writestr(entry, json.dumps(content, indent=2) + "\n")
    return buffer.getvalue()
