"""The jobs and pages that a document declares, once the checks have passed."""

from __future__ import annotations

from .declarations import Expression, Job, Pagination
from .documents import Document, Operation
from .schemas import reach, words


def jobs(document: Document) -> tuple[Job, ...]:
    """Every `x-job` of a document that `linting.problems` finds nothing wrong with, in its order."""
    return tuple(job(document, one) for one in document.declaring("x-job"))


def job(document: Document, operation: Operation) -> Job:
    """The `x-job` of one operation.

    Raises:
        ValueError: A condition is none.
    """
    given = operation.given["x-job"]
    return Job.parse(operation.id, given, known_words(document, operation))


def known_words(document: Document, operation: Operation) -> dict[str, str]:
    """What the schema of the status property says of its words."""
    status = operation.given["x-job"].get("status")
    where = None if status is None else Expression.parse(status)
    if where is None or where.part != "response.body":
        return {}
    return words(document, reach(document, operation.response_schemas(), where.pointer))


def paginations(document: Document) -> dict[str, Pagination]:
    """Every `x-pagination`, by operationId."""
    return {one.id: Pagination.parse(one.given["x-pagination"]) for one in document.declaring("x-pagination")}
