"""The object MerchantWithSearchTerm of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..checking import check_known, check_text
from ..reading import unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text

_FIELDS: Final[frozenset[str]] = frozenset({"country_code", "name", "search_term"})


@define(init=False, repr=False)
class MerchantWithSearchTerm:
    """What was bought.

    Schema ``MerchantWithSearchTerm`` of the API document.

    Attributes:
        country_code: Country of the merchant, ISO 3166-1 alpha-3.
        search_term: What was bought. (length at least 1)
        name: The merchant's name.
    """

    country_code: str
    search_term: str
    name: str | Unset
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"country_code", "search_term"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        country_code: str,
        search_term: str,
        name: str | Unset = UNSET,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.country_code = country_code
        self.search_term = search_term
        self.name = name
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
        self.country_code = get("country_code", UNSET)
        self.search_term = get("search_term", UNSET)
        self.name = get("name", UNSET)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "country_code": self.country_code,
                "search_term": self.search_term,
                "name": self.name,
            },
            self.additional_properties,
        )

    def check(self, at: str = "") -> None:
        """Refuse what the API document does not allow in a request.

        Args:
            at: where the object stands in the request; begins the field names of errors.

        Raises:
            InvalidRequestError: a value breaks a bound, is of a wrong type or is missing.
        """
        check_text(f"{at}country_code", self.country_code, pattern="^[A-Z]{3}\\Z")
        check_text(f"{at}search_term", self.search_term, min_length=1)
        if not isinstance(self.name, Unset):
            check_text(f"{at}name", self.name)
        check_known(at, self.additional_properties)
