"""The enumeration RegionFallback of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

RegionFallback: TypeAlias = (
    Literal[
        "never",
        "always",
    ]
    | str
)
"""Whether an emission factor of another region may be used when the country has
none; never when it is left out.
The list grows: a member that is not in it is kept, and can be sent.
"""

REGION_FALLBACK_VALUES: Final[tuple[str, ...]] = get_args(get_args(RegionFallback)[0])
"""The members that the document names, in its order."""
