"""Fail where overlays/ takes a private name of a dependency: `module._x`, `thing._x`, or `from module import _x`.

A private attribute is ours where overlays/ or generated/ define its name: as a function, a class, a variable, or on self.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

OURS = {"tarry", "tarry_clients", "tarry_sandbox"}


def is_private(name: str) -> bool:
    """Whether *name* begins with one underscore."""
    return name.startswith("_") and not name.startswith("__")


def defined(tree: ast.AST) -> Iterator[str]:
    """Private names that a module defines, wherever in it."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield name
            case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name, ctx=ast.Store()):
                yield name


def taken(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Private names that a module takes from somewhere else, each with its line."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=name, lineno=line) if is_private(name):
                yield line, name
            case ast.ImportFrom(level=0, module=str(module), names=names, lineno=line):
                parts = [*module.split("."), *(one.name for one in names)]
                if parts[0] not in OURS:
                    yield from ((line, part) for part in parts if is_private(part))
            case ast.Import(names=names, lineno=line):
                for one in names:
                    parts = one.name.split(".")
                    if parts[0] not in OURS:
                        yield from ((line, part) for part in parts if is_private(part))


def problems(checked: list[Path], ours: list[Path]) -> list[str]:
    """What is wrong in the files *checked*, a line each; private names that *ours* define may be taken."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in {*checked, *ours}}
    known = {name for tree in trees.values() for name in defined(tree)}
    return [
        f"{path}:{line}: {name} is a private name of a dependency: use its public ones"
        for path in checked
        for line, name in sorted(set(taken(trees[path])))
        if name not in known
    ]


if __name__ == "__main__":
    found = problems(sorted(Path("overlays").rglob("*.py")), sorted(Path("generated").rglob("*.py")))
    print("\n".join(found) or "No private name of a dependency in overlays/.")
    sys.exit(bool(found))
