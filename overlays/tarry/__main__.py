"""The command `tarry`. Its own needs come with the extra `sandbox`; the package itself does without them."""

import sys


def main() -> None:
    """Run the command line, or say what it lacks."""
    try:
        from ._cli import app  # its needs may be missing

        app()  # a command that plays the sandbox imports it only now
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"typer", "starlette", "uvicorn", "rich"}:
            raise
        sys.exit(f"The command tarry needs {error.name}, which is not installed: pip install 'tarry[sandbox]'")


if __name__ == "__main__":
    main()
