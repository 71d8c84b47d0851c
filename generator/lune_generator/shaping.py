"""Makes shapes of the properties that the generator has parsed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from attrs import evolve, frozen
from openapi_python_client.parser.properties import ModelProperty
from openapi_python_client.parser.properties.any import AnyProperty
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.literal_enum_property import LiteralEnumProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty

from .bounds import bounds
from .code import class_name, literal, snake
from .document import Document, DocumentError, Raw, refuse
from .properties import (
    COMPONENT,
    DecimalProperty,
    MassProperty,
    NamedUnionProperty,
    StringMapProperty,
)
from .rules import shares_of
from .shapes import (
    Constant,
    Exact,
    Field,
    Items,
    MassShape,
    Nullable,
    Object,
    Shape,
    StringMap,
    Union,
    Variant,
)
from .variants import test_of


@frozen
class Place:
    """Where a value stands in the document.

    Attributes:
        label: names it in errors.
        sent: whether requests can hold it.
    """

    label: str
    sent: bool = True


def _scalar(
    python_type: str, kind: str, checker: str, reader: str = "", example_form: str = "{}"
) -> Shape:
    return Shape(
        annotation=python_type,
        accepts=python_type,
        kind=kind,
        checker=checker,
        reader=reader,
        example_form=example_form,
    )


_SCALARS: Mapping[type[PropertyProtocol], Shape] = {
    AnyProperty: Shape(annotation="JSON", accepts="JSON"),
    BooleanProperty: _scalar("bool", "bool", "check_flag"),
    DateProperty: _scalar(
        "date", "str", "check_day", reader="read_day", example_form="date.fromisoformat({})"
    ),
    DateTimeProperty: _scalar(
        "datetime",
        "str",
        "check_moment",
        reader="read_moment",
        example_form="datetime.fromisoformat({})",
    ),
    FloatProperty: _scalar("float", "float", "check_number"),
    IntProperty: _scalar("int", "int", "check_integer"),
    StringProperty: _scalar("str", "str", "check_text"),
    StringMapProperty: StringMap(
        annotation="dict[str, str]",
        accepts="Mapping[str, str]",
        kind="dict",
        checker="check_string_map",
    ),
}


class Shaping:
    """Makes the shapes of one document.

    Args:
        document: the document as it is written.
        models: the generator's models by class name. A reference holds a copy that was made
            before the properties were known, so models are looked up here.
    """

    def __init__(self, document: Document, models: Mapping[str, ModelProperty]) -> None:
        self._document = document
        self._models = models
        self._objects: dict[str, Object] = {}
        self._makers: Mapping[type, Callable[..., Shape]] = {
            ConstProperty: self._constant,
            DecimalProperty: self._exact,
            ListProperty: self._items,
            LiteralEnumProperty: self._enumeration,
            MassProperty: self._mass,
            ModelProperty: self._model,
            NamedUnionProperty: self._named_union,
            UnionProperty: self._union,
        }

    def of(self, prop: PropertyProtocol, raw: Raw, place: Place) -> Shape:
        """The shape of a parsed property.

        Args:
            prop: the property as the generator parsed it.
            raw: the schema it was parsed from.
            place: where it stands.

        Raises:
            DocumentError: there is no shape for it.
        """
        maker = self._makers.get(type(prop))
        if maker is not None:
            return maker(prop, raw, place)
        scalar = _SCALARS.get(type(prop))
        if scalar is None:
            refuse(f"the templates have no code for a {type(prop).__name__}: {dict(raw)}")
        limits = bounds(self._document.without_null(raw))
        return evolve(scalar, bounds=limits, label=place.label)

    def field(self, prop: PropertyProtocol, raw: Raw, owner: str, *, sent: bool = True) -> Field:
        """A property of an object, or a parameter of an operation."""
        name = prop.name.get_untrusted_value()
        place = Place(f"{owner}.{name}", sent)
        try:
            shape = self.of(prop, raw, place)
        except DocumentError as error:
            refuse(f"{place.label}: {error}")
        return Field(
            name=name,
            python_name=str(prop.python_name),
            required=prop.required,
            shape=shape,
            raw=raw,
            description=self._document.describe(raw),
        )

    def object(self, prop: ModelProperty) -> Object:
        """The shape of a model, its fields included."""
        component = component_of(prop)
        if component is None:
            refuse(f"the object {prop.class_info.name} is written out in place: name it")
        if component in self._objects:
            return self._objects[component]
        name = str(prop.class_info.name)
        shape = Object(
            annotation=name, accepts=name, kind="dict", checker="check_object", component=component
        )
        self._objects[component] = shape
        for inner in self.fields(self._models[name], component):
            shape.fields[inner.name] = inner
        return shape

    def fields(self, prop: ModelProperty, component: str) -> list[Field]:
        """The fields of a model, required ones first."""
        raws = self._document.properties(self._document.schemas[component])
        props = [*(prop.required_properties or ()), *(prop.optional_properties or ())]
        return [
            self.field(
                inner,
                raws[inner.name.get_untrusted_value()],
                component,
                sent=component in self._document.sent,
            )
            for inner in props
        ]

    def _model(self, prop: ModelProperty, _raw: Raw, _place: Place) -> Shape:
        return self.object(prop)

    def _constant(self, prop: ConstProperty, _raw: Raw, place: Place) -> Shape:
        value = prop.value.raw_value
        code = f"Literal[{literal(value)}]"
        return Constant(
            annotation=code,
            accepts=code,
            kind=type(value).__name__,
            checker="check_constant",
            label=place.label,
            value=value,
        )

    def _exact(self, prop: DecimalProperty, raw: Raw, place: Place) -> Shape:
        if prop.as_number and place.sent:
            refuse("an exact number in a request must be text: a JSON number may lose digits")
        limits = bounds(self._document.without_null(raw))
        if limits.keys() - {"pattern"}:
            refuse("an exact number can be bounded by a pattern only")
        return Exact(
            annotation="Decimal",
            accepts="DecimalInput",
            kind="float" if prop.as_number else "str",
            checker="check_decimal",
            bounds=limits,
            label=place.label,
            as_number=prop.as_number,
        )

    def _enumeration(self, prop: LiteralEnumProperty, _raw: Raw, place: Place) -> Shape:
        name = str(prop.class_info.name)
        return Shape(
            annotation=name, accepts=name, kind="str", checker="check_text", label=place.label
        )

    def _mass(self, prop: MassProperty, _raw: Raw, place: Place) -> Shape:
        component = component_of(prop) or ""
        raws = self._document.properties(self._document.schemas[component])
        units = self._document.resolve(raws["unit"]).get("enum", ())
        name = str(prop.class_info.name) if raws.keys() - {"amount", "unit"} else "Mass"
        return MassShape(
            annotation=name,
            accepts=name,
            kind="dict",
            checker="check_mass",
            bounds=bounds(self._document.resolve(raws["amount"])),
            label=place.label,
            units=tuple(units) if place.sent else (),
        )

    def _items(self, prop: ListProperty, raw: Raw, place: Place) -> Shape:
        schema = self._document.without_null(raw)
        item = self.of(prop.inner_property, schema["items"], place)
        return Items(
            annotation=f"list[{item.annotation}]",
            accepts=f"Sequence[{item.accepts}]",
            kind="list",
            checker="check_items",
            bounds=bounds(schema),
            label=place.label,
            item=item,
            shares=shares_of(self._document, schema),
        )

    def _union(self, prop: UnionProperty, raw: Raw, place: Place) -> Shape:
        """``X | None``, the one union that is written out in place."""
        inner = [p for p in prop.inner_properties if not isinstance(p, NoneProperty)]
        if len(inner) != 1 or len(prop.inner_properties) == 1:
            refuse("a union is written out in place: name it as a component")
        if place.sent:
            refuse("null in a request: let the property be left out instead")
        shape = self.of(inner[0], self._document.without_null(raw), place)
        return Nullable(
            annotation=f"{shape.annotation} | None",
            accepts=f"{shape.accepts} | None",
            kind=shape.kind,
            bounds=shape.bounds,
            label=place.label,
            inner=shape,
        )

    def _named_union(self, prop: NamedUnionProperty, _raw: Raw, place: Place) -> Union:
        name = str(prop.class_info.name)
        raws = self._document.alternatives(self._document.schemas[prop.component])
        variants = self.variants(prop.union.inner_properties, raws, Place(name))
        plain = all(v.shape.accepts == v.shape.annotation for v in variants)
        if not plain and {v.shape.annotation for v in variants} != {"int", "Decimal"}:
            refuse(f"{prop.component}: an exact number can share a union with integers only")
        return Union(
            annotation=name,
            accepts=name if plain else "DecimalInput",
            reader=f"read_{snake(name)}",
            checker=f"check_{snake(name)}" if prop.component in self._document.sent else "",
            label=place.label,
            variants=variants,
            converter="" if plain else f"to_{snake(name)}",
        )

    def variants(
        self, props: Sequence[PropertyProtocol], raws: Sequence[Raw], place: Place
    ) -> tuple[Variant, ...]:
        """The alternatives of a union, with what tells each from the others."""
        if len(props) != len(raws):
            refuse("two variants of the union are the same type in Python")
        found = [self._variant(p, r, place) for p, r in zip(props, raws, strict=True)]
        return tuple(_with_shared_tests(variant, found) for variant in found)

    def _variant(self, prop: PropertyProtocol, raw: Raw, place: Place) -> Variant:
        shape = self.of(prop, raw, place)
        if isinstance(shape, Union | Nullable):
            refuse(f"a union inside a union: list the variants of {shape.annotation} instead")
        if shape.kind != "dict":
            tests = {"": test_of(self._document, raw)}
            return Variant(shape=shape, tests={k: t for k, t in tests.items() if t})
        known = self._document.properties(raw)
        required = self._document.required(raw)
        tests = {name: test_of(self._document, inner) for name, inner in known.items()}
        nullable = {name for name, inner in known.items() if self._document.allows_null(inner)}
        return Variant(
            shape=shape,
            required=tuple(name for name in known if name in required),
            nullable=tuple(name for name in known if name in required & nullable),
            known=tuple(known),
            tests={name: test for name, test in tests.items() if test},
        )


def _with_shared_tests(variant: Variant, everyone: Sequence[Variant]) -> Variant:
    """The variant with the tests of what it has in common with another."""
    others = [v for v in everyone if v is not variant and v.shape.kind == variant.shape.kind]
    shared = {name for other in others for name in other.known or ("",)}
    return evolve(variant, tests={n: test for n, test in variant.tests.items() if n in shared})


def component_of(prop: ModelProperty) -> str | None:
    """The component behind a model, None for an object written out in place."""
    for root in prop.roots:
        path = root if isinstance(root, str) else root.get_untrusted_value()
        component = path.removeprefix(COMPONENT)
        if path.startswith(COMPONENT) and class_name(component) == prop.class_info.name:
            return component
    return None
