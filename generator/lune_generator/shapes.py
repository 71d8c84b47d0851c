"""How a value of the document looks in Python: its type, how it is read, checked and written.

A Shape gives pieces of source code. Only the helpers of the generated package appear in them
(``read_decimal``, ``check_text`` ...), so every rule has one implementation there.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from attrs import define, field

from .code import literal, named_arguments
from .document import Raw, Value, refuse
from .rules import Shares
from .variants import Test, is_example_of


@define(kw_only=True, slots=False)
class Shape:
    """A scalar; the base of the others.

    Attributes:
        annotation: type of the attribute that holds the value.
        accepts: type of the argument that takes it.
        kind: the JSON type, as Python reads it.
        bounds: what the document demands of a value that is sent.
        label: names the value in errors, such as ``Order.total_cost``.
        reader: the helper that reads it; without one the JSON value is kept.
        checker: the helper that checks it; without one anything may be sent.
        example_form: the code of an example, ``{}`` being the JSON value.
    """

    annotation: str
    accepts: str
    kind: str = "object"
    bounds: Mapping[str, Value] = field(factory=dict[str, Value])
    label: str = ""
    reader: str = ""
    checker: str = ""
    example_form: str = "{}"

    def read(self, value: str) -> str:
        """Code that makes the Python value of a JSON value; what does not fit stays as it is."""
        return f"{self.reader}({value})" if self.reader else value

    def convert(self, value: str) -> str:
        """Code that makes an argument what the attribute holds."""
        return value

    def write(self, value: str) -> str:
        """Code that makes JSON data, or leaves that to the general rule."""
        return value

    def check(self, value: str, path: str) -> list[str]:
        """Statements that refuse what must not be sent; ``path`` is the inside of an f-string."""
        return [self.check_at(value, f'f"{path}"')] if self.checker else []

    def check_at(self, value: str, path: str) -> str:
        """The call of the checking helper; ``path`` is any code."""
        return f"{self.checker}({path}, {value}{named_arguments(self.bounds)})"

    def example(self, value: Value) -> str:
        """Code for an example of the document."""
        return self.example_form.format(literal(value))

    @property
    def name(self) -> str:
        """The last part of the label."""
        return self.label.rpartition(".")[2]


@define(kw_only=True, slots=False)
class Exact(Shape):
    """An exact number, text in JSON unless ``as_number``."""

    as_number: bool = False

    def read(self, value: str) -> str:
        """Text and numbers become a Decimal."""
        return f"read_decimal({value}, {literal(self.label)})"

    def convert(self, value: str) -> str:
        """Floats are refused here."""
        return f"to_decimal({value}, {literal(self.name)})"

    def write(self, value: str) -> str:
        """The general rule writes text."""
        return f"json_number({value})" if self.as_number else value

    def example(self, value: Value) -> str:
        """Text, as people write it."""
        return literal(str(value))


@define(kw_only=True, slots=False)
class StringMap(Shape):
    """A mapping of text to text."""

    def convert(self, value: str) -> str:
        """The mapping is copied."""
        return f"to_string_map({value}, {literal(self.name)})"

    def example(self, value: Value) -> str:
        """A dict."""
        return "{" + ", ".join(f"{literal(k)}: {literal(v)}" for k, v in value.items()) + "}"


@define(kw_only=True, slots=False)
class Constant(Shape):
    """A value that is always the same."""

    value: str | float

    def check_at(self, value: str, path: str) -> str:
        """The constant takes the place of bounds."""
        return f"check_constant({path}, {value}, {literal(self.value)})"


@define(kw_only=True, slots=False)
class Object(Shape):
    """An object with a class of its own."""

    component: str
    fields: dict[str, Field] = field(factory=dict[str, "Field"])

    def read(self, value: str) -> str:
        """A JSON object becomes an instance."""
        return (
            f"{self.annotation}.from_dict({value}) if isinstance({value}, JSON_OBJECT) else {value}"
        )

    def check_at(self, value: str, path: str) -> str:
        """The object checks itself."""
        return f"check_object({path}, {value}, {self.annotation})"

    def example(self, value: Value) -> str:
        """A call of the class."""
        given = [
            f"{f.python_name}={f.shape.example(value[name])}"
            for name, f in self.fields.items()
            if name in value and not isinstance(f.shape, Constant)
        ]
        return f"{self.annotation}({', '.join(given)})"


@define(kw_only=True, slots=False)
class MassShape(Shape):
    """A mass; the units are those that may be sent at its place, none where nothing is sent."""

    units: tuple[str, ...]

    def read(self, value: str) -> str:
        """An object with an amount and a unit becomes a mass."""
        return f"read_mass({value}, {self.annotation})"

    def convert(self, value: str) -> str:
        """What a request cannot hold is left out."""
        return f"sent_mass({value}, {self.units!r})" if self.units else value

    def example(self, value: Value) -> str:
        """Amount and unit."""
        return f"{self.annotation}({literal(value['amount'])}, {literal(value['unit'])})"


@define(kw_only=True, slots=False)
class Union(Shape):
    """One of several variants; the module of the union tells them apart.

    Attributes:
        converter: the helper that makes an argument what the attribute holds.
    """

    variants: tuple[Variant, ...]
    converter: str = ""

    def convert(self, value: str) -> str:
        """Only numbers given as text need it."""
        return f"{self.converter}({value}, {literal(self.name)})" if self.converter else value

    def checks(self, value: str, path: str) -> list[str]:
        """The statements of a check against all variants."""
        shapes = [variant.shape for variant in self.variants]
        classes = [s.annotation for s in shapes if isinstance(s, Object | MassShape)]
        scalars = {s.annotation if isinstance(s, Exact) else s.kind: s for s in shapes}
        scalars = {k: s for k, s in scalars.items() if not isinstance(s, Object | MassShape)}
        if classes:
            last = f"check_object({path}, {value}, {', '.join(classes)})"
        else:
            last = scalars.popitem()[1].check_at(value, path)
        lines: list[str] = []
        for kind, shape in scalars.items():
            lines += [
                f"{'elif' if lines else 'if'} isinstance({value}, {kind}):",
                f"    {shape.check_at(value, path)}",
            ]
        return [*lines, "else:", f"    {last}"] if lines else [last]

    def example(self, value: Value) -> str:
        """The example of the variant that fits."""
        fitting = [v.shape for v in self.variants if is_example_of(v, value)]
        if not fitting:
            refuse(f"the example {value!r} fits no variant of {self.annotation}")
        return fitting[0].example(value)


@define(kw_only=True, slots=False)
class Items(Shape):
    """A list."""

    item: Shape
    shares: Shares | None = None

    def read(self, value: str) -> str:
        """Each item by itself."""
        each = self.item.read("item")
        if each == "item":
            return value
        return f"[{each} for item in {value}] if isinstance({value}, JSON_ARRAY) else {value}"

    def convert(self, value: str) -> str:
        """The list is copied."""
        each = self.item.convert("item")
        whole = f"to_list({value}, {literal(self.name)})"
        return whole if each == "item" else f"[{each} for item in {whole}]"

    def write(self, value: str) -> str:
        """Each item by itself."""
        each = self.item.write("item")
        return value if each == "item" else f"[{each} for item in {value}]"

    def check(self, value: str, path: str) -> list[str]:
        """The length, then each item, then all together."""
        lines = super().check(value, path)
        each = self.item.check("item", f"{path}[{{index}}]")
        if each:
            lines.append(f"for index, item in enumerate({value}):")
            lines += [f"    {line}" for line in each]
        if self.shares is not None:
            rule = f"{literal(self.shares.name)}, {literal(self.shares.total)}"
            lines.append(f'check_shares(f"{path}", {value}, {rule})')
        return lines

    def example(self, value: Value) -> str:
        """A list."""
        return "[" + ", ".join(self.item.example(v) for v in value) + "]"


@define(kw_only=True, slots=False)
class Nullable(Shape):
    """A value or null, in answers only."""

    inner: Shape

    def read(self, value: str) -> str:
        """Every reader leaves null alone."""
        return self.inner.read(value)

    def convert(self, value: str) -> str:
        """None stays."""
        inner = self.inner.convert(value)
        return value if inner == value else f"None if {value} is None else {inner}"

    def write(self, value: str) -> str:
        """None stays."""
        inner = self.inner.write(value)
        return value if inner == value else f"None if {value} is None else {inner}"


@define(kw_only=True, slots=False)
class Field:
    """A property of an object, or a parameter of an operation."""

    name: str
    python_name: str
    required: bool
    shape: Shape
    raw: Raw
    description: str

    @property
    def has_default(self) -> bool:
        """Whether the argument of the constructor may be left out."""
        return not self.required or isinstance(self.shape, Constant)

    @property
    def default(self) -> str:
        """The default of the argument."""
        if self.required and isinstance(self.shape, Constant):
            return literal(self.shape.value)
        return "UNSET"

    @property
    def annotation(self) -> str:
        """Type of the attribute."""
        return self.shape.annotation if self.required else f"{self.shape.annotation} | Unset"

    @property
    def accepts(self) -> str:
        """Type of the argument."""
        return self.shape.accepts if self.required else f"{self.shape.accepts} | Unset"


@define(kw_only=True, slots=False)
class Variant:
    """One alternative of a union, and what tells it from the others.

    Attributes:
        nullable: the required properties that may be null.
        tests: by property (``""`` for the value itself) the constant, the members or the pattern.
            Only properties that another variant has as well are tested; of the others their
            presence decides.
    """

    shape: Shape
    required: tuple[str, ...] = ()
    nullable: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    tests: Mapping[str, Test] = field(factory=dict[str, Test])

    @cached_property
    def is_object(self) -> bool:
        """Whether it is a JSON object."""
        return self.shape.kind == "dict"
