"""What comes with an extra, and what is said where that is not installed."""

from __future__ import annotations

_EXTRAS = {
    "aiohttp": ("aiohttp", "yarl"),
    "generate": ("jsonpath_rfc9535", "jsonschema", "yaml"),
    "parquet": ("pyarrow",),
    # `cli` alone brings typer, too, but most commands play the sandbox.
    "sandbox": ("starlette", "uvicorn", "typer", "rich"),
    "zstd": ("backports",),
}
"""The packages that are imported, by the extra that brings them."""


def lacking(error: ModuleNotFoundError, what: str) -> ModuleNotFoundError:
    """An error that says which extra *what* needs; *error* itself where no extra would help."""
    package = (error.name or "").partition(".")[0]
    for extra, packages in _EXTRAS.items():
        if package in packages:
            return ModuleNotFoundError(
                f"{what} needs {package}, which is not installed: pip install 'tarry[{extra}]', "
                f"or in a clone of tarry: pip install '.[{extra}]'",
                name=error.name,
            )
    return error
