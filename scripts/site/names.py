"""The pages of the API: `{names} tarry.schedules` shows every public name of a module, from its docstrings.

A name is shown where the first of the modules has it, and linked in others. Each build counts what is shown of what is public.
"""

import importlib
import inspect
import re
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.ext.napoleon.docstring import GoogleDocstring
from sphinx.pycode import ModuleAnalyzer
from sphinx.util.docutils import SphinxDirective

MODULES = (
    *("tarry", "tarry.schedules", "tarry.instrumentation", "tarry.journal", "tarry.picture", "tarry.callbacks"),
    *("tarry.transports", "tarry.testing", "tarry.sandbox", "tarry.specs"),
    *("tarry.salesforce", "tarry.possiblenow", "tarry.open_data_rights", "tarry.eloqua", "tarry.fullstory"),
    "tarry.runtime",
)
"""Of two that have a name the first one shows it."""
_SPAN = re.compile(r"(?<!`)`([^`]+)`(?!`)")
LEAST = 0.95
"""So much of what is public has to be documented."""


@cache
def public(module: str) -> dict[str, Any]:
    """The public names of a module and what they stand for, without its modules."""
    found = importlib.import_module(module)
    values = {name: getattr(found, name) for name in found.__all__ if not name.startswith("__")}
    return {name: value for name, value in values.items() if not isinstance(value, ModuleType)}


def shown_in(module: str, name: str, value: Any) -> str:
    """The module on whose page a name is shown."""
    return next((one for one in MODULES if public(one).get(name, public) is value), module)


def members(owner: type) -> list[str]:
    """The public methods, properties and fields of a class, with those of its bases that are not public themselves."""
    found: dict[str, None] = {}
    for base in owner.__mro__:
        if base is not owner and (
            is_public(base) or base.__module__.partition(".")[0] not in {"tarry", "tarry_clients", "tarry_sandbox"}
        ):
            continue
        described = {
            name for at, name in ModuleAnalyzer.for_module(base.__module__).find_attr_docs() if at == base.__qualname__
        }
        own = {name for name, value in vars(base).items() if is_documentable(value)} | {*inspect.get_annotations(base)}
        found.update(dict.fromkeys(name for name in own | described if not name.startswith("_")))
    return sorted(found)


def is_documentable(value: Any) -> bool:
    """Whether a member of a class can have a docstring of its own."""
    return inspect.isroutine(value) or isinstance(value, property | classmethod | staticmethod)


@cache
def is_public(value: type) -> bool:
    """Whether a class is on a page of its own."""
    return any(public(module).get(value.__name__) is value for module in MODULES)


def expected() -> Iterator[str]:
    """All that is public, as the inventory of the site names it."""
    for module in MODULES:
        for name, value in public(module).items():
            if shown_in(module, name, value) == module:
                yield f"{module}.{name}"
                if inspect.isclass(value):
                    yield from (f"{module}.{name}.{member}" for member in members(value))


