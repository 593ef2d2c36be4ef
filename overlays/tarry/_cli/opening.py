"""The jobs that handles name, with one client for each provider."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from tarry._cli.options import Common

if TYPE_CHECKING:
    from tarry._core.handles import Handle
    from tarry._core.results import Job


def connect_all(providers: Iterable[str], common: Common, stack: ExitStack) -> dict[str, Any]:
    """A client of each provider, closed with *stack*. Sends nothing. Files are read once: `--env-file <(command)` is a pipe.

    Raises:
        ConfigurationError: Settings are missing or malformed; it tells of every provider.
    """
    from tarry._core.errors import ConfigurationError
    from tarry._settings.sources import Sources

    sources = Sources(common.profile, common.env_file)
    clients: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name in dict.fromkeys(providers):
        try:
            clients[name] = stack.enter_context(sources.connect(name, {}))
        except ConfigurationError as error:
            wrong[name] = str(error)
    if wrong:
        advice = f"Nothing was sent. What is set, and where: tarry doctor {' '.join(wrong)}"
        raise ConfigurationError("\n".join([*dict.fromkeys(wrong.values()), advice]))
    return clients


@contextmanager
def open_jobs(
    handles: Sequence[Handle], common: Common, labels: Mapping[Handle, str | None]
) -> Iterator[list[Job[Any]]]:
    """The jobs, in the order of *handles*, with the *labels* that are known. Raises as `connect_all`."""
    from tarry.runtime.handle import open_job

    with ExitStack() as stack:
        clients = connect_all((one.provider for one in handles), common, stack)
        yield [open_job(one, clients[one.provider], label=labels.get(one)) for one in handles]
