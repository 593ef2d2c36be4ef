"""What is checked of an export before it is started, and of its paths."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from tarry._core.errors import ConfigurationError


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
