"""The object ErrorResponse of the API document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..checking import to_list
from ..reading import JSON_ARRAY, JSON_OBJECT, unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text
from .error import Error

_FIELDS: Final[frozenset[str]] = frozenset({"error", "errors"})


@define(init=False, repr=False)
class ErrorResponse:
    """Why a request was refused.

    Schema ``ErrorResponse`` of the API document.

    Attributes:
        errors: The same single error, kept for old clients. (number of items at least 1,
            number of items at most 1)
        error: An error.
    """

    errors: list[Error]
    error: Error
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"error", "errors"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        errors: Sequence[Error],
        error: Error,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.errors = to_list(errors, "errors")
        self.error = error
        self.additional_properties = {**additional_properties} if additional_properties else {}

    __repr__ = object_text

    @classmethod
    def from_dict(cls, src: Mapping[str, JSON]) -> Self:
        """Read the object from JSON data, tolerantly.

        A required field that is missing is UNSET, null stays None, and a value of another type
        than the document says stays as it came.
        """
        self = cls.__new__(cls)
        data: Any = src
        get = data.get
        value = get("errors", UNSET)
        self.errors = (
            [Error.from_dict(item) if isinstance(item, JSON_OBJECT) else item for item in value]
            if isinstance(value, JSON_ARRAY)
            else value
        )
        value = get("error", UNSET)
        self.error = Error.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "errors": self.errors,
                "error": self.error,
            },
            self.additional_properties,
        )
