"""Eloqua, as the cassettes enter it: with a definition made first, and with the base URL discovered by the first request."""

import os
from typing import Any

from tarry import JobFailedError, JobNotFoundError, Outcome, eloqua
from tarry.sandbox import Plan
from tarry_clients.eloqua.api.exports import create_contact_export
from tarry_clients.eloqua.api.imports import create_contact_import, upload_contact_import_data
from tarry_clients.eloqua.models import (
    ContactExport,
    ContactExportRequest,
    ContactImport,
    ContactImportRequest,
    ExportFields,
    ImportFields,
    Row,
)

from .targets import THROTTLED, Scenario, Target

EMAIL, CITY = "{{Contact.Field(C_EmailAddress)}}", "{{Contact.Field(C_City)}}"
EXPORT = ContactExportRequest(
    "tarry cassette",
    ExportFields.from_dict({"id": "{{Contact.Id}}", "email": EMAIL}),
    # In a real account only invented people may be recorded: give three contacts this city. The sandbox knows no filter.
    filter_=f"'{CITY}' = 'Tarryville'",
    max_records=3,
    data_retention_duration="PT1H",
    auto_delete_duration="PT1H",
)
IMPORT = ContactImportRequest(
    "tarry cassette",
    ImportFields.from_dict({"email": EMAIL, "city": CITY}),
    identifier_field_name="email",
    # Sources disagree on what Eloqua does where this is left out.
    is_sync_triggered_on_import=False,
)
ROWS = [
    Row.from_dict({"email": "mina@example.org", "city": "Turin"}),
    Row.from_dict({"email": "not-an-address", "city": "Graz"}),
    Row.from_dict({"email": "otto@example.org", "city": "Graz"}),
]


def connect(**credentials: Any) -> Any:
    """Ask for the base URL like a user who does not know it; while recording from the sandbox, ask that."""
    base_url = os.environ.get("ELOQUA_BASE_URL", "")
    login_url = base_url if base_url.startswith("http://127.0.0.1") else None
    return eloqua.connect(**credentials, login_url=login_url)


def export(client: Any) -> eloqua.Sync:
    definition = create_contact_export.sync(client=client, body=EXPORT)
    assert isinstance(definition, ContactExport)
    return eloqua.Sync.submit(client, definition.uri)


async def async_export(client: Any) -> eloqua.Sync:
    definition = await create_contact_export.asyncio(client=client, body=EXPORT)
    assert isinstance(definition, ContactExport)
    return await eloqua.Sync.async_submit(client, definition.uri)


def upload(client: Any) -> eloqua.Sync:
    definition = create_contact_import.sync(client=client, body=IMPORT)
    assert isinstance(definition, ContactImport)
    staged = upload_contact_import_data.sync_detailed(number(definition), client=client, body=ROWS)
    assert staged.status_code == 204
    return eloqua.Sync.submit(client, definition.uri)


async def async_upload(client: Any) -> eloqua.Sync:
    definition = await create_contact_import.asyncio(client=client, body=IMPORT)
    assert isinstance(definition, ContactImport)
    staged = await upload_contact_import_data.asyncio_detailed(number(definition), client=client, body=ROWS)
    assert staged.status_code == 204
    return await eloqua.Sync.async_submit(client, definition.uri)


def number(definition: ContactImport) -> int:
    return int(definition.uri.rpartition("/")[2])


TARGET = Target(
    name="eloqua",
    vendor_url="https://secure.p03.eloqua.com",
    connect=connect,
    credentials={"company": "SandboxCompany", "user": "Sandbox.User", "password": "sandbox-password"},
    submit=export,
    async_submit=async_export,
    unknown=lambda client: eloqua.Sync(client, 999_999_999_999),
    hosts={"/eloqua/id": "https://login.eloqua.com/id"},
    scenarios=(
        Scenario(
            "succeeded",
            Plan(polls=2),
            Outcome.SUCCEEDED,
            words=("pending", "active", "success"),
            results=3,
            on_vendor=True,
        ),
        Scenario(
            "partial",
            Plan(polls=1),
            Outcome.PARTIAL,
            words=("pending", "warning"),
            failures=1,
            submit=upload,
            async_submit=async_upload,
        ),
        Scenario("failed", Plan("failed", polls=1), Outcome.FAILED, JobFailedError, words=("pending", "error")),
        Scenario(
            "not_found", Plan(), Outcome.GONE, JobNotFoundError, words=(None, None, None), submits=False, on_vendor=True
        ),
        Scenario(
            "throttled",
            THROTTLED,
            Outcome.SUCCEEDED,
            words=("pending", None, "active", "success"),
            results=3,
        ),
    ),
)
