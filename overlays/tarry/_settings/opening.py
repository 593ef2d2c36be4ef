"""Clients and jobs, by the name of a provider and by a handle."""

from __future__ import annotations

import os
from typing import Any

from tarry._core.errors import ConfigurationError
from tarry._core.handles import Handle
from tarry._core.results import Job
from tarry.runtime import handle as _handle

from .sources import Sources


def connect(
    provider: str, *, profile: str | None = None, env_file: str | os.PathLike[str] | None = None, **settings: Any
) -> Any:
    """Make a client of the provider of this name. Sends nothing.

    What is not given by keyword is looked up in the *profile* that is given, then in the environment, as by the provider's own
    `connect`, then in *env_file*, and last in the profile that TARRY_PROFILE names.

    Args:
        provider: Such as "fullstory"; also of other distributions and of generated packages that are imported.
        profile: A table of `config.toml`, which stands in tarry's folder below XDG_CONFIG_HOME, or where TARRY_CONFIG says;
            by default the one that TARRY_PROFILE names, if it names one.
        env_file: A file of lines `NAME=value`.
        settings: Keywords of the provider's `connect`.

    Returns:
        What the provider's `connect` returns: a client for `submit` and handles, and a context manager.

    Raises:
        ConfigurationError: There is no such provider; a setting is missing or malformed; a file cannot be read, or a command
            or a keyring gives nothing. No value is repeated.
    """
    return Sources(profile, env_file).connect(provider, settings)


def open_job(
    handle: Handle | str,
    client: Any = None,
    *,
    label: str | None = None,
    profile: str | None = None,
    env_file: str | os.PathLike[str] | None = None,
) -> Job[Any]:
    """Make the job that *handle* names, to poll it with *client*. Sends nothing.

    Args:
        handle: As `str(job.handle)` gives it.
        client: Of the handle's provider; by default one that `connect` makes, which `job.client` is. For many jobs of one
            provider make it once.
        label: What results and errors call the job besides.
        profile: As `connect` takes it.
        env_file: As `connect` takes it.

    Raises:
        HandleError: The handle is malformed, or *client* is another provider's.
        ConfigurationError: No client is given, and none can be made; or a client and where to find its settings are.
    """
    if not isinstance(handle, Handle):
        handle = Handle.parse(handle)
    if client is None:
        client = connect(handle.provider, profile=profile, env_file=env_file)
    elif profile is not None or env_file is not None:
        raise ConfigurationError("open_job takes a client, or a profile and env_file to make one with: leave out one")
    return _handle.open_job(handle, client, label=label)
