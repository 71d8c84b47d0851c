"""The object OrderQuoteByQuantityWithBundlePercentage of the API document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..checking import (
    check_items,
    check_known,
    check_mass,
    check_object,
    check_shares,
    check_text,
    to_list,
)
from ..reading import JSON_ARRAY, JSON_OBJECT, read_mass, unknown_fields
from ..types import JSON, UNSET, Mass, Unset
from ..writing import json_fields, object_text, sent_mass
from .bundle_percentage_request import BundlePercentageRequest
from .mass_unit import MassUnit

_FIELDS: Final[frozenset[str]] = frozenset({"bundle_selection", "mass", "quantity_trunc"})


@define(init=False, repr=False)
class OrderQuoteByQuantityWithBundlePercentage:
    """A quote for a total mass.

    Schema ``OrderQuoteByQuantityWithBundlePercentage`` of the API document.

    Attributes:
        mass: The total mass of CO2 to offset.
        bundle_selection: How to divide between bundles: percentages for all of them, adding
            up to 100, or for none of them, which divides equally. Left out, the account's
            own bundle selection applies.
        quantity_trunc: The unit to which quantities are cut; grams when it is left out.
    """

    mass: Mass
    bundle_selection: list[BundlePercentageRequest] | Unset
    quantity_trunc: MassUnit | Unset
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"mass"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        mass: Mass,
        bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
        quantity_trunc: MassUnit | Unset = UNSET,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.mass = sent_mass(mass, ("g", "kg", "t"))
        self.bundle_selection = (
            UNSET
            if isinstance(bundle_selection, Unset)
            else to_list(bundle_selection, "bundle_selection")
        )
        self.quantity_trunc = quantity_trunc
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
        value = get("mass", UNSET)
        self.mass = read_mass(value, Mass)
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
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "mass": self.mass,
                "bundle_selection": self.bundle_selection,
                "quantity_trunc": self.quantity_trunc,
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
        check_mass(f"{at}mass", self.mass, pattern="^[0-9]+(\\.[0-9]+)?\\Z")
        if not isinstance(self.bundle_selection, Unset):
            check_items(f"{at}bundle_selection", self.bundle_selection)
            for index, item in enumerate(self.bundle_selection):
                check_object(f"{at}bundle_selection[{index}]", item, BundlePercentageRequest)
            check_shares(f"{at}bundle_selection", self.bundle_selection, "percentage", "100")
        if not isinstance(self.quantity_trunc, Unset):
            check_text(f"{at}quantity_trunc", self.quantity_trunc)
        check_known(at, self.additional_properties)
