"""The enumeration Diet of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

Diet: TypeAlias = (
    Literal[
        "high_meat_eater",
        "medium_meat_eater",
        "low_meat_eater",
        "fish_eater",
        "vegetarian",
        "vegan",
    ]
    | str
)
"""What the buyer eats; sharpens estimates of food.
The list grows: a member that is not in it is kept, and can be sent.
"""

DIET_VALUES: Final[tuple[str, ...]] = get_args(get_args(Diet)[0])
"""The members that the document names, in its order."""
