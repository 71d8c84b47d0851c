"""The union Load of the API document."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from ..checking import check_object
from ..reading import Variant, choose
from .load_by_containers import LoadByContainers
from .load_by_mass import LoadByMass

Load: TypeAlias = LoadByContainers | LoadByMass
"""What is shipped, in containers (TEU) or by mass.
"""

_VARIANTS: Final = (
    Variant(
        dict,
        LoadByContainers.from_dict,
        required=frozenset({"containers"}),
        known=frozenset({"cargo_type", "containers", "mass"}),
    ),
    Variant(
        dict,
        LoadByMass.from_dict,
        required=frozenset({"mass"}),
        known=frozenset({"mass"}),
    ),
)


def read_load(value: Any) -> Any:
    """The form that the value has; a value that has none of them stays as it is."""
    return choose(_VARIANTS, value)


def check_load(at: str, value: object) -> None:
    """Refuse what has none of the forms, or breaks a rule of its form."""
    check_object(at, value, LoadByContainers, LoadByMass)
