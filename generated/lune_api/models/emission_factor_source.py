"""The enumeration EmissionFactorSource of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

EmissionFactorSource: TypeAlias = (
    Literal[
        "epa",
        "exiobase",
        "ecoinvent",
        "beis",
        "lune",
        "glec",
        "emsa",
        "cbam",
        "ademe",
        "idemat",
        "iata",
        "ember",
        "ceda",
        "icct",
    ]
    | str
)
"""Where the factor comes from.
The list grows: a member that is not in it is kept, and can be sent.
"""

EMISSION_FACTOR_SOURCE_VALUES: Final[tuple[str, ...]] = get_args(get_args(EmissionFactorSource)[0])
"""The members that the document names, in its order."""
