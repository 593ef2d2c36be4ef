"""The OpenAPI documents that tarry is made from, to read or to hand to another team: `tarry.specs.path("fullstory")`.

An installed wheel carries them beside this module. In an editable install they are `specs/` of the checkout itself, so that
nobody reads an old copy while changing them.
"""

from __future__ import annotations

from pathlib import Path

from tarry._core.errors import ConfigurationError
from tarry._core.names import listing

__all__ = ["export", "names", "path", "read", "schema"]
__dir__ = listing(__all__)

_IN_WHEEL = Path(__file__).parent / "_documents"
_IN_CHECKOUT = Path(__file__).parents[2] / "specs"
_SCHEMA = "x-job.schema.json"


def names() -> list[str]:
    """The names of all documents, in alphabetical order: those of the provider modules."""
    return sorted(document.stem for document in _folder().glob("*.yaml"))


def path(name: str) -> Path:
    """Where the document *name* lies on this machine.

    Args:
        name: One of `names()`, without `.yaml`.

    Raises:
        ConfigurationError: There is no such document; its text lists those that there are.
    """
    known = names()
    if name not in known:
        raise ConfigurationError(f"tarry has no document {name!r}; it has {', '.join(known)}")
    return _folder() / f"{name}.yaml"


def read(name: str) -> str:
    """The text of the document *name*, as YAML. Raises as `path` does."""
    return path(name).read_text(encoding="utf-8")


def schema() -> str:
    """The text of the JSON Schema of `x-job`, `x-pagination` and `x-outcome`, for documents of one's own."""
    return (_folder() / _SCHEMA).read_text(encoding="utf-8")


def export(folder: str | Path, *, force: bool = False) -> list[Path]:
    """Write all documents into *folder*, with workflows, the schema and the page of their extensions, changelog, licence.

    Args:
        folder: Made where it is missing.
        force: Overwrite files of these names that have other contents. Without it nothing at all is written then.

    Returns:
        The files written. One that was there already with the same contents is left alone.

    Raises:
        ConfigurationError: A file would be overwritten.
        OSError: The folder cannot be made or written to.
    """
    target = Path(folder)
    contents = {target / source: (_folder() / source).read_bytes() for source in _sources()}
    missing = [file for file in contents if not file.exists()]
    differing = [file for file in contents if file not in missing and file.read_bytes() != contents[file]]
    if differing and not force:
        listed = ", ".join(str(file.relative_to(target)) for file in differing)
        raise ConfigurationError(f"nothing was written: {target} has {listed} with other contents")
    for file in [*missing, *differing]:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(contents[file])
    return [*missing, *differing]


def _folder() -> Path:
    for folder in (_IN_WHEEL, _IN_CHECKOUT):
        if any(folder.glob("*.yaml")):
            return folder
    raise ConfigurationError("this installation of tarry lacks its OpenAPI documents; install it again")


def _sources() -> list[Path]:
    """All that is exported, as paths below the folder."""
    folder = _folder()
    documents = sorted(document.relative_to(folder) for document in folder.rglob("*.yaml"))
    return [*documents, *map(Path, (_SCHEMA, "README.md", "CHANGELOG.md", "LICENSE"))]
