"""What the errors and handles of this package call it."""

from __future__ import annotations

import sys

from tarry.runtime import Provider

from .errors import UnexpectedResponse

PROVIDER = Provider(
    "salesforce",
    sys.modules[__name__.rpartition(".")[0]],
    UnexpectedResponse,
    credentials=("client_id", "client_secret"),
    secrets=("client_secret",),
)
