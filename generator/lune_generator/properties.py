"""Property kinds that the pinned generator does not know, and the way to teach it them.

The generator turns every schema into a property object. Four kinds are added here: exact numbers,
maps of text to text, masses, and unions that have a name of their own in the document.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar

from attrs import define, field, fields
from openapi_python_client import schema as oai
from openapi_python_client.parser import bodies, openapi, properties, responses
from openapi_python_client.parser.errors import PropertyError
from openapi_python_client.parser.properties import ModelProperty, Schemas
from openapi_python_client.parser.properties.protocol import PropertyProtocol, convert_example
from openapi_python_client.parser.properties.protocol import Value as DefaultValue
from openapi_python_client.parser.properties.schemas import Class
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.schema.untrusted_string import UntrustedString
from openapi_python_client.strings import PythonCode, PythonIdentifier

from .document import Raw, Value

if TYPE_CHECKING:
    from collections.abc import Callable


COMPONENT = "/components/schemas/"


@define
class _AddedProperty(PropertyProtocol):
    """What the added kinds have in common: no default and no conversion of one."""

    name: UntrustedString
    required: bool
    default: DefaultValue | None
    python_name: PythonIdentifier
    description: UntrustedString | None
    example: UntrustedString | None = field(converter=convert_example)

    _allowed_locations: ClassVar[set[oai.ParameterLocation]] = {
        oai.ParameterLocation.QUERY,
        oai.ParameterLocation.PATH,
        oai.ParameterLocation.HEADER,
    }

    def convert_value(self, value: object) -> DefaultValue | PropertyError | None:
        """A default of the document, which none of these kinds can have."""
        if value is None or isinstance(value, DefaultValue):
            return value
        return PropertyError(detail=f"A default is not supported here: {value!r}")


@define
class DecimalProperty(_AddedProperty):
    """``format: decimal``: an exact number, text on the wire unless the type is ``number``."""

    as_number: bool = False
    _type_string: ClassVar[str] = "Decimal"
    _json_type_string: ClassVar[str] = "str"


@define
class StringMapProperty(_AddedProperty):
    """``additionalProperties: {type: string}`` without properties: a ``dict[str, str]``."""

    _type_string: ClassVar[str] = "dict[str, str]"
    _json_type_string: ClassVar[str] = "dict[str, str]"
    _allowed_locations: ClassVar[set[oai.ParameterLocation]] = set()


@define
class NamedUnionProperty(_AddedProperty):
    """A union that is a component: it keeps its name instead of being spelled out at each use."""

    component: str = field(kw_only=True)
    class_info: Class = field(kw_only=True)
    union: UnionProperty = field(kw_only=True)

    def get_base_type_string(self) -> PythonCode:
        """The name of the union."""
        return PythonCode(self.class_info.name)

    def get_base_json_type_string(self) -> PythonCode:
        """The JSON types of its alternatives."""
        return self.union.get_base_json_type_string()


@define
class MassProperty(ModelProperty):
    """``x-quantity: mass``: an object that is one and the same exact type in Python."""


def _is_decimal(data: oai.Schema) -> bool:
    return (
        data.schema_format is not None
        and data.schema_format == "decimal"
        and data.type in {oai.DataType.STRING, oai.DataType.NUMBER}
    )


def is_string_map(data: oai.Schema) -> bool:
    """Whether the schema is that of a mapping of text to text, which needs no class."""
    values = data.additionalProperties
    return (
        data.type == oai.DataType.OBJECT
        and not data.properties
        and not data.allOf
        and isinstance(values, oai.Schema)
        and values.type == oai.DataType.STRING
        and not values.enum
        and values.schema_format is None
    )


def _is_mass(data: oai.Schema) -> bool:
    return (data.model_extra or {}).get("x-quantity") == "mass"


def _as_mass(prop: ModelProperty, schemas: Schemas) -> MassProperty:
    """Put a MassProperty in the place of ``prop``, also where the generator has noted it."""
    mass = MassProperty(**{a.name: getattr(prop, a.name) for a in fields(ModelProperty)})
    schemas.classes_by_name[prop.class_info.name] = mass
    schemas.models_to_process[:] = [mass if p is prop else p for p in schemas.models_to_process]
    return mass


class _Parser:
    """The generator's own function for properties, with the added kinds tried first.

    Attributes:
        unions: the named unions that were found, by component.
    """

    original: ClassVar[Callable[..., tuple[Value, Schemas]]] = staticmethod(
        properties.property_from_data
    )

    def __init__(self) -> None:
        self.unions: dict[str, NamedUnionProperty] = {}

    def __call__(self, **given: Value) -> tuple[Value, Schemas]:
        """A property of a schema; the arguments are those of the original."""
        data: oai.Reference | oai.Schema = given["data"]
        if isinstance(data, oai.Schema) and (_is_decimal(data) or is_string_map(data)):
            return self._scalar(data, given), given["schemas"]
        prop, schemas = self.original(**given)
        if isinstance(data, oai.Reference):
            return prop, schemas
        if type(prop) is ModelProperty and _is_mass(data):
            return _as_mass(prop, schemas), schemas
        name: UntrustedString = given["name"]
        if isinstance(prop, UnionProperty) and name.startswith(COMPONENT):
            prop = NamedUnionProperty(
                **_common(given),
                component=name.get_untrusted_value().removeprefix(COMPONENT),
                class_info=Class.from_string(string=name, config=given["config"]),
                union=prop,
            )
            self.unions[prop.component] = prop
        return prop, schemas

    @staticmethod
    def _scalar(
        data: oai.Schema, given: Raw
    ) -> DecimalProperty | StringMapProperty | PropertyError:
        if data.default is not None:
            return PropertyError(detail="A default is not supported here", data=data)
        if is_string_map(data):
            return StringMapProperty(**_common(given))
        return DecimalProperty(**_common(given), as_number=data.type == oai.DataType.NUMBER)


def _common(given: Raw) -> dict[str, Value]:
    """What every property has."""
    prefix = given["config"].field_prefix
    return {
        "name": given["name"],
        "required": given["required"],
        "default": None,
        "python_name": PythonIdentifier(value=given["name"], prefix=prefix),
        "description": given["data"].description,
        "example": given["data"].example,
    }


@contextmanager
def registered() -> Generator[dict[str, NamedUnionProperty]]:
    """Teach the generator the added kinds for the length of the block.

    Four modules hold a reference of their own to the function, so it is replaced in each.

    Yields:
        The named unions by component, filled while the generator parses; it keeps no list of them.
    """
    parser = _Parser()
    places: tuple[Value, ...] = (properties, bodies, responses, openapi)
    for module in places:
        module.property_from_data = parser
    try:
        yield parser.unions
    finally:
        for module in places:
            module.property_from_data = _Parser.original
