"""What PossibleNOW reads of a request: who signed it, what is to be exported, and the form of the answer."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

from starlette.responses import Response

from ._calls import Call, RefusalError
from ._provider import answer_json
from ._shapes import Shape, find_mismatch

# Not spelt as the other credentials are: it stands in every path, and no credential does.
CLIENT_ID = "SANDBOX1"
USER_ID = "sandbox-user"
SECRET = "sandbox-secret"  # noqa: S105 - as fake as it polls
TOKEN = "sandbox-token"  # noqa: S105

_LIFETIME = timedelta(minutes=15)
_HEADER = re.compile(r"PNAUTHINFO3-HMAC-(SHA256|SHA384|SHA512) Credential=(\S+)/(\S+) Signature=(\S+)", re.IGNORECASE)

_JSON_TYPES = ("application/json", "text/json", "application/json-patch+json")
_XML_TYPES = ("application/xml", "text/xml")
_REQUEST_NAMESPACE = "http://schemas.datacontract.org/2004/07/ProfileServices.REST.Models"
_STATUS_NAMESPACE = "http://schemas.datacontract.org/2004/07/PossibleNow.Profiles.DataExportCore.Classes"
_INSTANCE_NAMESPACE = "http://www.w3.org/2001/XMLSchema-instance"

_SHAPE: Shape = {"CallbackURL": str, "LastDateTime": str, "MatchType": str}
# Fields that may be null.
_NULLABLE: dict[str, type] = {"MatchCriteria": str, "Values": list}


def check_credentials(header: str | None) -> None:
    """Take the sandbox's own token, or a header signed as tarry's default signer does; a 401 says what is wrong.

    The document does not confirm what is signed. The time is the real one, as the answers' `Date` is.
    """
    if header is None:
        raise RefusalError(401, "The Authorization header is missing.")
    if header == f"Bearer {TOKEN}":
        return
    match = _HEADER.fullmatch(header)
    if not match:
        raise RefusalError(401, "The authorization scheme is unknown, or its parameters are incomplete.")
    algorithm, user_id, timestamp, signature = match.groups()
    try:
        age = datetime.now(UTC) - _moment(timestamp)
    except (ValueError, OverflowError):
        raise RefusalError(401, "The timestamp is not in ISO 8601.") from None
    if age < timedelta(0):
        raise RefusalError(401, "The timestamp lies in the future.")
    if age > _LIFETIME:
        raise RefusalError(401, "The timestamp is too old.")
    expected = hmac.digest(SECRET.encode(), f"{CLIENT_ID}:{USER_ID}:{timestamp}".encode(), algorithm.lower())
    try:
        signed = hmac.compare_digest(base64.b64decode(signature, validate=True), expected)
    except (ValueError, binascii.Error):
        signed = False
    if not signed or user_id != USER_ID:
        raise RefusalError(401, "The user is unknown or the signature is wrong.")


def read_export_request(call: Call) -> dict[str, Any]:
    """Read what is to be exported, from JSON or XML; anything malformed is a 400."""
    content_type = call.request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type in _JSON_TYPES:
        body = call.json()
    elif content_type in _XML_TYPES:
        body = _read_xml(call.body)
    else:
        raise RefusalError(400, f"The body must be of type {', '.join(_JSON_TYPES + _XML_TYPES)}.")
    if mismatch := find_mismatch(body, _SHAPE, "the body"):
        raise RefusalError(400, mismatch)
    for name, kind in _NULLABLE.items():
        if body.get(name) is not None and (mismatch := find_mismatch(body[name], kind, name)):
            raise RefusalError(400, mismatch)
    if not all(isinstance(value, str) for value in body.get("Values") or ()):
        raise RefusalError(400, "Values must be a list of strings")
    if body.get("MatchCriteria") == "AlternateId" and not body.get("MatchType"):
        raise RefusalError(400, "MatchType is needed where MatchCriteria is AlternateId.")
    try:
        _moment(body.get("LastDateTime", "2024-05-01"))
    except (ValueError, OverflowError):
        raise RefusalError(400, "LastDateTime is not a valid date.") from None
    request: dict[str, Any] = body
    return request


def answer_status(call: Call, status: dict[str, Any]) -> Response:
    """Answer with a status in the first form of those accepted that the document lists, JSON if there is none."""
    for accepted in _accepted(call.request.headers.get("accept", "")):
        if accepted in _XML_TYPES:
            return Response(_status_xml(status), media_type=accepted)
        if accepted in _JSON_TYPES:
            response = answer_json(status)
            response.headers["content-type"] = accepted
            return response
    return answer_json(status)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _accepted(header: str) -> Sequence[str]:
    """List the media types of an Accept header, the most wanted first."""
    weighed = []
    for part in header.split(","):
        media_type, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = next((one.removeprefix("q=") for one in parameters if one.startswith("q=")), "1")
        try:
            weighed.append((-float(weight), media_type))
        except ValueError:
            weighed.append((0.0, media_type))
    return [media_type for weight, media_type in sorted(weighed, key=lambda pair: pair[0]) if weight < 0]


def _read_xml(content: bytes) -> dict[str, str]:
    try:
        # Expat limits how far entities expand, and the sandbox listens on loopback.
        root = ET.fromstring(content)  # noqa: S314
    except (ET.ParseError, ValueError, LookupError) as error:
        raise RefusalError(400, f"the body is not XML: {error}") from None
    prefix = f"{{{_REQUEST_NAMESPACE}}}"
    if root.tag != f"{prefix}SegmentRequestInfo":
        raise RefusalError(400, "the root must be SegmentRequestInfo, in the namespace of the document")
    if "".join([root.text or "", *(element.tail or "" for element in root)]).strip():
        raise RefusalError(400, "there must be no text between the elements")
    # Values have no XML form that the document knows; elements of another namespace are passed over, as .NET does.
    found = {element.tag.removeprefix(prefix): element.text or "" for element in root}
    return {name: text for name, text in found.items() if name in ("CallbackURL", "LastDateTime")}


def _status_xml(status: dict[str, Any]) -> bytes:
    root = ET.Element("AsyncApiDataExportStatusResult", {"xmlns:i": _INSTANCE_NAMESPACE, "xmlns": _STATUS_NAMESPACE})
    for name in sorted(status):
        element = ET.SubElement(root, name)
        if status[name] is None:
            element.set("i:nil", "true")
        else:
            element.text = str(status[name])
    return ET.tostring(root)
