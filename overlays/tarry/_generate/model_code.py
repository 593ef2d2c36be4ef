"""Pieces of Python that the template of models puts together: attributes, and how they are taken out of a JSON object."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.properties import ModelProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol as Property
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.strings import safe_for_docstring

from .code import literal, maker, read, type_of, written
from .docstrings import docstring


@dataclass
class Directions:
    """What a model is used for: sent, where a body of a request reaches it; read, where an answer does."""

    sent: set[str]
    read: set[str]

    @classmethod
    def of(cls, data: GeneratorData) -> Directions:
        """Those of all models of a document, by the names of their classes."""
        models = {str(model.class_info.name): model for model in data.models}
        found = cls(set(), set())
        for collection in data.endpoint_collections_by_tag.values():
            for endpoint in collection.endpoints:
                for body in endpoint.bodies:
                    _reach(body.prop, found.sent, models)
                for response in endpoint.responses:
                    _reach(response.prop, found.read, models)
        return found

    def is_none(self, model: ModelProperty, prop: Property) -> bool:
        """Whether an optional property that is left out is None, rather than UNSET."""
        name = model.class_info.name
        return name not in self.sent or (name in self.read and not takes_null(prop))

    def must_be_there(self, model: ModelProperty, prop: Property) -> bool:
        """Whether a required property that is null is missing."""
        return model.class_info.name in self.read and not takes_null(prop)


def _reach(prop: Property, names: set[str], models: dict[str, ModelProperty]) -> None:
    """Add the names of all models that *prop* is or has."""
    if isinstance(prop, ListProperty):
        _reach(prop.inner_property, names, models)
    elif isinstance(prop, UnionProperty):
        for inner in prop.inner_properties:
            _reach(inner, names, models)
    elif isinstance(prop, ModelProperty) and prop.class_info.name not in names:
        names.add(prop.class_info.name)
        # The property may have been made before its model was read to the end.
        model = models.get(prop.class_info.name, prop)
        for inner in properties(model):
            _reach(inner, names, models)
        if model.additional_properties:
            _reach(model.additional_properties, names, models)


def properties(model: ModelProperty) -> Iterator[Property]:
    """Those of a model, the required ones first."""
    yield from model.required_properties or ()
    yield from model.optional_properties or ()


def takes_null(prop: Property) -> bool:
    """Whether the document describes null for *prop*."""
    return not {"None", "Any"}.isdisjoint(type_of(prop).split(" | "))


def or_none(prop: Property) -> str:
    """The type of a property that is None where it is left out."""
    kind = type_of(prop)
    return kind if "None" in kind.split(" | ") else f"{kind} | None"


def about_model(model: ModelProperty, directions: Directions) -> str:
    """The docstring of a model."""
    described = []
    for prop in properties(model):
        text = prop.to_docstring()
        if not prop.required and directions.is_none(model, prop):
            text = text.replace(f"({type_of(prop, required=False)})", f"({or_none(prop)})", 1)
        described.append(text)
    example = [f"Example: {safe_for_docstring(model.example)}"] if model.example else []
    return docstring(
        [model.description or f"`{model.class_info.name}` of the document.", *example], [("Attributes", described)]
    )


def taken(model: ModelProperty, prop: Property, directions: Directions) -> str:
    """The expression that takes a property out of `_given`, a copy of the JSON object."""
    name, is_list = literal(prop.name), isinstance(prop, ListProperty)
    if prop.required and not directions.must_be_there(model, prop):
        return read(prop, f"_given.pop({name})")
    if not prop.required and not directions.is_none(model, prop):
        make = maker(prop)
        return f"_models.unset_or(_given, {name}, {make})" if make else f"_given.pop({name}, UNSET)"
    make = maker(prop.inner_property) if isinstance(prop, ListProperty) else maker(prop)
    if not prop.required and not make and not is_list:
        return f"_given.pop({name}, None)"
    function = ("required" if prop.required else "optional") + ("_list" if is_list else "")
    return f"_models.{function}(_given, {name}{', ' * bool(make)}{make})"


def entries(model: ModelProperty) -> list[str]:
    """The entries of the JSON object that are always there: what the document does not name, and what it requires."""
    required = [
        f"{literal(one.name)}: {written(one, f'self.{one.python_name}')}" for one in model.required_properties or ()
    ]
    if not model.additional_properties:
        return required
    value = written(model.additional_properties, "value")
    others = "self.additional_properties"
    return [
        f"**{others}" if value == "value" else f"**{{name: {value} for name, value in {others}.items()}}",
        *required,
    ]


def declared(model: ModelProperty, prop: Property, directions: Directions) -> str:
    """A property as an attribute."""
    if not prop.required and directions.is_none(model, prop):
        return f"{prop.python_name}: {or_none(prop)} = None"
    return prop.to_string().as_unembedded_code()
