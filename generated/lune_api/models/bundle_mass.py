"""The object BundleMass of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..checking import check_known, check_mass, check_text
from ..reading import read_mass, unknown_fields
from ..types import JSON, UNSET, Mass, Unset
from ..writing import json_fields, object_text, sent_mass

_FIELDS: Final[frozenset[str]] = frozenset({"bundle_id", "mass"})


@define(init=False, repr=False)
class BundleMass:
    """A bundle and its mass.

    Schema ``BundleMass`` of the API document.

    Attributes:
        bundle_id: The bundle's id.
        mass: The mass of CO2 to offset with this bundle.
    """

    bundle_id: str
    mass: Mass
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"bundle_id", "mass"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        bundle_id: str,
        mass: Mass,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.bundle_id = bundle_id
        self.mass = sent_mass(mass, ("g", "kg", "t"))
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
        self.bundle_id = get("bundle_id", UNSET)
        value = get("mass", UNSET)
        self.mass = read_mass(value, Mass)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "bundle_id": self.bundle_id,
                "mass": self.mass,
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
        check_text(f"{at}bundle_id", self.bundle_id)
        check_mass(f"{at}mass", self.mass, pattern="^[0-9]+(\\.[0-9]+)?\\Z")
        check_known(at, self.additional_properties)
