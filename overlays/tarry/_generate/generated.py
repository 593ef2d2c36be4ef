"""What the generator of clients made of a document, found by the names that the document uses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.properties import ModelProperty, Property
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.union import UnionProperty

AnyProperty = Property | PropertyProtocol


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation, as the generated function takes it."""

    place: str
    """path, query, header or cookie."""
    name: str
    """As the document calls it."""
    python_name: str
    type: str
    required: bool
    description: str
    default: str = ""
    """As Python; empty where the document names none."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A generated operation: the module `api.<tag>.<name>`."""

    id: str
    tag: str
    name: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    bodies: tuple[AnyProperty, ...]
    body_required: bool
    answers: tuple[tuple[int, int, AnyProperty], ...]
    """First and last status code, and what the body is parsed to."""
    models: Mapping[str, ModelProperty]
    """Those of the document."""

    @property
    def module(self) -> str:
        """How generated code calls it, where it has imported the module of its tag."""
        return f"{self.tag}_api.{self.name}"

    def parameter(self, place: str, name: str) -> Parameter:
        """One by its place and the document's name for it; headers in any case.

        Raises:
            LookupError: There is none.
        """
        for one in self.parameters:
            if one.place == place and (one.name == name or (place == "header" and one.name.lower() == name.lower())):
                return one
        raise LookupError(f"{self.id} has no {place} parameter {name}")

    def answer(self, code: int) -> AnyProperty | None:
        """What an answer with this status is parsed to; None where the document does not describe it."""
        return next((made for first, last, made in self.answers if first <= code <= last), None)


class Generated:
    """The operations and models of a document."""

    def __init__(self, data: GeneratorData, ids: Mapping[tuple[str, str], str]) -> None:
        """Take what the generator parsed; *ids* are the operationIds by method and path."""
        self.models = {str(model.class_info.name): model for model in data.models if isinstance(model, ModelProperty)}
        self.operations: dict[str, Operation] = {}
        known = {(method, _shape(path)): name for (method, path), name in ids.items()}
        for tag, collection in data.endpoint_collections_by_tag.items():
            for endpoint in collection.endpoints:
                path = endpoint.path.get_untrusted_value()
                operation_id = known[endpoint.method, _shape(path)]
                places = {
                    "path": endpoint.path_parameters,
                    "query": endpoint.query_parameters,
                    "header": endpoint.header_parameters,
                    "cookie": endpoint.cookie_parameters,
                }
                parameters = tuple(_parameter(place, one) for place, found in places.items() for one in found)
                self.operations[operation_id] = Operation(
                    operation_id,
                    str(tag),
                    str(endpoint.name),
                    endpoint.method,
                    path,
                    endpoint.summary.get_untrusted_value() if endpoint.summary else "",
                    endpoint.description.get_untrusted_value() if endpoint.description else "",
                    parameters,
                    tuple(body.prop for body in endpoint.bodies),
                    bool(endpoint.bodies and endpoint.bodies[0].prop.required),
                    tuple((*_codes(answer), answer.prop) for answer in endpoint.responses.patterns),
                    self.models,
                )


def _shape(path: str) -> str:
    """A path without the names in it, which the generator changes."""
    return re.sub(r"\{[^{}]*\}", "{}", path)


def _codes(answer: Any) -> tuple[int, int]:
    first, last = answer.status_code.range
    return first, last


def _parameter(place: str, found: Any) -> Parameter:
    name = found.name.get_untrusted_value()
    description = found.description.get_untrusted_value() if found.description else ""
    value = None if found.default is None else found.default.raw_value
    default = repr(value) if isinstance(value, bool | int | float | str) else ""
    return Parameter(place, name, str(found.python_name), type_of(found), found.required, description, default)


def type_of(made: AnyProperty) -> str:
    """The Python type of a value that is there, with the classes of models as attributes of `models`."""
    if isinstance(made, ListProperty):
        return f"list[{type_of(made.inner_property)}]"
    if isinstance(made, UnionProperty):
        return " | ".join(dict.fromkeys(type_of(one) for one in made.inner_properties))
    code = made.get_type_string(no_optional=True).as_unembedded_code()
    return f"models.{code}" if hasattr(made, "class_info") else code


def parts(made: AnyProperty) -> Iterator[AnyProperty]:
    """The alternatives of a union; otherwise itself."""
    if isinstance(made, UnionProperty):
        for one in made.inner_properties:
            yield from parts(one)
    else:
        yield made


Models = Mapping[str, ModelProperty]
"""Those of a document by the names of their classes. A property may have been made before its model was read to the end."""


def model_of(made: AnyProperty | None, models: Models) -> ModelProperty | None:
    """The one model that a property is, where null or absent aside it is one."""
    found = [] if made is None else [one for one in parts(made) if isinstance(one, ModelProperty)]
    return models.get(found[0].class_info.name, found[0]) if len(found) == 1 else None


def properties(model: ModelProperty) -> list[AnyProperty]:
    """All properties of a model, the required ones first."""
    return [*(model.required_properties or ()), *(model.optional_properties or ())]


def is_required(model: ModelProperty, made: AnyProperty) -> bool:
    """Whether a property of a model is always there. What the property itself says changes while models are written."""
    return any(made is one for one in model.required_properties or ())


def attribute(model: ModelProperty, name: str) -> AnyProperty | None:
    """The property of a model that the document calls *name*."""
    return next((one for one in properties(model) if one.name.get_untrusted_value() == name), None)
