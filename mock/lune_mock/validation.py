"""Schemas of the document, compiled by jsonschema-rs, and problems told in terms of fields."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from jsonschema_rs import (
    Draft202012,
    Draft202012Validator,
    Registry,
    ValidationError,
    ValidationErrorKind,
)

from lune_mock.json_values import items, record

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lune_document import JSON

__all__ = ["Schema", "Schemas"]

_DOCUMENT = "urn:lune:openapi"
# jsonschema-rs writes this where its messages would repeat the value.
_IT = "it"
_MOST_NAMED = 20
_LONGEST_VALUE = 80
_LONGEST_REASON = 400


class Schemas:
    """The document as a place where schemas are found by JSON pointer."""

    def __init__(self, document: JSON) -> None:
        self._document = document
        self._registry = Registry([(_DOCUMENT, document)], draft=Draft202012)

    def at(self, *pointer: str) -> Schema:
        """Return the schema that stands at `pointer`, compiled when it is first used."""
        return Schema(self._document, self._registry, pointer)


class Schema:
    """One schema of the document."""

    def __init__(self, document: JSON, registry: Registry, pointer: Sequence[str]) -> None:
        self._document = document
        self._registry = registry
        self._pointer = pointer

    def problem(self, value: JSON, field: str) -> str | None:
        """Return why `value`, which stands at `field`, does not satisfy the schema; None if it does.

        The text names the innermost field that is wrong and its value.
        """
        if self._validator.is_valid(value):
            return None
        return self._described(_most_telling(self._validator.iter_errors(value)), field)

    def _described(self, error: ValidationError, field: str) -> str:
        kind = error.kind
        path = _path(field, error.instance_path)
        if isinstance(kind, ValidationErrorKind.Required):
            return f"{path}: the property {str(kind.property)!r} is missing"
        if isinstance(kind, ValidationErrorKind.AdditionalProperties):
            names = ", ".join(
                _shortened(repr(name), _LONGEST_VALUE) for name in kind.unexpected[:5]
            )
            return f"{path}: there is no property {names} here; {self._taken(error)}"
        value = json.dumps(error.instance, ensure_ascii=False)
        reason = _shortened(_reason(error), _LONGEST_REASON)
        return f"{path} is {_shortened(value, _LONGEST_VALUE)}: {reason}"

    def _taken(self, error: ValidationError) -> str:
        """Return what is known where a property is not."""
        schema = self._document
        for step in error.schema_path[:-1]:
            # Older releases of jsonschema-rs leave the steps percent-encoded.
            schema = items(schema)[step] if isinstance(step, int) else record(schema)[unquote(step)]
        return f"it takes {', '.join(record(record(schema)['properties']))}"

    @cached_property
    def _validator(self) -> Draft202012Validator:
        steps = (step.replace("~", "~0").replace("/", "~1") for step in self._pointer)
        reference = f"{_DOCUMENT}#/{quote('/'.join(steps), safe='/~')}"
        return Draft202012Validator(
            {"$ref": reference}, registry=self._registry, validate_formats=True, mask=_IT
        )


def _most_telling(errors: Iterable[ValidationError]) -> ValidationError:
    """Return the error that a person would correct first.

    A union reports only that no variant fits; of its variants the one is taken that the value
    comes closest to: one that fails further inside, does not fail by its keys, and has the fewest
    problems. One of another type than the value is none of them.
    """
    best = max(errors, key=_likeness)
    kind = best.kind
    if isinstance(kind, (ValidationErrorKind.OneOfNotValid, ValidationErrorKind.AnyOf)):
        variants = [list(variant) for variant in kind.context]
        fit = [each for each in variants if each and not _is_of_another_type(each, best)]
        if fit:
            closest = max(fit, key=_closeness)
            return _most_telling(closest)
    return best


def _closeness(variant: list[ValidationError]) -> tuple[tuple[bool, int], int]:
    return min(map(_likeness, variant)), -len(variant)


def _likeness(error: ValidationError) -> tuple[bool, int]:
    misfit = (
        ValidationErrorKind.Type,
        ValidationErrorKind.Required,
        ValidationErrorKind.AdditionalProperties,
        ValidationErrorKind.Constant,
    )
    return (not isinstance(error.kind, misfit), len(error.instance_path))


def _is_of_another_type(variant: list[ValidationError], union: ValidationError) -> bool:
    depth = len(union.instance_path)
    return any(
        isinstance(error.kind, ValidationErrorKind.Type) and len(error.instance_path) == depth
        for error in variant
    )


def _reason(error: ValidationError) -> str:
    """Return why a value is wrong; for a union, the reasons of its variants."""
    kind = error.kind
    if isinstance(kind, (ValidationErrorKind.OneOfNotValid, ValidationErrorKind.AnyOf)):
        return " and ".join(dict.fromkeys(_reason(variant[0]) for variant in kind.context))
    if isinstance(kind, ValidationErrorKind.Enum) and len(kind.options) <= _MOST_NAMED:
        members = (json.dumps(each, ensure_ascii=False) for each in kind.options)
        return f"{_IT} is none of {', '.join(members)}"
    return error.message


def _path(field: str, steps: Iterable[str | int]) -> str:
    path = field
    for step in steps:
        if isinstance(step, int):
            path += f"[{step}]"
        else:
            path = f"{path}.{_shortened(step, _LONGEST_VALUE)}" if path else step
    return path or "body"


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}..."
