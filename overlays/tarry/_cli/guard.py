"""What leaves a command as an exception ends it with one line and the exit code that says what it was."""

from __future__ import annotations

import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from tarry._cli import exit_codes

PIPE_CLOSED = 141
"""As a shell reports a program that SIGPIPE has ended: whoever read stdout has had enough."""


class Guarded(TyperGroup):
    """The commands. Those of Typer itself are its own business: they know their exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was typed."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as stopped:
            raise typer.Exit(getattr(stopped, "code", exit_codes.INTERRUPTED)) from None
        except BrokenPipeError:
            # What is buffered still would be written as Python ends, and fail again.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(PIPE_CLOSED) from None
        except Exception as error:
            if isinstance(error, typer.Abort) or hasattr(error, "exit_code"):
                raise
            typer.echo(told(error), err=True)
            raise typer.Exit(code_of(error)) from error


def code_of(error: Exception) -> int:
    """The exit code for an error that ended a command."""
    from tarry._core.extras import extra_for

    return exit_codes.USAGE if extra_for(error) else exit_codes.code_of_error(error)


def told(error: Exception) -> str:
    """What to say of an error: what it says itself where it is meant for people; its traceback where that is asked for."""
    from tarry._core.errors import TarryError
    from tarry._core.extras import extra_for, lacking_command
    from tarry._core.texts import brief

    if os.environ.get("TARRY_DEBUG"):
        import traceback

        return "".join(traceback.format_exception(error)).rstrip()
    if isinstance(error, ModuleNotFoundError) and extra_for(error):
        return lacking_command(error)
    if isinstance(error, TarryError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return (
        f"tarry itself broke, which says nothing about a job: {type(error).__name__}: {brief(error)}. "
        "TARRY_DEBUG=1 shows where"
    )
