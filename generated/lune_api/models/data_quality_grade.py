"""The enumeration DataQualityGrade of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

DataQualityGrade: TypeAlias = (
    Literal[
        "A_plus",
        "A",
        "A_minus",
        "B_plus",
        "B",
        "B_minus",
        "C_plus",
        "C",
        "C_minus",
        "D",
    ]
    | str
)
"""A grade, the best first.
The list grows: a member that is not in it is kept, and can be sent.
"""

DATA_QUALITY_GRADE_VALUES: Final[tuple[str, ...]] = get_args(get_args(DataQualityGrade)[0])
"""The members that the document names, in its order."""