class Names(SphinxDirective):
    """`{names} MODULE`, with names in lines below where the page has not all of them."""

    has_content = True
    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Have autodoc document the names."""
        module = self.arguments[0]
        names = [*self.content] or sorted(public(module), key=str.lower)
        lines, elsewhere = ["```{eval-rst}"], []
        for name in names:
            value = getattr(importlib.import_module(module), name)
            home = shown_in(module, name, value)
            if home != module:
                elsewhere.append(f":py:obj:`{name} <{home}.{name}>`")
            elif inspect.isclass(value):
                lines += [f".. autoclass:: {module}.{name}", f"   :members: {', '.join(members(value))}", ""]
            else:
                lines += [f".. auto{'function' if inspect.isroutine(value) else 'data'}:: {module}.{name}", ""]
        if elsewhere:
            lines += ["", "As everywhere: " + ", ".join(elsewhere) + "."]
        node: Any = nodes.Element()
        self.state.nested_parse(StringList([*lines, "```"], "names"), self.content_offset, node)
        return [*node.children]


def as_rst(_app: Sphinx, what: str, _name: str, _obj: Any, _options: Any, lines: list[str]) -> None:
    """Turn a docstring into what Sphinx reads: sections as Google has them, indented code as in Markdown.

    The extension that does the first takes the docstring of a property or field for `type: text`, which ours are not.
    """
    text = _SPAN.sub(_literal, "\n".join(_code_marked(lines)))
    lines[:] = GoogleDocstring(text, what="class" if what == "class" else "function").lines()


def _literal(span: re.Match[str]) -> str:
    """Code in single backticks, as Sphinx has it; a public name of tarry is a link."""
    code = span[1].strip()
    module, _, name = code.removesuffix("()").rpartition(".")
    if module in MODULES and name in public(module):
        return f":py:obj:`{code} <{module}.{name}>`"
    return f"``{code}``"


def _code_marked(lines: list[str]) -> list[str]:
    """The lines with a mark before each block that is indented after an empty line, which is code."""
    marked: list[str] = []
    is_code = False
    for before, line in zip(["", *lines], lines, strict=False):
        if line.startswith("    ") and not before.strip() and not is_code and not _in_section(marked):
            marked += [".. code-block:: python", ""]
            is_code = True
        elif line and not line.startswith(" "):
            is_code = False
        marked.append(line)
    return marked


def _in_section(lines: list[str]) -> bool:
    """Whether the last line that is not indented begins a section."""
    last = next((line for line in reversed(lines) if line and not line.startswith(" ")), "")
    return re.fullmatch(r"[A-Z][a-z]+:", last) is not None


def hide_private_bases(_app: Sphinx, _name: str, _obj: Any, _options: Any, bases: list[Any]) -> None:
    """Leave out bases that nobody can look up here."""
    bases[:] = [base for base in bases if getattr(base, "__module__", "") == "builtins" or is_public(base)] or [object]


def find(app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, content: nodes.TextElement) -> Any:
    """Find a name that an annotation calls by the private module where it is defined, or by its last part alone."""
    if node.get("refdomain") != "py":
        return None
    name = ALIASES.get(last := node["reftarget"].rpartition(".")[2], last)
    for module in MODULES:
        if name in public(module) and f"{module}.{name}" != node["reftarget"]:
            return env.domains["py"].resolve_xref(
                env, node["refdoc"], app.builder, "obj", f"{module}.{name}", node, content
            )
    return None


def keep_members_out(_app: Sphinx, domain: str, kind: str, content: addnodes.desc_content) -> None:
    """Have "On this page" list functions and classes, and not what is in the classes."""
    if domain == "py" and kind in {"attribute", "method", "property"} and content.parent is not None:
        content.parent["no-contents-entry"] = True


ALIASES = {"JobLike": "Job"}
"""What only type checkers see, and what it stands for."""


def is_told_of_its_class(path: str) -> bool:
    """Whether the docstring of a class says what a field of it is."""
    owner, _, field = path.rpartition(".")
    module, _, name = owner.rpartition(".")
    text = public(module)[name].__doc__ or "" if module in MODULES else ""
    return re.search(rf"^ +{field}:|[`*]{field}[`*]", text, re.MULTILINE) is not None


def count(app: Sphinx, error: Exception | None) -> None:
    """Print how much of what is public is shown; too little is an error."""
    if error or app.builder.name != "html":
        return
    shown = {name for name, *_ in app.env.domains["py"].get_objects()}
    wanted = [*expected()]
    lacking = [name for name in wanted if name not in shown and not is_told_of_its_class(name)]
    share = 1 - len(lacking) / len(wanted)
    print(f"{len(wanted)} public names, methods and fields, {share:.1%} of them documented")
    names = [name for name in lacking if name.rpartition(".")[0] in MODULES]
    if names or share < LEAST:
        raise SphinxError(f"Not documented: {', '.join(names or lacking)}")


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the directive."""
    app.setup_extension("sphinx.ext.autodoc")
    app.add_directive("names", Names)
    app.connect("autodoc-process-docstring", as_rst)
    app.connect("autodoc-process-bases", hide_private_bases)
    app.connect("object-description-transform", keep_members_out)
    app.connect("missing-reference", find)
    app.connect("build-finished", count)
    return {"parallel_read_safe": True}
