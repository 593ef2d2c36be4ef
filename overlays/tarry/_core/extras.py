"""What comes with an extra, and what is said where that is not installed."""

from __future__ import annotations

_EXTRAS = {
    "aiohttp": ("aiohttp", "yarl"),
    "airflow": ("airflow",),
    "cli": ("typer", "rich", "shellingham"),
    "dlt": ("dlt",),
    "generate": ("jsonpath_rfc9535", "jsonschema", "yaml"),
    "keyring": ("keyring",),
    "otel": ("opentelemetry",),
    "parquet": ("pyarrow",),
    "sandbox": ("starlette", "uvicorn"),
    "temporal": ("temporalio",),
    "zstd": ("backports",),
}
"""The packages that are imported, by the extra that brings them."""


def installed() -> dict[str, bool]:
    """Of each extra, whether all that it brings is there."""
    from importlib.util import find_spec

    return {extra: all(map(find_spec, packages)) for extra, packages in _EXTRAS.items()}


def extra_for(error: Exception) -> str | None:
    """The smallest extra that brings the module that *error* misses; None where none would help."""
    found = [extra for extra, packages in _EXTRAS.items() if _package(error) in packages]
    return min(found, key=lambda extra: len(_EXTRAS[extra]), default=None)


def lacking(error: ModuleNotFoundError, what: str) -> ModuleNotFoundError:
    """An error that says which extra *what* needs; *error* itself where no extra would help."""
    extra = extra_for(error)
    if extra is None:
        return error
    return ModuleNotFoundError(
        f"{_needs(error, what, extra)}, or in a clone of tarry: pip install '.[{extra}]'", name=error.name
    )


def lacking_command(error: ModuleNotFoundError) -> str:
    """The same for the command, which can be run without being installed; empty where no extra would help."""
    extra = extra_for(error)
    if extra is None:
        return ""
    extras = "cli" if extra == "cli" else f"cli,{extra}"
    return f"{_needs(error, 'This command', extra)}, or run it without installing: uvx --from 'tarry[{extras}]' tarry …"


def _needs(error: ModuleNotFoundError, what: str, extra: str) -> str:
    return f"{what} needs {_package(error)}, which is not installed: pip install 'tarry[{extra}]'"


def _package(error: Exception) -> str:
    name = error.name if isinstance(error, ModuleNotFoundError) else None
    return (name or "").partition(".")[0]
