"""Names of a document that would break the code in which they stand; the generator knows fewer of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from openapi_python_client.config import ClassOverride, Config
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.schema.untrusted_string import UntrustedString

from .model_code import properties

CLASSES = {
    *(
        "Any",
        "AuthenticatedClient",
        "BytesIO",
        "Client",
        "File",
        "Mapping",
        "Response",
        "Self",
        "Unset",
        "UNSET",
        "UUID",
    ),
    "TYPE_CHECKING",
}
"""Names that the modules of operations and models import."""

ATTRIBUTES = {"additional_keys", "additional_properties", "from_dict", "to_dict", "to_multipart"}
"""What a model has besides its properties."""


def overrides(data: GeneratorData) -> dict[str, ClassOverride]:
    """Other names for models that are called as something that their modules import."""
    taken = {str(made.class_info.name) for made in (*data.models, *data.enums)} & CLASSES
    return {name: ClassOverride.model_validate({"class_name": f"{name}Model"}) for name in taken}


def rename(data: GeneratorData, config: Config) -> None:
    """Give another name to properties that hide a method of their model, and to parameters called `body` beside a body."""
    for model in data.models:
        for prop in properties(model):
            if prop.python_name in ATTRIBUTES:
                prop.set_python_name(UntrustedString(f"{prop.python_name}_"), config, skip_snake_case=True)
    for endpoint in endpoints(data):
        for location, prop in endpoint.iter_all_parameters():
            if endpoint.bodies and prop.python_name == "body":
                prop.set_python_name(UntrustedString(f"body_{location}"), config)
                path = endpoint.path.get_untrusted_value()
                endpoint.path = UntrustedString(path.replace("{body}", f"{{{prop.python_name}}}"))


def collisions(data: GeneratorData) -> list[str]:
    """What would be written to one and the same file, a line each."""
    operations = Counter(
        (tag, one.name) for tag, found in data.endpoint_collections_by_tag.items() for one in found.endpoints
    )
    modules = Counter(str(made.class_info.module_name) for made in (*data.models, *data.enums))
    return [
        *(
            f"{tag} has {count} operations called {name} in Python"
            for (tag, name), count in operations.items()
            if count > 1
        ),
        *(f"{count} schemas are written to the module {name}" for name, count in modules.items() if count > 1),
    ]


def endpoints(data: GeneratorData) -> Iterator[Endpoint]:
    """All operations of a document."""
    for collection in data.endpoint_collections_by_tag.values():
        yield from collection.endpoints
