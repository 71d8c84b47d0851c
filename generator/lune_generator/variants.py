"""What tells the alternatives of a union apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from .bounds import python_pattern
from .code import literal, values_name
from .document import Document, Raw, Value, refuse

if TYPE_CHECKING:
    from .shapes import Variant


@frozen(kw_only=True)
class Test:
    """The values that a property of one alternative can have.

    Attributes:
        allowed: the constant or the members of an enumeration.
        enumeration: the component of the enumeration.
        pattern: a pattern in place of allowed values.
    """

    __test__ = False

    allowed: tuple[Value, ...] = ()
    enumeration: str | None = None
    pattern: str | None = None

    def passes(self, value: Value) -> bool:
        """Whether an example of the document has such a value."""
        if self.pattern is not None:
            return isinstance(value, str) and bool(re.search(self.pattern, value, re.ASCII))
        return value in self.allowed

    @property
    def code(self) -> str:
        """The test as source code."""
        if self.pattern is not None:
            return f"re.compile({literal(self.pattern)}, re.ASCII)"
        if self.enumeration is not None:
            return f"frozenset({values_name(self.enumeration)})"
        return f"frozenset({{{', '.join(map(literal, self.allowed))}}})"


def test_of(document: Document, raw: Raw) -> Test | None:
    """What a schema allows, None if it does not say."""
    schema = document.without_null(raw)
    if "const" in schema:
        return Test(allowed=(schema["const"],))
    if "enum" in schema:
        component = document.component(raw)
        if component is None:
            refuse("an enum is written out in place: name it as a component")
        return Test(allowed=tuple(schema["enum"]), enumeration=component)
    if "pattern" in schema:
        return Test(pattern=python_pattern(schema["pattern"]))
    return None


def is_example_of(variant: Variant, value: Value) -> bool:
    """Whether an example of the document is of this variant."""
    if not variant.is_object:
        test = variant.tests.get("")
        return type(value).__name__ == variant.shape.kind and (test is None or test.passes(value))
    return (
        isinstance(value, dict)
        and set(variant.required) <= value.keys() <= set(variant.known)
        and all(test.passes(value[n]) for n, test in variant.tests.items() if n in value)
    )
