"""The object PaginatedOrders of the API document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..checking import to_list
from ..reading import JSON_ARRAY, JSON_OBJECT, unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text
from .order import Order

_FIELDS: Final[frozenset[str]] = frozenset({"data", "has_more", "next_cursor"})


@define(init=False, repr=False)
class PaginatedOrders:
    """A page of orders, the most recent first.

    Schema ``PaginatedOrders`` of the API document.

    Attributes:
        has_more: Whether there are more orders after this page.
        next_cursor: What to give as `after` for the next page; null when there is none.
        data: The orders of the page.
    """

    has_more: bool
    next_cursor: str | None
    data: list[Order]
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"data", "has_more", "next_cursor"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        has_more: bool,
        next_cursor: str | None,
        data: Sequence[Order],
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.has_more = has_more
        self.next_cursor = next_cursor
        self.data = to_list(data, "data")
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
        self.has_more = get("has_more", UNSET)
        self.next_cursor = get("next_cursor", UNSET)
        value = get("data", UNSET)
        self.data = (
            [Order.from_dict(item) if isinstance(item, JSON_OBJECT) else item for item in value]
            if isinstance(value, JSON_ARRAY)
            else value
        )
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "has_more": self.has_more,
                "next_cursor": self.next_cursor,
                "data": self.data,
            },
            self.additional_properties,
        )
