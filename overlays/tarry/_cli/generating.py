"""`tarry generate`: an importable package for anybody's document, with a test of it; all of it or nothing."""

from __future__ import annotations

import keyword
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import typer

from tarry._core.providers import BUILT_IN
from tarry._generate import declared, linting, package, reading
from tarry._generate.client import GenerationError
from tarry._generate.documents import Document
from tarry._generate.problems import DocumentError
from tarry._generate.texts import UnwritableError

_LONGEST_NAME = 50
_TAKEN = {
    *(*BUILT_IN, "tarry", "tarry_clients", "tarry_sandbox"),
    *(
        "anyio",
        "attr",
        "attrs",
        "certifi",
        "h11",
        "httpcore",
        "httpx",
        "idna",
        "pytest",
        "sniffio",
        "typing_extensions",
    ),
}
"""Providers of tarry's own, its modules, and those that a generated package or its test imports."""


def run(path: Path, overlays: Sequence[Path], name: str, folder: Path, *, jobs_only: bool = False) -> int:
    """Write the package *name* into *folder*, and its test beside it, and print how to use it.

    Returns:
        0 where it is written, 1 where the document does not allow it, 2 where an argument is wrong or cannot be read.
    """
    try:
        _check(name, folder)
        document = reading.read(path, overlays)
    except (DocumentError, _WrongArgumentError) as error:
        return _refused(2, str(error))
    if problems := _problems(document):
        return _refused(1, *problems)
    with tempfile.TemporaryDirectory(prefix="tarry-") as temporary:
        made = Path(temporary)
        try:
            written = package.write_package(document, name, made / name, jobs_only=jobs_only)
            package.write_test(document, written, made)
            (made / name / "py.typed").touch()
        except (GenerationError, UnwritableError) as error:
            lines = [f"{document.file}: {line}" for line in str(error).splitlines()]
            more = [] if jobs_only else ["Where it is about operations that no job needs, leave them out: --jobs-only"]
            return _refused(1, *lines, *more)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for one in sorted(made.iterdir()):
                shutil.move(one, folder / one.name)
        except OSError as error:
            return _refused(1, f"{folder} cannot be written to: {error.strerror}")
    typer.echo(_how_to_use(document, name, folder))
    return 0


class _WrongArgumentError(ValueError):
    """A name or a folder that cannot be used."""


def _check(name: str, folder: Path) -> None:
    """Refuse a name that is no module of its own, or that is taken in *folder*."""
    said = f"{name:.80}" if name.isprintable() else ascii(name)[:80]
    if not (name.isascii() and name.isidentifier()) or keyword.iskeyword(name) or keyword.issoftkeyword(name):
        raise _WrongArgumentError(f"--package {said} is no name of a module: use letters, digits and `_`, no keyword")
    if name.startswith("_") or len(name) > _LONGEST_NAME:
        raise _WrongArgumentError(
            f"--package {said} is private, or longer than {_LONGEST_NAME} characters: name it as people call the provider"
        )
    if name in _TAKEN or name in sys.stdlib_module_names:
        raise _WrongArgumentError(
            f"--package {said} is a name of tarry or Python, or of what tarry needs: take another"
        )
    if folder.exists() and not folder.is_dir():
        raise _WrongArgumentError(f"--out {folder} is no directory")
    for taken in (folder / name, *(folder / f"test_{name}.{suffix}" for suffix in ("py", "json"))):
        if taken.exists() or taken.is_symlink():
            raise _WrongArgumentError(f"{taken} exists: remove it, or name another package or folder")


def _problems(document: Document) -> list[str]:
    """What keeps a package from being made. What is only not shown by an example is told as a warning."""
    found = linting.problems(document)
    for problem in found:
        if problem.lack:
            typer.echo(f"warning: {problem}", err=True)
    if not document.mentions("x-job"):
        return [
            *(str(problem) for problem in found if not problem.lack),
            f"{document.file}: no operation has an x-job, which says how to wait; begin with a draft: "
            f"tarry check {document.file} --suggest > overlay.yaml",
        ]
    return [str(problem) for problem in found if not problem.lack]


def _refused(code: int, *lines: str) -> int:
    for line in lines:
        typer.echo(line, err=True)
    return code


def _how_to_use(document: Document, name: str, folder: Path) -> str:
    jobs = declared.jobs(document)
    kind = jobs[0].class_name
    ids = ", ".join(f'"{one}"' for one in jobs[0].id)
    return f"""\
wrote {folder / name}: {", ".join(job.class_name for job in jobs)}
wrote {folder / f"test_{name}.py"}, and its answers in test_{name}.json: python -m pytest {folder / f"test_{name}.py"}

With {folder} on the path:

    import {name}
    from tarry import wait_for_completion

    client = {name}.connect()  # keywords, or variables {name.upper()}_…: help({name}.connect)
    job = {name}.{kind}(client, {ids})  # or {name}.{kind}.submit(client, …), which starts one
    result = wait_for_completion(job, timeout=3600)
    print(result.outcome, result.status)"""
