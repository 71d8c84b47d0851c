"""The object TransactionEstimatePartialRequest of the API document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..checking import (
    check_items,
    check_known,
    check_object,
    check_shares,
    check_string_map,
    check_text,
    to_list,
    to_string_map,
)
from ..reading import JSON_ARRAY, JSON_OBJECT, unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text
from .bundle_percentage_request import BundlePercentageRequest
from .diet import Diet
from .mass_unit import MassUnit
from .merchant import Merchant, check_merchant, read_merchant
from .monetary_amount import MonetaryAmount
from .region_fallback import RegionFallback

_FIELDS: Final[frozenset[str]] = frozenset(
    {
        "bundle_selection",
        "diet",
        "merchant",
        "metadata",
        "name",
        "quantity_trunc",
        "region_fallback",
        "value",
    }
)


@define(init=False, repr=False)
class TransactionEstimatePartialRequest:
    """A purchase to estimate with several emission factors.

    Schema ``TransactionEstimatePartialRequest`` of the API document.

    Attributes:
        value: What was paid, without shipping and taxes.
        merchant: The merchant, by category code or by what was bought there.
        name: A name for this calculation.
        diet: What the buyer eats; sharpens estimates of food.
        bundle_selection: How to divide between bundles: percentages for all of them, adding
            up to 100, or for none of them, which divides equally. Left out, the account's
            own bundle selection applies.
        quantity_trunc: The unit to which quantities are cut; grams when it is left out.
        metadata: The caller's own keys and values, kept as they are and not used by the
            service.
        region_fallback: Whether an emission factor of another region may be used when the
            country has none; never when it is left out.
    """

    value: MonetaryAmount
    merchant: Merchant
    name: str | Unset
    diet: Diet | Unset
    bundle_selection: list[BundlePercentageRequest] | Unset
    quantity_trunc: MassUnit | Unset
    metadata: dict[str, str] | Unset
    region_fallback: RegionFallback | Unset
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"merchant", "value"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        value: MonetaryAmount,
        merchant: Merchant,
        name: str | Unset = UNSET,
        diet: Diet | Unset = UNSET,
        bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
        quantity_trunc: MassUnit | Unset = UNSET,
        metadata: Mapping[str, str] | Unset = UNSET,
        region_fallback: RegionFallback | Unset = UNSET,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.value = value
        self.merchant = merchant
        self.name = name
        self.diet = diet
        self.bundle_selection = (
            UNSET
            if isinstance(bundle_selection, Unset)
            else to_list(bundle_selection, "bundle_selection")
        )
        self.quantity_trunc = quantity_trunc
        self.metadata = (
            UNSET if isinstance(metadata, Unset) else to_string_map(metadata, "metadata")
        )
        self.region_fallback = region_fallback
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
        self.value = MonetaryAmount.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        value = get("merchant", UNSET)
        self.merchant = read_merchant(value)
        self.name = get("name", UNSET)
        self.diet = get("diet", UNSET)
        value = get("bundle_selection", UNSET)
        self.bundle_selection = (
            [
                BundlePercentageRequest.from_dict(item) if isinstance(item, JSON_OBJECT) else item
                for item in value
            ]
            if isinstance(value, JSON_ARRAY)
            else value
        )
        self.quantity_trunc = get("quantity_trunc", UNSET)
        self.metadata = get("metadata", UNSET)
        self.region_fallback = get("region_fallback", UNSET)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "value": self.value,
                "merchant": self.merchant,
                "name": self.name,
                "diet": self.diet,
                "bundle_selection": self.bundle_selection,
                "quantity_trunc": self.quantity_trunc,
                "metadata": self.metadata,
                "region_fallback": self.region_fallback,
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
        check_object(f"{at}value", self.value, MonetaryAmount)
        check_merchant(f"{at}merchant", self.merchant)
        if not isinstance(self.name, Unset):
            check_text(f"{at}name", self.name)
        if not isinstance(self.diet, Unset):
            check_text(f"{at}diet", self.diet)
        if not isinstance(self.bundle_selection, Unset):
            check_items(f"{at}bundle_selection", self.bundle_selection)
            for index, item in enumerate(self.bundle_selection):
                check_object(f"{at}bundle_selection[{index}]", item, BundlePercentageRequest)
            check_shares(f"{at}bundle_selection", self.bundle_selection, "percentage", "100")
        if not isinstance(self.quantity_trunc, Unset):
            check_text(f"{at}quantity_trunc", self.quantity_trunc)
        if not isinstance(self.metadata, Unset):
            check_string_map(f"{at}metadata", self.metadata)
        if not isinstance(self.region_fallback, Unset):
            check_text(f"{at}region_fallback", self.region_fallback)
        check_known(at, self.additional_properties)
