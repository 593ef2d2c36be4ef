"""Tables of the reference that are made from the code: `{options} tarry wait` and `{event} poll`.

The first asks the command itself, the second the schema of the events.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from typer.main import get_command

from tarry._cli.app import app as command

from .staging import ROOT

SCHEMA = ROOT / "overlays" / "tarry" / "_cli" / "events.schema.json"


class Table(SphinxDirective):
    """What its name stands for, as Markdown."""

    required_arguments = 1
    final_argument_whitespace = True

    def lines(self) -> Iterable[str]:
        """The Markdown."""
        raise NotImplementedError

    def run(self) -> list[nodes.Node]:
        """Have it read as a part of the page."""
        return self.parse_text_to_nodes("\n".join(self.lines()))


class Options(Table):
    """How a command is called, what its help says, and its arguments and options."""

    def lines(self) -> Iterator[str]:
        """Usage, help and a table."""
        own = get_command(command)
        context = own.make_context("tarry", [], resilient_parsing=True)
        shared = {one.name for one in own.params}
        for name in self.arguments[0].split()[1:]:
            own = own.commands[name]  # type: ignore[attr-defined]
            context = own.make_context(name, [], parent=context, resilient_parsing=True)
        is_root = context.parent is None
        if not is_root:
            yield from ("```text", own.get_usage(context).removeprefix("Usage: "), "```", "")
            yield from _help(own.help or "")
        rows = [one for one in own.get_params(context) if is_root or one.name not in {*shared, "help"}]
        yield from _table(
            ("option" if is_root else "argument or option", "says"), ((_called(one), _said(one)) for one in rows)
        )


def _help(text: str) -> Iterator[str]:
    """A help text as Markdown: what is indented in it is a block of code. Exit codes have a page."""
    for part in re.split(r"\n\s*\n", text.replace("\b", "")):
        if part.strip().startswith("Exit codes:"):
            continue
        if part.lstrip("\n").startswith(" "):
            yield from ("```text", *(line.removeprefix("  ") for line in part.strip("\n").splitlines()), "```")
        else:
            yield part.strip()
        yield ""


def _called(parameter: Any) -> str:
    """How an option or an argument is written."""
    if parameter.param_type_name == "argument":
        return f"`{parameter.metavar or parameter.name.upper()}`"
    # The short form first. click takes the names of the option for help from a set, so they have no order of their own.
    names = [*sorted(parameter.opts, key=len), *parameter.secondary_opts]
    takes = "" if parameter.is_flag else f" {parameter.metavar or _choices(parameter) or parameter.name.upper()}"
    return ", ".join(f"`{name}{takes}`" for name in names)


def _choices(parameter: Any) -> str:
    return "|".join(map(str, getattr(parameter.type, "choices", ())))


def _said(parameter: Any) -> str:
    """The help of an option, which may hold code in backticks."""
    text = " ".join((parameter.help or "").split())
    default = parameter.default
    if isinstance(default, str | int | float) and not isinstance(default, bool) and default != "":
        text += f" By default `{default}`."
    return text


class Event(Table):
    """The fields of an event of `--json`."""

    def lines(self) -> Iterator[str]:
        """A table."""
        schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
        parts = schema["$defs"]
        fields = {
            name: one for name, one in parts[self.arguments[0]]["properties"].items() if name not in {"v", "event"}
        }
        yield from _table(
            ("field", "is", "says"),
            ((f"`{name}`", _kind(one, parts), _description(one, parts)) for name, one in fields.items()),
        )


def _resolved(field: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
    return parts[field["$ref"].rpartition("/")[2]] | field if "$ref" in field else field


def _kind(field: dict[str, Any], parts: dict[str, Any]) -> str:
    """The values that a field can have."""
    field = _resolved(field, parts)
    if "anyOf" in field:
        return " or ".join(_kind(one, parts) for one in field["anyOf"])
    if "enum" in field:
        return " ".join(f"`{value}`" for value in field["enum"])
    kinds = field["type"]
    return " or ".join([kinds] if isinstance(kinds, str) else kinds)


def _description(field: dict[str, Any], parts: dict[str, Any]) -> str:
    field = _resolved(field, parts)
    inner = (_description(one, parts) for one in field.get("anyOf", ()))
    return str(field.get("description") or next(filter(None, inner), ""))


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for row in (head, ("---",) * len(head), *rows):
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the directives."""
    app.add_directive("options", Options)
    app.add_directive("event", Event)
    return {"parallel_read_safe": True}
