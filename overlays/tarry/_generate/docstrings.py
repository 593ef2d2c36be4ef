"""Docstrings of generated code: paragraphs of a document, filled to the width of a line."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator

from openapi_python_client.strings import safe_for_docstring

WIDTH = 116
"""Of a docstring that is indented by four, in lines of 120."""

_LIST_ITEM = re.compile(r"\s{0,3}([-*+]|\d+[.)])\s+")

_AS_IT_IS = re.compile(r"\s{4}|\t|\||#|```|~~~|>")
"""How a line of code, a table, a heading or a quotation begins."""


def filled(text: str, width: int = WIDTH, indent: str = "") -> str:
    """*text* with each paragraph and item of a list filled to *width*. Code, tables and headings stay as they are.

    Args:
        text: As it stands in the document.
        width: The longest that a line may be, where a word is not longer.
        indent: What stands before each line but the first.
    """
    lines: list[str] = []
    for block in _blocks(text):
        first = indent if lines else ""
        lines += [(first + block).rstrip()] if isinstance(block, str) else _fill(block, width, first, indent)
    return "\n".join(lines)


def _blocks(text: str) -> Iterator[str | list[str]]:
    """A line that stays as it is, or the lines of a paragraph or of an item of a list."""
    block: list[str] = []
    in_fence = False
    for line in text.strip("\n").splitlines():
        is_fence = line.lstrip().startswith(("```", "~~~"))
        # Within a paragraph an indented line is no code.
        alone = in_fence or is_fence or not line.strip() or (_AS_IT_IS.match(line) and not block)
        in_fence ^= is_fence
        if block and (alone or _LIST_ITEM.match(line)):
            yield block
            block = []
        if alone:
            yield line
        else:
            block.append(line)
    if block:
        yield block


def _fill(block: list[str], width: int, first: str, indent: str) -> list[str]:
    item = _LIST_ITEM.match(block[0])
    # Continued lines of an item stand below its text.
    hanging = " " * len(item[0]) if item else ""
    filler = textwrap.TextWrapper(width, first, indent + hanging, break_long_words=False, break_on_hyphens=False)
    return filler.wrap(" ".join(line.strip() for line in block))


def entry(text: str) -> str:
    """An entry of a section: its first line, and the others below it, deeper."""
    return textwrap.indent(filled(text, WIDTH - 4, "    "), "    ")


def docstring(texts: Iterable[object], sections: Iterable[tuple[str, list[str]]] = ()) -> str:
    """A docstring, from the texts of a document, and sections such as `Args` with their entries, which are escaped already."""
    first, *others = [*filter(None, texts), ""]
    # The quotation marks are a part of the first line.
    parts = [filled(f'"""{safe_for_docstring(first)}'), *(filled(safe_for_docstring(text)) for text in others)]
    parts += ["\n".join([f"{title}:", *map(entry, entries)]) for title, entries in sections if entries]
    text = "\n\n".join(part for part in parts if part.strip())
    # One more at the end would be taken for the first of the three that close.
    return f'{text}\n"""' if "\n" in text or text.endswith(('"', "\\")) else f'{text}"""'
