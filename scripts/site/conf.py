"""Settings of the site for Sphinx, which `python -m scripts.site` runs."""

import re
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
extensions = [
    "myst_parser",
    *(f"scripts.site.{name}" for name in ("beside", "figures", "names", "tables")),
]

myst_enable_extensions = ["attrs_inline"]
myst_heading_anchors = 4

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
python_maximum_signature_line_length = 88
# Each engine is installed where it is tested.
autodoc_mock_imports = ["airflow", "dlt", "temporalio"]
nitpick_ignore_regex = [
    # Of Python and of others, whose pages are not here.
    ("py:.*", r"(abc|collections|contextlib|datetime|enum|os|pathlib|re|sqlite3|ssl|uuid)(\..+)?"),
    ("py:.*", r"(airflow|dlt|httpx|opentelemetry|temporalio)\..+|Context"),
    # Generated from the documents, which have pages of their own.
    ("py:.*", r"tarry_clients\..+|models\..+|AuthenticatedClient|File|Unset"),
    # Variables of types.
    ("py:.*", r"(.+\.)?[A-Z]\w*T(_co)?"),
    # What signatures name and nobody makes or imports: given back, taken by name, or a default.
    (
        "py:class",
        r"(tarry(_sandbox)?\..+\.)?(Answer|_?AsyncCompleted|Batch|ColumnError|ColumnType|Default|FaultLimit|GeneratedPackage)",
    ),
    (
        "py:class",
        r"(tarry(_sandbox)?\..+\.)?(HeaderAuth|InProcessTransport|_Model|_Part|PlainPager|Scheme|To|ToPoll|WaitOptions|Written)",
    ),
]

html_theme = "furo"
html_title = "tarry"
pygments_style = "a11y-light"
pygments_dark_style = "a11y-dark"
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": "#0b5478",
        "color-brand-content": "#0b5478",
        "color-brand-visited": "#6a3d8a",
    },
    "dark_css_variables": {
        "color-brand-primary": "#8ccbf2",
        "color-brand-content": "#8ccbf2",
        "color-brand-visited": "#cfaeea",
    },
}
html_copy_source = False
html_show_sourcelink = False
# It would fetch pages, which no browser allows from `file:`.
html_show_search_summary = False

# The browser refuses whatever else a page tries to load. 'self' is for a server, and file: for none.
POLICY = (
    "default-src 'none'; script-src 'self' file: 'unsafe-inline'; style-src 'self' file: 'unsafe-inline'; "
    "img-src 'self' file: data:; base-uri 'none'; form-action 'self' file:"
)


STYLE = ".sig .parameters, .sig .parameter { display: block } .sig .parameter { margin-left: 2rem }"
_LONG_SIGNATURE = re.compile(r"<dl>\s*(<dd>.*?)</dl>", re.DOTALL)


def finish(_app: Sphinx, page: str, _template: str, context: dict[str, Any], _tree: object) -> None:
    """Put the policy into the head of each page, and mend what keeps readers out who use a keyboard or a screen reader."""
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><style>{STYLE}</style>'
    context["metatags"] = policy + context.get("metatags", "")
    if page != "search":
        # It marks what was searched for, and throws where that stands in the title of a picture.
        scripts = context["script_files"]
        context["script_files"] = [
            one for one in scripts if "sphinx_highlight" not in str(getattr(one, "filename", one))
        ]
    body = context.get("body", "")
    # A block or a table that is wider than the page is scrolled by keyboard only where it can have the focus.
    body = re.sub(r'<(pre(?=>)|div(?= class="table-wrapper))', r'<\1 tabindex="0"', body)
    body = body.replace('role="heading"', 'role="heading" aria-level="2"')
    context["body"] = _LONG_SIGNATURE.sub(_parameters, body)


def _parameters(found: re.Match[str]) -> str:
    """The parameters of a long signature, which Sphinx writes as a list of terms without any term."""
    parameters = found[1].replace("<dd>", '<span class="parameter">').replace("</dd>", "</span>")
    return f'<span class="parameters">{parameters}</span>'


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect what is ours."""
    app.add_lexer("csv", TextLexer)
    app.connect("html-page-context", finish)
    return {"parallel_read_safe": True}
