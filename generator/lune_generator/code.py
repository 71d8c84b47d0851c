"""Pieces of Python source code."""

from __future__ import annotations

from collections.abc import Mapping

from openapi_python_client import strings

from .document import Value


def literal(value: Value) -> str:
    """A JSON scalar as source code, text in double quotes."""
    if isinstance(value, str):
        return f'"{strings.in_double_quote_literal(value)}"'
    return repr(value)


def named_arguments(values: Mapping[str, Value]) -> str:
    """``, name=value`` for each, as source code."""
    return "".join(f", {name}={literal(value)}" for name, value in values.items())


def snake(name: str) -> str:
    """The name of a class as the name of a function."""
    return strings.snake_case(name)


def class_name(component: str) -> str:
    """The Python name of a component or a tag."""
    return str(strings.ClassName(component, ""))


def values_name(component: str) -> str:
    """The name of the constant that holds the members of an enumeration."""
    return f"{snake(class_name(component)).upper()}_VALUES"
