"""The union EmissionFactorDenominatorUnit of the API document."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from ..reading import Variant, choose
from ..types import JSON
from .currency_code import CURRENCY_CODE_VALUES, CurrencyCode
from .distance_unit import DISTANCE_UNIT_VALUES, DistanceUnit
from .emission_factor_other_unit import (
    EMISSION_FACTOR_OTHER_UNIT_VALUES,
    EmissionFactorOtherUnit,
)

EmissionFactorDenominatorUnit: TypeAlias = (
    CurrencyCode | DistanceUnit | EmissionFactorOtherUnit | JSON
)
"""The unit of what causes the emissions.
An answer that has none of these forms is kept as the JSON value that it is.
"""

_VARIANTS: Final = (
    Variant(
        str,
        str,
        tests={
            "": frozenset(CURRENCY_CODE_VALUES),
        },
    ),
    Variant(
        str,
        str,
        tests={
            "": frozenset(DISTANCE_UNIT_VALUES),
        },
    ),
    Variant(
        str,
        str,
        tests={
            "": frozenset(EMISSION_FACTOR_OTHER_UNIT_VALUES),
        },
    ),
)


def read_emission_factor_denominator_unit(value: Any) -> Any:
    """The form that the value has; a value that has none of them stays as it is."""
    return choose(_VARIANTS, value)
