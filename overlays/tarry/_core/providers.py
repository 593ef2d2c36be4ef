"""Which providers there are: tarry's own, and those of other distributions, by the entry point group `tarry.providers`.

What is known of a provider stands in its own module and is read there, when it is first needed; `BUILT_IN` is the one list.
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Collection, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from .errors import ConfigurationError
from .texts import shown

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint
    from types import ModuleType

BUILT_IN = ("eloqua", "fullstory", "open_data_rights", "possiblenow", "salesforce")
"""Each is the module `tarry.<name>`."""


GROUP = "tarry.providers"
"""An entry point of this group has the name of a provider and the module that is for it what `tarry.fullstory` is."""


TableT = TypeVar("TableT", bound=Mapping[str, Any])

logger = logging.getLogger("tarry")


_ANNOUNCED: dict[str, str] = {}
"""Generated packages that are imported, by name. Those of the lists come first."""


class JobClass(Protocol):
    """What the registry reads on a job class of a provider's `JOBS`."""

    kind: str
    id_names: tuple[str, ...]


def names() -> tuple[str, ...]:
    """Every provider: the built-in ones, then those of other distributions and imported packages, in alphabetical order."""
    return (*BUILT_IN, *sorted({*_from_outside(), *_ANNOUNCED} - {*BUILT_IN}))


def path_of(name: str) -> str | None:
    """The full name of a provider's module; None where there is no such provider.

    Raises:
        ConfigurationError: Several distributions bring a provider of this name.
    """
    if name in BUILT_IN:
        return f"tarry.{name}"
    found = _from_outside().get(name, [])
    if len(found) > 1:
        owners = " and ".join(_owner(one) for one in found)
        raise ConfigurationError(f"several distributions bring a provider {name!r}: {owners}. Uninstall all but one")
    return found[0].value if found else _ANNOUNCED.get(name)


def announce(name: str, path: str) -> None:
    """Make a generated package known, which is imported and which no list names, so that its handles can be read.

    Args:
        name: What its handles call it.
        path: The full name of its module.

    Raises:
        ConfigurationError: Another package has announced itself by this name.
    """
    known = _ANNOUNCED.setdefault(name, path)
    if known != path:
        raise ConfigurationError(
            f"{path} is a provider {name!r}, and so is {known}, which was imported first: generate one anew"
        )


def module_of(name: str) -> ModuleType | None:
    """The module of a provider; None where there is no such provider.

    Raises:
        ConfigurationError: A distribution brings it, and it cannot be used; the text says why, and what to do.
    """
    path = path_of(name)
    if path is None:
        return None
    if name in BUILT_IN or name not in _from_outside():
        return importlib.import_module(path)
    (entry,) = _from_outside()[name]
    try:
        found: ModuleType = importlib.import_module(path)
    except Exception as error:  # whatever the code of others raises
        raise _unusable(entry, f"{type(error).__name__}: {shown(str(error))}") from error
    problem = _problem(name, found)
    if problem:
        raise _unusable(entry, problem)
    return found


def jobs_of(name: str) -> Mapping[str, JobClass] | None:
    """The job classes of a provider by kind; None where there is no such provider. Raises as `module_of` does."""
    module = module_of(name)
    return None if module is None else {job.kind: job for job in module.JOBS}


def of_each(table: TableT, what: str, *, but: Collection[str] = ()) -> TableT:
    """*table* itself, which says *what* of each built-in provider.

    For what only a person can say of a provider, so that a new one is not left out in silence. *but* are those of which there
    is nothing to say.

    Raises:
        LookupError: One is missing, or there is one too many.
    """
    wrong = {*table, *but} ^ set(BUILT_IN)
    if wrong:
        raise LookupError(
            f"{what}: to be said of each built-in provider and of no other; see to {', '.join(sorted(wrong))}"
        )
    return table


@cache
def _from_outside() -> Mapping[str, list[EntryPoint]]:
    """The entry points by name. Looked up once: every unknown name in a handle would read all metadata again."""
    from importlib.metadata import entry_points  # slow, and not needed for a built-in provider

    found: dict[str, list[EntryPoint]] = {}
    for entry in entry_points(group=GROUP):
        if entry.name in BUILT_IN:
            problem = "which is one of tarry's own"
        elif not (entry.name.isascii() and entry.name.isidentifier()):
            problem = "which is no identifier"
        else:
            found.setdefault(entry.name, []).append(entry)
            continue
        logger.warning(
            "%s brings a provider %s, %s: it is left out. Install a version of it that uses another name, or uninstall it",
            _owner(entry),
            shown(repr(entry.name)),
            problem,
        )
    return found


def _problem(name: str, module: Any) -> str:
    """What a provider's module lacks; empty where it is whole."""
    jobs = getattr(module, "JOBS", None)
    if not isinstance(jobs, tuple) or not jobs:
        return f"{module.__name__} has no JOBS, a tuple of its job classes"
    for job in jobs:
        source = getattr(getattr(job, "source", None), "name", None)
        if source != name:
            return f"{job!r} in its JOBS is of a provider {source!r}, and the entry point is called {name!r}"
        if not isinstance(getattr(job, "kind", None), str) or not isinstance(getattr(job, "id_names", None), tuple):
            return f"{job!r} in its JOBS lacks kind or id_names"
    return ""


def _owner(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else f"an unknown distribution ({entry.value})"


def _unusable(entry: EntryPoint, problem: str) -> ConfigurationError:
    return ConfigurationError(
        f"the provider {entry.name!r} of {_owner(entry)} cannot be used ({problem.rstrip('.')}). "
        f"Install a version that works with this tarry, or uninstall it"
    )
