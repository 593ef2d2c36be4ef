"""Which providers the sandbox plays: its own, and those of other distributions, by the entry point group below."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import NamedTuple

from ._provider import Provider
from .eloqua import Eloqua
from .fullstory import Fullstory
from .open_data_rights import OpenDataRights
from .possiblenow import PossibleNow
from .salesforce import Salesforce

BUILT_IN: tuple[type[Provider], ...] = (Eloqua, Fullstory, OpenDataRights, PossibleNow, Salesforce)
"""Adding one is its module and its class here."""

GROUP = "tarry.sandbox_providers"
"""An entry point of this group has the name of a provider and its class, a `tarry_sandbox.Provider`: `package.module:Class`."""

logger = logging.getLogger("tarry")


class Providers(NamedTuple):
    """What was found."""

    classes: Mapping[str, type[Provider]]
    unusable: Mapping[str, str]
    """Names of entry points that are left out, and why, with the distribution and what to do."""


@cache
def find_providers() -> Providers:
    """All classes by name, and what is wrong with those that cannot be used; that is logged as well."""
    classes = {each.name: each for each in BUILT_IN}
    unusable: dict[str, str] = {}
    for entry in entry_points(group=GROUP):
        try:
            classes[entry.name] = _load(entry, taken=classes.keys())
        except Exception as error:  # noqa: BLE001 - whatever the code of others raises
            owner = f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.value
            problem = f"{error}" if isinstance(error, _UnusableError) else f"{type(error).__name__}: {error}"
            told = (
                f"the sandbox leaves out {entry.name!r} of {owner} ({problem:.300}): "
                "install a version that works with this tarry, or uninstall it"
            )
            logger.warning("%s", told)
            unusable[entry.name] = told
    return Providers(classes, unusable)


class _UnusableError(Exception):
    """What is wrong with an entry point."""


def _load(entry: EntryPoint, taken: Collection[str]) -> type[Provider]:
    if entry.name in taken:
        raise _UnusableError("another provider has this name")
    if not entry.name.isidentifier() or entry.name == "all":  # it stands in paths, and `all` for every provider
        raise _UnusableError("its name is no identifier")
    found = entry.load()
    if not (isinstance(found, type) and issubclass(found, Provider)):
        raise _UnusableError(f"{entry.value} is no subclass of tarry_sandbox.Provider")
    if found.name != entry.name:
        raise _UnusableError(f"{entry.value} plays {found.name!r}, which is not the name of the entry point")
    return found
