"""What a cassette may hold: requests under the vendor's own URL, and nothing secret or volatile."""

import json
import os
from typing import Any
from urllib.parse import quote

KEPT_REQUEST_HEADERS = {"accept", "content-type", "idempotency-key"}
KEPT_RESPONSE_HEADERS = {"content-type", "retry-after", "location"}
SECRET_FIELDS = {"access_token", "client_id", "client_secret", "password", "refresh_token", "account_id"}
REDACTED = "redacted"

ACCOUNTS_IN_PATHS = {"POSSIBLENOW_CLIENT_ID": "SANDBOX1"}
"""Settings that stand in paths, by their environment variable, and what a cassette has in the place of a real one."""

REWRITES: dict[str, str] = {}
"""While recording from the sandbox: what its URLs begin with, and the vendor's URLs that they stand for."""


def before_record_request(request: Any) -> Any:
    """Store the request as a real user's client would have sent it, without its credentials.

    VCR also passes requests through here before it looks for a recorded answer, so both sides are compared redacted.
    """
    request.body = request.body or b""  # aiohttp has None where httpx has nothing
    for mounted, real in sorted(REWRITES.items(), key=lambda item: -len(item[0])):
        if request.uri.startswith(mounted):
            request.uri = real + request.uri.removeprefix(mounted)
            break
    for variable, invented in ACCOUNTS_IN_PATHS.items():
        if real_one := os.environ.get(variable):
            request.uri = request.uri.replace(f"/{quote(real_one, safe='')}/", f"/{invented}/")
    for name in list(request.headers):
        if name.lower() not in KEPT_REQUEST_HEADERS:
            del request.headers[name]
    if request.body:
        request.body = redact(request.body)
    return request


def before_record_response(response: dict[str, Any]) -> dict[str, Any]:
    """Drop volatile headers (Date, Server, Content-Length) and the secrets of a body."""
    response["headers"] = {
        name: value for name, value in response["headers"].items() if name.lower() in KEPT_RESPONSE_HEADERS
    }
    body = response["body"]["string"]
    for mounted, real in sorted(REWRITES.items(), key=lambda item: -len(item[0])):
        body = body.replace(mounted.encode(), real.encode())
    response["body"]["string"] = redact(body)
    return response


def redact(body: Any) -> Any:
    """Blank the secret fields of a JSON object; anything else stays as it is."""
    try:
        fields = json.loads(body)
    except (ValueError, TypeError):
        return body
    if isinstance(fields, dict) and fields.keys() == {"site", "user", "urls"}:
        # Eloqua tells who asks; a client needs the URLs only.
        return json.dumps({"urls": fields["urls"]}).encode()
    if not isinstance(fields, dict) or not SECRET_FIELDS & fields.keys():
        return body
    return json.dumps({name: REDACTED if name in SECRET_FIELDS else value for name, value in fields.items()}).encode()
