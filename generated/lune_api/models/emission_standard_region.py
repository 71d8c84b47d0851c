"""The enumeration EmissionStandardRegion of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

EmissionStandardRegion: TypeAlias = (
    Literal[
        "Africa",
        "Asia and Pacific",
        "North America",
        "Central and South America",
        "Europe",
        "World",
    ]
    | str
)
"""A region with an emission standard of its own.
The list grows: a member that is not in it is kept, and can be sent.
"""

EMISSION_STANDARD_REGION_VALUES: Final[tuple[str, ...]] = get_args(
    get_args(EmissionStandardRegion)[0]
)
"""The members that the document names, in its order."""
