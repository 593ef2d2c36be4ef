"""What the errors and handles of this package call it."""

from __future__ import annotations

import sys

from tarry.runtime import Provider

from .errors import UnexpectedResponse

PROVIDER = Provider(
    "eloqua",
    sys.modules[__name__.rpartition(".")[0]],
    UnexpectedResponse,
    credentials=("user", "password", "token"),
    secrets=("password", "token"),
)
