"""Pieces of Python source code."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from openapi_python_client import strings

from .document import Value

_LIBRARY = ("datetime", ("date", "datetime"))


def literal(value: Value) -> str:
    """A JSON scalar as source code, text in double quotes."""
    if isinstance(value, str):
        return f'"{strings.in_double_quote_literal(value)}"'
    return repr(value)


def named_arguments(values: Mapping[str, Value]) -> str:
    """``, name=value`` for each, as source code."""
    return "".join(f", {name}={literal(value)}" for name, value in values.items())


def imports_of_example(code: str, names: Iterable[str], models: str) -> str:
    """The import statements that an example needs.

    Args:
        code: the example.
        names: what can be imported from ``models``.
        models: the module of the models.
    """
    used = {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
    lines = [(module, sorted(used & {*known})) for module, known in (_LIBRARY, (models, names))]
    return "".join(f"from {module} import {', '.join(found)}\n" for module, found in lines if found)


def snake(name: str) -> str:
    """The name of a class as the name of a function."""
    return strings.snake_case(name)


def class_name(component: str) -> str:
    """The Python name of a component or a tag."""
    return str(strings.ClassName(component, ""))


def values_name(component: str) -> str:
    """The name of the constant that holds the members of an enumeration."""
    return f"{snake(class_name(component)).upper()}_VALUES"
