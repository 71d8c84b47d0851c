"""The object PollutantEmissions of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..reading import read_mass, unknown_fields
from ..types import JSON, UNSET, Mass, Unset
from ..writing import json_fields, object_text

_FIELDS: Final[frozenset[str]] = frozenset({"ttw", "wtt"})


@define(init=False, repr=False)
class PollutantEmissions:
    """Masses of one pollutant.

    Schema ``PollutantEmissions`` of the API document.

    Attributes:
        wtt: Well to tank.
        ttw: Tank to wheel.
    """

    wtt: Mass
    ttw: Mass
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"ttw", "wtt"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        wtt: Mass,
        ttw: Mass,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.wtt = wtt
        self.ttw = ttw
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
        value = get("wtt", UNSET)
        self.wtt = read_mass(value, Mass)
        value = get("ttw", UNSET)
        self.ttw = read_mass(value, Mass)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "wtt": self.wtt,
                "ttw": self.ttw,
            },
            self.additional_properties,
        )
