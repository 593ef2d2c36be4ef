"""Errors that the operations of this package raise about what a server answered, and how a body is read."""

from tarry.openapi.errors import (
    MAX_CONTENT,
    MalformedBody,
    UnexpectedResponse,
    UnexpectedStatus,
    json_object,
    json_value,
    text,
)

__all__ = [
    "MAX_CONTENT",
    "MalformedBody",
    "UnexpectedResponse",
    "UnexpectedStatus",
    "json_object",
    "json_value",
    "text",
]
