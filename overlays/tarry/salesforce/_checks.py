"""What is checked of rows before they are sent, and of the answers about them, which may be errors with a good status."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from tarry._core.checks import count, flag, text
from tarry._core.errors import ConfigurationError
from tarry_clients.salesforce import models

# https://help.salesforce.com/s/articleView?id=mktg.mc_overview_limits_api.htm
MAX_ROWS = 32_000

# Sources disagree between 4 and 5.9 MB; this is the smallest:
# https://developer.salesforce.com/docs/marketing/marketing-cloud/guide/apis-overview.html
MAX_BYTES = 4_000_000

# https://developer.salesforce.com/docs/marketing/marketing-cloud/guide/getResultsDataExtensionAsync.html
PAGE_SIZE = 50


def check_cells(rows: Sequence[models.Row]) -> None:
    """Refuse what the provider cannot store, by the place where it is.

    Raises:
        ConfigurationError: A cell is nested or no number.
    """
    for index, row in enumerate(rows):
        for name, value in row.additional_properties.items():
            where = f"rows[{index}][{name!r:.80}]"
            if not isinstance(name, str):
                raise ConfigurationError(f"{where}: the name of a column must be a text, not {type(name).__name__}")
            if isinstance(value, float) and not math.isfinite(value):
                raise ConfigurationError(f"{where} is {value}, which JSON does not know")
            if value is not None and not isinstance(value, str | int | float):
                raise ConfigurationError(f"{where} must be a text, number, boolean or None, not {type(value).__name__}")


def refusal_in(parsed: Any) -> str | None:
    """Code and text of the first error in an envelope; messages come flat, or nested under `resultMessage`."""
    for message in getattr(parsed, "result_messages", None) or ():
        said = message.result_message or message
        code = "" if said.result_code is None else str(said.result_code)
        # There may be warnings beside a success: only what calls itself an error is one.
        if str(said.result_class).strip().upper() == "ERROR" or code.endswith("NotFound"):
            return f"{code or 'an error'}: {said.message or 'without a message'}"
    return None


def announces_errors(status: models.RequestStatus) -> bool:
    """Whether it is said of a job that ended that rows were refused; either of two fields may say so.

    Raises:
        TypeError: A field is of another type than described.
    """
    record = status.status
    if record is None:
        return False
    result = text(record.result_status, "resultStatus") or "OK"
    return flag(record.has_errors, "hasErrors") is True or result.strip().upper() != "OK"


def is_ok(row: models.RowResult) -> bool:
    """Whether a row was stored."""
    return str(row.status).strip().upper() == "OK"


def is_only(page: models.RowResultPage) -> bool:
    """Whether no page follows this first one; without a count, one that is full may be followed.

    Raises:
        TypeError: A field is of another type than described.
    """
    items = len(page.items or ())
    if total := count(page.count, "count"):
        return items >= total
    return items < (count(page.page_size, "pageSize") or PAGE_SIZE)
