"""Expressions and conditions of a document as Python: plain attribute access on the generated models."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from openapi_python_client.parser.properties.list_property import ListProperty

from . import conditions as tree
from .generated import AnyProperty, Models, attribute, is_required, model_of, parts, type_of
from .patterns import to_python
from .texts import raw

_ORDERS = {">": "above", "<": "below", ">=": "at_least", "<=": "at_most"}

_READERS = {"str": "text", "bool": "flag", "int": "whole", "float": "number", "float | int": "number"}
"""What reads a plain field strictly, by its type. The generated models do not check plain values."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value that generated code reaches."""

    code: str
    """How it is reached, where what leads to it is there."""
    made: AnyProperty | None
    """What the generator made of its schema; None where the document does not describe it."""
    models: Models
    certain: bool = True
    """Whether it is there wherever what leads to it is."""
    guards: tuple[str, ...] = ()
    """What has to be there first."""
    name: str = "the answer"
    """What errors call it."""

    def expression(self) -> str:
        """One expression, which is None or not given where something on the way is absent."""
        return " and ".join([*self.guards, self.code])

    def guarded(self) -> str:
        """The same as an operand."""
        return f"({self.expression()})" if self.guards else self.code


def reach(start: Value, steps: Iterable[str | int]) -> Value:
    """What is found by *steps* from *start*: names of properties and indexes of items."""
    value = start
    for step in steps:
        value = _step(value, step)
    return value


def _step(value: Value, step: str | int) -> Value:
    listed = _list(value)
    if isinstance(step, int) or (listed is not None and step.isdecimal()):
        inner = listed.inner_property if listed is not None else None
        code, name = f"item_at({value.expression()}, {int(step)})", f"{value.name}[{step}]"
        return replace(value, code=code, made=inner, certain=False, guards=(), name=name)
    model = model_of(value.made, value.models)
    found = None if model is None else attribute(model, step)
    if model is None or found is None:
        code = f"member({value.expression()}, {json.dumps(step)})"
        return replace(value, code=code, made=None, certain=False, guards=(), name=step)
    guards = value.guards if value.certain else (*value.guards, value.code)
    certain = is_required(model, found) and len(list(parts(found))) == 1
    code = f"{value.code}.{found.python_name}"
    return replace(value, code=code, made=found, certain=certain, guards=guards, name=step)


def _list(value: Value) -> ListProperty | None:
    made = () if value.made is None else parts(value.made)
    return next((one for one in made if isinstance(one, ListProperty)), None)


def strict(value: Value) -> str:
    """The expression that reads a plain field and raises TypeError over another type than the described."""
    kinds = set() if value.made is None else {type_of(one) for one in parts(value.made)} - {"None"}
    reader = _READERS.get(kinds.pop(), "") if len(kinds) == 1 else ""
    return f"{reader}({value.expression()}, {json.dumps(value.name)})" if reader else value.guarded()


def condition(given: tree.Condition, body: Value, depth: int = 0) -> str:
    """A condition about *body* as a Python expression."""
    match given:
        case tree.And(conditions) | tree.Or(conditions) if any(map(_may_fail, conditions)):
            # All are asked, so that none hides that another cannot be compared.
            function = "all_of" if isinstance(given, tree.And) else "any_of"
            return f"{function}({', '.join(condition(one, body, depth) for one in conditions)})"
        case tree.And(conditions):
            return " and ".join(_operand(one, body, depth) for one in conditions)
        case tree.Or(conditions):
            return " or ".join(_operand(one, body, depth) for one in conditions)
        case tree.Not(tree.Exists(path)) if path.having is None and not path.every:
            return f"not there({reach(body, path.steps).expression()})"
        case tree.Not(inner):
            return f"not {_operand(inner, body, depth, alone=False)}"
        case tree.Exists(path):
            return _exists(path, body, depth)
        case tree.Matches(path, pattern, whole):
            function = "matches" if whole else "searches"
            return f"{function}({raw(to_python(pattern, whole=whole))}, {reach(body, path.steps).expression()})"
        case tree.Compare(left, operator, right):
            return _compare(left, operator, right, body, depth)


def _may_fail(given: tree.Condition) -> bool:
    """Whether a condition raises over a value of another type than the described."""
    match given:
        case tree.And(inner) | tree.Or(inner):
            return any(map(_may_fail, inner))
        case tree.Not(inner):
            return _may_fail(inner)
    return isinstance(given, tree.Compare)


def _operand(given: tree.Condition, body: Value, depth: int, *, alone: bool = True) -> str:
    code = condition(given, body, depth)
    plain = isinstance(given, tree.Exists | tree.Matches) or (isinstance(given, tree.Not) and alone)
    ordered = isinstance(given, tree.Compare) and given.operator in _ORDERS
    return code if plain or ordered else f"({code})"


def _exists(path: tree.Path, body: Value, depth: int) -> str:
    found = reach(body, path.steps)
    if path.every:
        return f"bool({_items(found)})"
    if path.having is not None:
        inner = _item(found, depth)
        return f"any({condition(path.having, inner, depth + 1)} for {inner.code} in {_items(found)})"
    return f"there({found.expression()})"


def _items(found: Value) -> str:
    return f"items({found.expression()})"


def _item(found: Value, depth: int) -> Value:
    listed = _list(found)
    inner = None if listed is None else listed.inner_property
    return Value("item" if depth == 0 else f"item{depth + 1}", inner, found.models)


def _compare(left: tree.Operand, operator: str, right: tree.Operand, body: Value, depth: int) -> str:
    if operator in _ORDERS:
        return f"{_ORDERS[operator]}({_side(left, body, depth)}, {_side(right, body, depth)})"
    if isinstance(left, tree.Constant):
        left, right = right, left
    one = _side(left, body, depth)
    negated = operator == "!="
    if isinstance(right, tree.Constant):
        if isinstance(right.value, bool):
            return f"{one} is {'not ' if negated else ''}{right.value}"
        if isinstance(right.value, str):
            return f"{one} {operator} {json.dumps(right.value, ensure_ascii=False)}"
    return f"{'not ' if negated else ''}same({one}, {_side(right, body, depth)})"


def _side(given: tree.Operand, body: Value, depth: int) -> str:
    match given:
        case tree.Constant(value):
            return repr(value)
        case tree.Size("length", path):
            return f"size({reach(body, path.steps).expression()})"
        case tree.Size(_, path):
            found = reach(body, path.steps)
            if path.having is not None:
                inner = _item(found, depth)
                return f"sum({condition(path.having, inner, depth + 1)} for {inner.code} in {_items(found)})"
            return f"len({_items(found)})" if path.every else f"int(there({found.expression()}))"
        case tree.Path():
            return strict(reach(body, given.steps))


def first_name(given: tree.Condition | tree.Operand) -> str | None:
    """The first property of the body that a condition is about; None where it is about the body itself."""
    match given:
        case tree.Path(steps):
            return next((step for step in steps[:1] if isinstance(step, str)), None)
        case tree.Exists(path) | tree.Matches(path) | tree.Size(_, path):
            return first_name(path)
        case tree.Compare(left, _, right):
            return first_name(left) or first_name(right)
        case tree.Not(inner):
            return first_name(inner)
        case tree.And(inner) | tree.Or(inner):
            return next((name for one in inner if (name := first_name(one))), None)
    return None
