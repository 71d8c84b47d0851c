"""The object VesselNameMethod of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Literal, Self

from attrs import define, field

from ..checking import (
    check_constant,
    check_flag,
    check_known,
    check_number,
    check_object,
    check_text,
)
from ..reading import JSON_OBJECT, unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text
from .trade_lane import TradeLane
from .vessel_tracking import VesselTracking

_FIELDS: Final[frozenset[str]] = frozenset(
    {"load_factor", "refrigerated", "trade_lane", "vessel_name", "vessel_tracking", "vessel_type"}
)


@define(init=False, repr=False)
class VesselNameMethod:
    """A vessel by its name. An unknown one falls back to a trade lane or to a generic
    container ship.

    Schema ``VesselNameMethod`` of the API document.

    Attributes:
        vessel_name: The vessel's name.
        vessel_tracking: When the vessel sailed, to take the distance from its track.
        vessel_type: The class of vessel.
        refrigerated: Whether the containers are cooled; false when it is left out.
        load_factor: The share of the capacity that is used.
        trade_lane: The trade lane of a container ship.
    """

    vessel_name: str
    vessel_tracking: VesselTracking | Unset
    vessel_type: Literal["container_ship"] | Unset
    refrigerated: bool | Unset
    load_factor: float | Unset
    trade_lane: TradeLane | Unset
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"vessel_name"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        vessel_name: str,
        vessel_tracking: VesselTracking | Unset = UNSET,
        vessel_type: Literal["container_ship"] | Unset = UNSET,
        refrigerated: bool | Unset = UNSET,
        load_factor: float | Unset = UNSET,
        trade_lane: TradeLane | Unset = UNSET,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.vessel_name = vessel_name
        self.vessel_tracking = vessel_tracking
        self.vessel_type = vessel_type
        self.refrigerated = refrigerated
        self.load_factor = load_factor
        self.trade_lane = trade_lane
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
        self.vessel_name = get("vessel_name", UNSET)
        value = get("vessel_tracking", UNSET)
        self.vessel_tracking = (
            VesselTracking.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        )
        self.vessel_type = get("vessel_type", UNSET)
        self.refrigerated = get("refrigerated", UNSET)
        self.load_factor = get("load_factor", UNSET)
        self.trade_lane = get("trade_lane", UNSET)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "vessel_name": self.vessel_name,
                "vessel_tracking": self.vessel_tracking,
                "vessel_type": self.vessel_type,
                "refrigerated": self.refrigerated,
                "load_factor": self.load_factor,
                "trade_lane": self.trade_lane,
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
        check_text(f"{at}vessel_name", self.vessel_name)
        if not isinstance(self.vessel_tracking, Unset):
            check_object(f"{at}vessel_tracking", self.vessel_tracking, VesselTracking)
        if not isinstance(self.vessel_type, Unset):
            check_constant(f"{at}vessel_type", self.vessel_type, "container_ship")
        if not isinstance(self.refrigerated, Unset):
            check_flag(f"{at}refrigerated", self.refrigerated)
        if not isinstance(self.load_factor, Unset):
            check_number(f"{at}load_factor", self.load_factor)
        if not isinstance(self.trade_lane, Unset):
            check_text(f"{at}trade_lane", self.trade_lane)
        check_known(at, self.additional_properties)
