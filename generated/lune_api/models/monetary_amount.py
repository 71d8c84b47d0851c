"""The object MonetaryAmount of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..checking import check_decimal, check_known, check_text
from ..reading import read_decimal, unknown_fields
from ..types import JSON, UNSET, DecimalInput, Unset, to_decimal
from ..writing import json_fields, object_text
from .currency_code import CurrencyCode

_FIELDS: Final[frozenset[str]] = frozenset({"currency", "value"})


@define(init=False, repr=False)
class MonetaryAmount:
    """A sum of money.

    Schema ``MonetaryAmount`` of the API document.

    Attributes:
        value: The amount in units of the currency.
        currency: ISO 4217 code of a currency that the service converts.
    """

    value: Decimal
    currency: CurrencyCode
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"currency", "value"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        value: DecimalInput,
        currency: CurrencyCode,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.value = to_decimal(value, "value")
        self.currency = currency
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
        value = get("value", UNSET)
        self.value = read_decimal(value, "MonetaryAmount.value")
        self.currency = get("currency", UNSET)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "value": self.value,
                "currency": self.currency,
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
        check_decimal(f"{at}value", self.value, pattern="^[0-9]+(\\.[0-9]+)?\\Z")
        check_text(f"{at}currency", self.currency)
        check_known(at, self.additional_properties)
