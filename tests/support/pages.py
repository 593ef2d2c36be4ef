"""What a page of the guide says to a test: its blocks of code in their order, and what its comments ask for them.

CONTRIBUTING.md explains the comments. Whatever is not known here is an error with its line, so that no block is left out by a
slip of the pen.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from support.paths import ROOT

BEFORE_A_BLOCK = {"output": False, "serve": False, "file": True, "part of": True, "not run": True}
"""Comments that say what becomes of the block that follows, and whether they take an argument."""
BY_THEMSELVES = {"next": True, "hidden": True}
FOR_OTHERS = re.compile("test command|wheel commands")
"""Comments that scripts look for."""
OF_THE_SITE = {
    *("eval-rst", "toctree"),
    *(
        name
        for file in (ROOT / "scripts" / "site").glob("*.py")
        for name in re.findall(r'add_directive\("(.*?)"', file.read_text())
    ),
}
"""Directives: what they show is made when the site is, and runs nothing."""


class PageError(AssertionError):
    """What a page says is not so, or cannot be understood."""

    def __init__(self, line: int, problem: str, **shown: str) -> None:
        super().__init__(problem)
        self.line = line
        self.shown = shown


@dataclass(frozen=True)
class Step:
    """A block, or a comment that stands by itself. *line* is that of the fence or the comment, counted from 1."""

    line: int
    kind: str
    """The language of a block, or the comment's name."""
    text: str
    comment: str = ""
    """What the comment before a block asks: a key of `BEFORE_A_BLOCK`, or nothing."""
    argument: str = ""


def pages() -> dict[str, Path]:
    """Every page by its name from the top folder."""
    found = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "specs" / "README.md"]
    return {str(path.relative_to(ROOT)): path for path in sorted(found)}


def steps(text: str) -> Iterator[Step]:
    """Go through a page. A PageError names the line of what cannot be understood."""
    before: Step | None = None
    for token in [*MarkdownIt().parse(text), Token("end", "", 0)]:
        comment = _comment(token)
        if comment and comment.kind == "":
            continue
        if before and token.type != "fence":
            raise PageError(before.line, f"no block follows `<!-- {before.kind} -->` directly")
        if token.type == "fence" and not _is_directive(token):
            made = Step(_line(token), token.info.strip(), token.content)
            yield Step(made.line, made.kind, made.text, before.kind, before.text) if before else made
        elif comment and comment.kind in BY_THEMSELVES:
            yield comment
        before = comment if comment and comment.kind in BEFORE_A_BLOCK else None


def _is_directive(token: Token) -> bool:
    found = re.match(r"\{([\w-]+)\}", token.info)
    if found and found[1] not in OF_THE_SITE:
        raise PageError(_line(token), f"no directive {found[0]} is known; known are {', '.join(sorted(OF_THE_SITE))}")
    return found is not None


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 0


def _comment(token: Token) -> Step | None:
    """The comment that is this token; one for others has no kind."""
    if token.type != "html_block" or not token.content.lstrip().startswith("<!--"):
        return None
    inner = token.content.strip().removeprefix("<!--").removesuffix("-->").strip()
    if FOR_OTHERS.fullmatch(inner):
        return Step(_line(token), "", inner)
    name, _, argument = (part.strip() for part in inner.partition(":"))
    takes = {**BEFORE_A_BLOCK, **BY_THEMSELVES}
    if name not in takes:
        raise PageError(_line(token), f"no comment {name!r} is known; known are {', '.join(takes)}")
    if takes[name] is not bool(argument):
        wanted = "needs something after a colon" if takes[name] else "takes nothing besides"
        raise PageError(_line(token), f"`<!-- {name} -->` {wanted}")
    return Step(_line(token), name, argument)


def check_part(step: Step) -> None:
    """What a block shows of a program that others run stands there line by line; `# …` stands for what is left out."""
    path = (ROOT / step.argument).resolve()
    if not path.is_file() or not path.is_relative_to(ROOT / "examples"):
        raise PageError(step.line, f"{step.argument} is no program in examples/")
    whole = f"\n{path.read_text(encoding='utf-8')}\n"
    for part in re.split(r"^ *# …\n", step.text, flags=re.MULTILINE):
        if part.strip() and f"\n{part.strip(chr(10))}\n" not in whole:
            raise PageError(step.line, f"this does not stand so in {step.argument}", part=part)


@dataclass(frozen=True)
class Command:
    """A command line of a console block, and what the page says that it prints."""

    line: int
    text: str
    expected: str


def commands(step: Step) -> list[Command]:
    """The commands of a console block: lines that begin with `$ `; one that ends with a backslash goes on in the next."""
    found: list[Command] = []
    for number, line in enumerate(step.text.splitlines(), step.line + 1):
        if line.startswith("$ "):
            found.append(Command(number, line[2:], ""))
        elif not found:
            raise PageError(number, "a console block begins with a command: `$ ` and what is typed", block=step.text)
        elif found[-1].text.endswith("\\") and not found[-1].expected:
            found[-1] = replace(found[-1], text=f"{found[-1].text}\n{line}")
        else:
            found[-1] = replace(found[-1], expected=f"{found[-1].expected}{line}\n")
    return found


def fits(expected: str, printed: str) -> bool:
    """Whether *printed* is *expected*, where `…` is any text in its line, and a line `…` any lines."""
    patterns = []
    for line in expected.rstrip().splitlines():
        words = (re.escape(part) for part in line.rstrip().split("…"))
        patterns.append(r"(?:.*\n)*" if line.strip() == "…" else ".*".join(words) + "[ \t]*\n")
    return re.fullmatch("".join(patterns), printed.rstrip() + "\n" if printed.strip() else "") is not None
