"""`tarry check`: what is wrong with anybody's document, before a request is sent."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from tarry._generate import declared, drafting, linting, reading, suggesting
from tarry._generate.documents import Document
from tarry._generate.problems import DocumentError


def run(path: Path, overlays: Sequence[Path], *, suggest: bool) -> int:
    """Print a line for each problem, or one that says what was checked.

    Returns:
        0 where nothing is wrong, 1 where something is, 2 where the document cannot be read.
    """
    try:
        document = reading.read(path, overlays)
    except DocumentError as error:
        typer.echo(str(error), err=True)
        return 2
    return _suggest(document) if suggest else _check(document)


def _check(document: Document) -> int:
    problems = linting.problems(document)
    for problem in problems:
        typer.echo(str(problem))
    if not document.mentions("x-job"):
        typer.echo(
            f"{document.file}: no operation has an x-job, which says how to wait; begin with a draft: "
            f"tarry check {document.file} --suggest > overlay.yaml"
        )
        return 1
    if not problems:
        typer.echo(f"{document.file}: nothing is wrong: {_checked(document)}")
    return 1 if problems else 0


def _checked(document: Document) -> str:
    jobs = declared.jobs(document)
    rules = sum(len(list(linting.rules(job))) for job in jobs)
    examples = linting.examples_with_outcome(document)
    return (
        f"{_count(len(jobs), 'kind')} of job ({', '.join(job.kind for job in jobs)}), {_count(rules, 'rule')}, "
        f"{_count(len(declared.paginations(document)), 'list')}, {_count(examples, 'example')} with x-outcome"
    )


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _suggest(document: Document) -> int:
    drafts = suggesting.drafts(document)
    if not drafts:
        typer.echo(
            f"{document.file}: no further operation looks like the status of a job: a GET with an id in its path, and a "
            "status in its answer",
            err=True,
        )
        return 1
    typer.echo(drafting.overlay(document, drafts), nl=False)
    return 0
