"""The object LoadByContainers of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..checking import check_decimal, check_known, check_mass, check_text
from ..reading import read_decimal, read_mass, unknown_fields
from ..types import JSON, UNSET, DecimalInput, Mass, Unset, to_decimal
from ..writing import json_fields, object_text, sent_mass
from .cargo_type import CargoType

_FIELDS: Final[frozenset[str]] = frozenset({"cargo_type", "containers", "mass"})


@define(init=False, repr=False)
class LoadByContainers:
    """Containers, counted in twenty-foot units (TEU).

    Schema ``LoadByContainers`` of the API document.

    Attributes:
        containers: The number of TEU.
        cargo_type: How heavy the containers are; average when it is left out.
        mass: The mass of the goods, where known.
    """

    containers: Decimal
    cargo_type: CargoType | Unset
    mass: Mass | Unset
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"containers"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        containers: DecimalInput,
        cargo_type: CargoType | Unset = UNSET,
        mass: Mass | Unset = UNSET,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.containers = to_decimal(containers, "containers")
        self.cargo_type = cargo_type
        self.mass = UNSET if isinstance(mass, Unset) else sent_mass(mass, ("g", "kg", "t"))
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
        value = get("containers", UNSET)
        self.containers = read_decimal(value, "LoadByContainers.containers")
        self.cargo_type = get("cargo_type", UNSET)
        value = get("mass", UNSET)
        self.mass = read_mass(value, Mass)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "containers": self.containers,
                "cargo_type": self.cargo_type,
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
        check_decimal(f"{at}containers", self.containers, pattern="^[0-9]+(\\.[0-9]+)?\\Z")
        if not isinstance(self.cargo_type, Unset):
            check_text(f"{at}cargo_type", self.cargo_type)
        if not isinstance(self.mass, Unset):
            check_mass(f"{at}mass", self.mass, pattern="^[0-9]+(\\.[0-9]+)?\\Z")
        check_known(at, self.additional_properties)
