"""The command `tarry`. It comes with the extra `cli`, and the package without."""

import sys

from tarry._core.extras import lacking_command


def main() -> None:
    """Run the command line, or say what it lacks."""
    try:
        from tarry._cli.app import app  # its needs may be missing
    except ModuleNotFoundError as error:
        told = lacking_command(error)
        if not told:
            raise
        sys.stderr.write(f"{told}\n")
        sys.exit(2)
    app()


if __name__ == "__main__":
    main()
