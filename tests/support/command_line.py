"""Runs the command `tarry` in process, with what it prints and what it says of errors apart."""

from typer.testing import CliRunner


def runner() -> CliRunner:
    """A runner whose results have `stdout` and `stderr`, which click before 8.2 mixes unless it is told not to."""
    try:
        return CliRunner(mix_stderr=False)  # type: ignore[call-arg, unused-ignore]
    except TypeError:
        return CliRunner()
