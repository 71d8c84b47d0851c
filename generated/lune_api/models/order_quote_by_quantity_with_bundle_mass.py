"""The object OrderQuoteByQuantityWithBundleMass of the API document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..checking import check_items, check_known, check_object, check_text, to_list
from ..reading import JSON_ARRAY, JSON_OBJECT, unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text
from .bundle_mass import BundleMass
from .mass_unit import MassUnit

_FIELDS: Final[frozenset[str]] = frozenset({"bundle_masses", "quantity_trunc"})


@define(init=False, repr=False)
class OrderQuoteByQuantityWithBundleMass:
    """A quote for a mass for each bundle.

    Schema ``OrderQuoteByQuantityWithBundleMass`` of the API document.

    Attributes:
        bundle_masses: The mass for each bundle.
        quantity_trunc: The unit to which quantities are cut; grams when it is left out.
    """

    bundle_masses: list[BundleMass]
    quantity_trunc: MassUnit | Unset
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"bundle_masses"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        bundle_masses: Sequence[BundleMass],
        quantity_trunc: MassUnit | Unset = UNSET,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.bundle_masses = to_list(bundle_masses, "bundle_masses")
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
        value = get("bundle_masses", UNSET)
        self.bundle_masses = (
            [
                BundleMass.from_dict(item) if isinstance(item, JSON_OBJECT) else item
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
                "bundle_masses": self.bundle_masses,
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
        check_items(f"{at}bundle_masses", self.bundle_masses)
        for index, item in enumerate(self.bundle_masses):
            check_object(f"{at}bundle_masses[{index}]", item, BundleMass)
        if not isinstance(self.quantity_trunc, Unset):
            check_text(f"{at}quantity_trunc", self.quantity_trunc)
        check_known(at, self.additional_properties)
