"""The object PollutantBreakdown of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..reading import JSON_OBJECT, unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text
from .pollutant_emissions import PollutantEmissions

_FIELDS: Final[frozenset[str]] = frozenset({"co2", "nmhc", "nox", "pm", "so2"})


@define(init=False, repr=False)
class PollutantBreakdown:
    """Masses of single pollutants.

    Schema ``PollutantBreakdown`` of the API document.

    Attributes:
        nox: Nitrogen oxides.
        nmhc: Hydrocarbons without methane.
        so2: Sulphur dioxide.
        co2: Carbon dioxide.
        pm: Particulate matter.
    """

    nox: PollutantEmissions
    nmhc: PollutantEmissions
    so2: PollutantEmissions
    co2: PollutantEmissions
    pm: PollutantEmissions
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"co2", "nmhc", "nox", "pm", "so2"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        nox: PollutantEmissions,
        nmhc: PollutantEmissions,
        so2: PollutantEmissions,
        co2: PollutantEmissions,
        pm: PollutantEmissions,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.nox = nox
        self.nmhc = nmhc
        self.so2 = so2
        self.co2 = co2
        self.pm = pm
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
        value = get("nox", UNSET)
        self.nox = PollutantEmissions.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        value = get("nmhc", UNSET)
        self.nmhc = PollutantEmissions.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        value = get("so2", UNSET)
        self.so2 = PollutantEmissions.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        value = get("co2", UNSET)
        self.co2 = PollutantEmissions.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        value = get("pm", UNSET)
        self.pm = PollutantEmissions.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "nox": self.nox,
                "nmhc": self.nmhc,
                "so2": self.so2,
                "co2": self.co2,
                "pm": self.pm,
            },
            self.additional_properties,
        )
