"""Figures of the guide, drawn when the site is built: real waits, the rooms of the overlay, tables of measurements.

An extension of Sphinx. `{waits}` takes what the sandbox shall play, in TOML, and the name of a provider:

    ```{waits} fullstory
    "an import of a minute" = { seconds = 60 }
    "throttled" = { polls = 4, faults = [{ kind = "throttled", at = 3, retry_after = 60 }] }
    ```

`{rooms}` needs nothing, `{benchmarks}` the name of a part of `make bench`.
"""

import re
import sys
import tomllib
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from tarry import picture

from . import rooms, waits

sys.path.insert(0, str(rooms.ROOT / "scripts"))

from bench import report


def inline(svg: str) -> str:
    """A picture in a page whose reader may have chosen light or dark, whatever the system says."""
    dark = re.compile(r"@media\(prefers-color-scheme:dark\)\{(\.[\w-]+)(\{.*?\})\}")
    return dark.sub(
        r"@media(prefers-color-scheme:dark){body:not([data-theme=light]) \1\2}body[data-theme=dark] \1\2", svg, count=1
    )


class Waits(SphinxDirective):
    """Waits for jobs of the sandbox; where there is no SVG, as in a terminal."""

    optional_arguments = 1
    has_content = True
    option_spec = {  # noqa: RUF012 - as docutils has it
        "together": directives.flag,
        "timeout": directives.positive_int,
        "per-second": directives.positive_int,
        "in-flight": directives.positive_int,
    }

    def run(self) -> list[nodes.Node]:
        """Play and draw."""
        options = {name.replace("-", "_"): value for name, value in self.options.items()}
        options["together"] = "together" in options
        try:
            lanes = waits.drawn(tomllib.loads("\n".join(self.content)), *self.arguments, **options)
        except ValueError as error:
            raise self.error(str(error)) from error
        return [
            nodes.raw("", inline(picture.svg(lanes)), format="html"),
            nodes.raw("", picture.terminal(lanes, 100), format="text"),
        ]


class Rooms(SphinxDirective):
    """The rooms of the overlay, and what is held of them."""

    def run(self) -> list[nodes.Node]:
        """Draw them."""
        self.env.note_dependency(str(rooms.SETTINGS))
        rules = nodes.bullet_list("", *(nodes.list_item("", nodes.paragraph(text=rule)) for rule in rooms.rules()))
        return [nodes.raw("", rooms.svg(rooms.layers()), format="html"), rules]


class Benchmarks(SphinxDirective):
    """The tables of the last run of a part of `make bench`."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Read them."""
        (part,) = self.arguments
        if part not in report.PARTS:
            raise self.error(f"make bench has no part {part!r}; there are {', '.join(report.PARTS)}")
        self.env.note_dependency(str(report.RESULTS / f"{part}.json"))
        return self.parse_text_to_nodes(report.markdown(report.read(part)))


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the directives."""
    app.add_directive("waits", Waits)
    app.add_directive("rooms", Rooms)
    app.add_directive("benchmarks", Benchmarks)
    return {"parallel_read_safe": True}
