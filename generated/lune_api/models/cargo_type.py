"""The enumeration CargoType of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

CargoType: TypeAlias = (
    Literal[
        "lightweight",
        "average",
        "heavyweight",
        "container_only",
    ]
    | str
)
"""How heavy the containers are; average when it is left out.
The list grows: a member that is not in it is kept, and can be sent.
"""

CARGO_TYPE_VALUES: Final[tuple[str, ...]] = get_args(get_args(CargoType)[0])
"""The members that the document names, in its order."""
