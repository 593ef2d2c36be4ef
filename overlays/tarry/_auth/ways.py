"""Which of several ways to log in a caller means."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import httpx

from tarry._core.errors import ConfigurationError
from tarry._core.settings import environment, variable
from tarry._http.generated_client import require_auth


def choose_way(
    provider: str,
    auth: httpx.Auth | None,
    ways: Mapping[str, Mapping[str, object]],
    *,
    unsaid: Collection[str] = (),
) -> str:
    """The one way that is given by keyword, or, where none is, by the environment; where that has none either, the last.

    A keyword hides the other ways in the environment.

    Args:
        provider: Whose `connect` it is.
        auth: A scheme of the caller's own, in place of all *ways*.
        ways: The keywords of each with their values, by what errors call it.
        unsaid: Keywords that choose no way by standing in the environment.

    Returns:
        A key of *ways*, or "auth".

    Raises:
        ConfigurationError: Two are given, or *auth* is no `httpx.Auth`.
    """
    given = [way for way, keywords in ways.items() if any(value is not None for value in keywords.values())]
    if auth is not None:
        given.insert(0, "auth")
        require_auth(auth)
    if len(given) > 1:
        raise ConfigurationError(
            f"{provider}.connect takes one way to log in, not {' beside '.join(given)}: leave out all but one"
        )
    if given:
        return given[0]
    variables = {way: [variable(provider, name) for name in ways[way] if name not in unsaid] for way in ways}
    place = environment()
    found = {way: there for way, names in variables.items() if (there := [*filter(place.has, names)])}
    if len(found) > 1:
        words = " beside ".join(", ".join(map(place.source, names)) for names in found.values())
        raise ConfigurationError(f"there are {words}: {provider} takes one way to log in, unset one of them")
    return next(iter(found), [*ways][-1])
