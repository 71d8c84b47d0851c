"""The object EstimateMassWithBreakdowns of the API document, which is a Mass in Python."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import frozen

from ..reading import JSON_OBJECT
from ..types import JSON, UNSET, AnyMassUnit, DecimalInput, Mass
from ..writing import json_fields, object_text
from .pollutant_breakdown import PollutantBreakdown
from .wtw_breakdown import WTWBreakdown


@frozen(init=False, eq=False, repr=False)
class EstimateMassWithBreakdowns(Mass):  # type: ignore[override]  # made with more than a Mass is
    """An estimated mass of emissions with its parts.

    Schema ``EstimateMassWithBreakdowns`` of the API document.

    Attributes:
        wtw_details: Parts by life cycle stage; null for estimates older than 2025-01-30.
        pollutants: Masses of single pollutants, where known.
    """

    _known: ClassVar[frozenset[str]] = frozenset(
        {
            "amount",
            "unit",
            "wtw_details",
            "pollutants",
        }
    )

    wtw_details: WTWBreakdown | None
    pollutants: PollutantBreakdown | None

    def __init__(
        self,
        amount: DecimalInput,
        unit: AnyMassUnit,
        *,
        wtw_details: WTWBreakdown | None,
        pollutants: PollutantBreakdown | None,
    ) -> None:
        super().__init__(amount, unit)
        object.__setattr__(self, "wtw_details", wtw_details)
        object.__setattr__(self, "pollutants", pollutants)

    __repr__ = object_text

    def __eq__(self, other: object) -> bool:
        """A plain mass is equal by its amount, one of this class by its other fields as well."""
        if not isinstance(other, EstimateMassWithBreakdowns):
            return super().__eq__(other)
        return (
            self.additional_properties == other.additional_properties
            and self.wtw_details == other.wtw_details
            and self.pollutants == other.pollutants
            and super().__eq__(other)
        )

    __hash__ = Mass.__hash__

    @classmethod
    def from_dict(cls, src: Mapping[str, JSON]) -> Self:
        """Read the mass from JSON data, tolerantly."""
        self = super().from_dict(src)
        data: Any = src
        value = data.get("wtw_details", UNSET)
        object.__setattr__(
            self,
            "wtw_details",
            WTWBreakdown.from_dict(value) if isinstance(value, JSON_OBJECT) else value,
        )
        value = data.get("pollutants", UNSET)
        object.__setattr__(
            self,
            "pollutants",
            PollutantBreakdown.from_dict(value) if isinstance(value, JSON_OBJECT) else value,
        )
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The mass as JSON data, as it came or was given."""
        return json_fields(
            {
                "wtw_details": self.wtw_details,
                "pollutants": self.pollutants,
            },
            super().to_dict(),
        )
