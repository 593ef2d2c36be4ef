"""The columns of the items of a list, by their schema: for files, frames and rows that are read from files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openapi_python_client.parser.properties import EnumProperty, LiteralEnumProperty, ModelProperty
from openapi_python_client.parser.properties.const import ConstProperty

from tarry._core.columns import Column, Columns, ColumnType

from .generated import AnyProperty, Operation, is_required, model_of, parts, properties, type_of
from .texts import quoted

_TYPES: dict[str, ColumnType] = {
    "str": "string",
    "UUID": "string",
    "int": "integer",
    "float": "number",
    "bool": "boolean",
    "datetime.datetime": "date-time",
    "datetime.date": "date",
}

_PLAIN: dict[type, ColumnType] = {bool: "boolean", int: "integer", float: "number", str: "string"}


def columns_code(made: AnyProperty | None, operation: Operation) -> str:
    """The `Columns` of items that the generator made *made* of, as Python."""
    found = columns_of(made, operation)
    fixed = "".join(
        f"Column({quoted(one.name)}, {quoted(one.type)}, {quoted(one.attribute)}{', required=True' if one.required else ''}), "
        for one in found.fixed
    )
    return f"Columns(({fixed}), {found.others and quoted(found.others)})"


def columns_of(made: AnyProperty | None, operation: Operation) -> Columns:
    """The properties of an item, in the order of the document; of one that is no object the one column `value`."""
    model = model_of(made, operation.models)
    if model is None:
        plain = "json" if made is None else _type(made)
        return Columns((), "json") if plain == "json" else Columns((Column("value", plain, "", required=True),))
    others = model.additional_properties
    return Columns(
        tuple(
            Column(one.name.get_untrusted_value(), _type(one), str(one.python_name), is_required(model, one))
            for one in _in_order(model)
        ),
        None if others is None else _type(others),
    )


def _in_order(model: ModelProperty) -> list[AnyProperty]:
    """All properties; those of the schema itself as it names them, and those that it takes from others after them."""
    own = [name.get_untrusted_value() for name in model.data.properties or {}]

    def place(one: AnyProperty) -> int:
        name = one.name.get_untrusted_value()
        return own.index(name) if name in own else len(own)

    return sorted(properties(model), key=place)


def _type(made: Any) -> ColumnType:
    found = set(_types(made))
    if found == {"integer", "number"}:
        return "number"
    return found.pop() if len(found) == 1 else "json"


def _types(made: Any) -> Iterator[ColumnType]:
    """The type of each alternative but null."""
    for one in parts(made):
        if isinstance(one, EnumProperty | LiteralEnumProperty):
            yield _PLAIN.get(one.value_type, "json")
        elif isinstance(one, ConstProperty):
            yield _PLAIN.get(type(getattr(one.value, "raw_value", None)), "json")
        elif type_of(one) != "None":
            yield _TYPES.get(type_of(one), "json")
