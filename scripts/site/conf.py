"""Settings of the site for Sphinx, which `python -m scripts.site` runs."""

import sys
from pathlib import Path
from typing import Any

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]

from tarry._version import __version__  # noqa: E402

project = "tarry"
release = version = __version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]

myst_enable_extensions = ["attrs_inline"]
myst_heading_anchors = 4

html_theme = "furo"
html_title = "tarry"
html_copy_source = False
html_show_sourcelink = False
# It would fetch pages, which no browser allows from `file:`.
html_show_search_summary = False

# The browser refuses whatever else a page tries to load. 'self' is for a server, and file: for none.
POLICY = (
    "default-src 'none'; script-src 'self' file: 'unsafe-inline'; style-src 'self' file: 'unsafe-inline'; "
    "img-src 'self' file: data:; base-uri 'none'; form-action 'self' file:"
)


def forbid_requests(_app: Sphinx, _page: str, _template: str, context: dict[str, Any], _tree: object) -> None:
    """Put the policy into the head of each page."""
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    context["metatags"] = policy + context.get("metatags", "")


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect what is ours."""
    app.setup_extension("scripts.site.figures")
    app.add_lexer("csv", TextLexer)
    app.connect("html-page-context", forbid_requests)
    return {"parallel_read_safe": True}
