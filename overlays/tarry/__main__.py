"""The command `tarry`. It comes with the extra `sandbox`; `tarry specs` works with `cli` alone, and the package without."""

import sys

from tarry._core.extras import lacking


def main() -> None:
    """Run the command line, or say what it lacks."""
    try:
        from tarry._cli.app import app  # its needs may be missing

        app()  # a command that plays the sandbox imports it only now
    except ModuleNotFoundError as error:
        told = lacking(error, "This command")
        if told is error:
            raise
        sys.exit(str(told))


if __name__ == "__main__":
    main()
