"""What is checked of an export before it is started, and of its rows as they are read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import httpx

from tarry._core.checks import count, flag
from tarry._core.errors import ConfigurationError
from tarry._core.handles import id_text
from tarry._http.generated_client import LOOPBACK
from tarry_clients.possiblenow import models

Rows = Sequence[Mapping[str, Any]]


def is_token(value: Any) -> bool:
    """Whether *value* is a whole number, or the text of one."""
    return bool(re.fullmatch(r"-?[0-9]{1,19}", id_text(value)))


def timestamp(since: Any) -> str:
    """Write *since* in UTC to the millisecond. Smaller parts are cut off, which goes back in time and so skips nothing.

    Raises:
        ConfigurationError: It is no time, or has no time zone.
    """
    try:
        moment = datetime.fromisoformat(since.strip()) if isinstance(since, str) else since
    except ValueError as error:
        raise ConfigurationError(f"since is not a time in ISO 8601: {since!r:.40}") from error
    if not isinstance(moment, datetime):
        raise ConfigurationError(f"since must be a datetime or a text in ISO 8601, not {type(since).__name__}")
    if moment.utcoffset() is None:
        # Elsewhere the vendor takes a time without a zone as US Eastern:
        # https://pmstg.mypreferences.com/Profiles/Help/ResourceModel?modelName=CreateProfilePreference
        remedy = "end the text with Z" if isinstance(since, str) else "say datetime(…, tzinfo=UTC)"
        raise ConfigurationError(f"since has no time zone, {since!s:.40}: {remedy} if it is in UTC")
    try:
        return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    except OverflowError as error:
        raise ConfigurationError(f"since is outside of the years 1 to 9999 in UTC: {since!s:.40}") from error


def callback(url: Any) -> str:
    """A callback URL, as it is. Errors do not repeat it, as it may hold a secret.

    Raises:
        ConfigurationError: It is no absolute https URL, nor http on loopback.
    """
    if not isinstance(url, str) or url != url.strip() or not url.isprintable():
        raise ConfigurationError("callback_url must be a text without a space or line break at an end")
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        raise ConfigurationError("callback_url is not a URL") from None
    if not parsed.host or not (parsed.scheme == "https" or (parsed.scheme == "http" and parsed.host in LOOPBACK)):
        raise ConfigurationError("callback_url must begin with https:// and name a host; http:// is for loopback only")
    return url


def filled(template: str, client_id: str, access_token: int) -> str:
    """The path that *template* makes of the ids, percent-encoded.

    Raises:
        ConfigurationError: It has other placeholders, or is no path.
    """
    try:
        path = template.format(clientId=quote(client_id, safe=""), accessToken=access_token)
    except (LookupError, ValueError, AttributeError) as error:
        allowed = "only {clientId} and {accessToken} are filled in"
        raise ConfigurationError(f"the path {template!r:.80} has a placeholder that is unknown: {allowed}") from error
    if not path.startswith("/") or "?" in path or "#" in path:
        raise ConfigurationError(f"the path {template!r:.80} must begin with a slash and have no query")
    return path


def page_problem(page: models.ExportRowPage, offset: int, rows: Rows, before: Rows) -> str | None:
    """Why *page* is not the one that begins at row *offset*, after the rows *before*; None if it is.

    Fields that the page does not have are not held against it.

    Raises:
        TypeError: A field is of another type than described.
    """
    counted, total = count(page.count, "Count"), count(page.total_results, "TotalResults")
    # A server with another name for the rows would otherwise look like one that has none.
    if counted not in (None, len(rows)):
        return f"Count says {counted}, but UserProfilePreferences has {len(rows)} rows"
    if not rows:
        if page.user_profile_preferences is None and total is None and counted is None:
            return "the answer has neither rows nor a count"
        more = flag(page.has_more, "HasMore")
        return f"the page is empty and yet says that more follow row {offset - 1}" if more else None
    if count(page.offset, "Offset") not in (None, offset):
        return f"the page begins at row {page.offset} where row {offset} was asked for"
    if total is not None:
        return f"row {offset} came after all {total}" if offset > total else None
    return "the page before came again" if rows == before else None
