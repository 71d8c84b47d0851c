"""The object LoadByMass of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..checking import check_mass
from ..reading import read_mass, unknown_fields
from ..types import JSON, UNSET, Mass
from ..writing import json_fields, json_mass

_FIELDS: Final[frozenset[str]] = frozenset({"mass"})


@define(init=False)
class LoadByMass:
    """A mass of goods.

    Schema ``LoadByMass`` of the API document.

    Attributes:
        mass: The mass of the goods.
    """

    mass: Mass
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"mass"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        mass: Mass,
    ) -> None:
        self.mass = mass
        self.additional_properties = {}

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
        self.additional_properties = unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "mass": json_mass(self.mass, ("g", "kg", "t")),
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
