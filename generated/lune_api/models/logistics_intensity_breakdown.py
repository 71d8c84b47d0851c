"""The object LogisticsIntensityBreakdown of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..reading import JSON_OBJECT, unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text
from .logistics_intensity import LogisticsIntensity

_FIELDS: Final[frozenset[str]] = frozenset({"ttw", "unknown", "wtt", "wtw"})


@define(init=False, repr=False)
class LogisticsIntensityBreakdown:
    """Emission intensities by life cycle stage of the fuel.

    Schema ``LogisticsIntensityBreakdown`` of the API document.

    Attributes:
        wtt: Well to tank.
        ttw: Tank to wheel.
        wtw: Well to wheel.
        unknown: Of an unknown stage.
    """

    wtt: LogisticsIntensity
    ttw: LogisticsIntensity
    wtw: LogisticsIntensity
    unknown: LogisticsIntensity
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"ttw", "unknown", "wtt", "wtw"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        wtt: LogisticsIntensity,
        ttw: LogisticsIntensity,
        wtw: LogisticsIntensity,
        unknown: LogisticsIntensity,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.wtt = wtt
        self.ttw = ttw
        self.wtw = wtw
        self.unknown = unknown
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
        self.wtt = LogisticsIntensity.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        value = get("ttw", UNSET)
        self.ttw = LogisticsIntensity.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        value = get("wtw", UNSET)
        self.wtw = LogisticsIntensity.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        value = get("unknown", UNSET)
        self.unknown = (
            LogisticsIntensity.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        )
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "wtt": self.wtt,
                "ttw": self.ttw,
                "wtw": self.wtw,
                "unknown": self.unknown,
            },
            self.additional_properties,
        )
