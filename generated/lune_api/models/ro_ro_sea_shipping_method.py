"""The object RoRoSeaShippingMethod of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Literal, Self

from attrs import define, field

from ..checking import check_constant, check_known, check_text
from ..reading import unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text
from .ro_ro_load import RoRoLoad
from .sea_fuel import SeaFuel

_FIELDS: Final[frozenset[str]] = frozenset({"fuel", "load", "vessel_type"})


@define(init=False, repr=False)
class RoRoSeaShippingMethod:
    """A roll-on/roll-off vessel, with its fuel and load.

    Schema ``RoRoSeaShippingMethod`` of the API document.

    Attributes:
        vessel_type: The class of vessel.
        fuel: Heavy fuel oil or marine gas oil.
        load: What is rolled on board.
    """

    vessel_type: Literal["sea_roro"]
    fuel: SeaFuel | Unset
    load: RoRoLoad | Unset
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"vessel_type"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        vessel_type: Literal["sea_roro"] = "sea_roro",
        fuel: SeaFuel | Unset = UNSET,
        load: RoRoLoad | Unset = UNSET,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.vessel_type = vessel_type
        self.fuel = fuel
        self.load = load
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
        self.vessel_type = get("vessel_type", UNSET)
        self.fuel = get("fuel", UNSET)
        self.load = get("load", UNSET)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "vessel_type": self.vessel_type,
                "fuel": self.fuel,
                "load": self.load,
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
        check_constant(f"{at}vessel_type", self.vessel_type, "sea_roro")
        if not isinstance(self.fuel, Unset):
            check_text(f"{at}fuel", self.fuel)
        if not isinstance(self.load, Unset):
            check_text(f"{at}load", self.load)
        check_known(at, self.additional_properties)
