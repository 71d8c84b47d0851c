"""The object Address of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..checking import check_known, check_text
from ..reading import unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text

_FIELDS: Final[frozenset[str]] = frozenset(
    {"city", "country_code", "postcode", "street_line1", "street_line2"}
)


@define(init=False, repr=False)
class Address:
    """A place by its postal address.

    Schema ``Address`` of the API document.

    Attributes:
        street_line1: First line of the street.
        street_line2: Second line of the street.
        postcode: The postcode.
        city: The city.
        country_code: The country, ISO 3166-1 alpha-3.
    """

    street_line1: str | Unset
    street_line2: str | Unset
    postcode: str | Unset
    city: str | Unset
    country_code: str | Unset
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset()
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        street_line1: str | Unset = UNSET,
        street_line2: str | Unset = UNSET,
        postcode: str | Unset = UNSET,
        city: str | Unset = UNSET,
        country_code: str | Unset = UNSET,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.street_line1 = street_line1
        self.street_line2 = street_line2
        self.postcode = postcode
        self.city = city
        self.country_code = country_code
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
        self.street_line1 = get("street_line1", UNSET)
        self.street_line2 = get("street_line2", UNSET)
        self.postcode = get("postcode", UNSET)
        self.city = get("city", UNSET)
        self.country_code = get("country_code", UNSET)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "street_line1": self.street_line1,
                "street_line2": self.street_line2,
                "postcode": self.postcode,
                "city": self.city,
                "country_code": self.country_code,
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
        if not isinstance(self.street_line1, Unset):
            check_text(f"{at}street_line1", self.street_line1)
        if not isinstance(self.street_line2, Unset):
            check_text(f"{at}street_line2", self.street_line2)
        if not isinstance(self.postcode, Unset):
            check_text(f"{at}postcode", self.postcode)
        if not isinstance(self.city, Unset):
            check_text(f"{at}city", self.city)
        if not isinstance(self.country_code, Unset):
            check_text(f"{at}country_code", self.country_code)
        check_known(at, self.additional_properties)
