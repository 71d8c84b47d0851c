"""The enumeration AircraftType of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

AircraftType: TypeAlias = (
    Literal[
        "A140",
        "A148",
        "A158",
        "A306",
        "A30B",
        "A310",
        "A318",
        "A319",
        "A320",
        "A321",
        "A332",
        "A333",
        "A342",
        "A343",
        "A345",
        "A346",
        "A359",
        "A380",
        "AN12",
        "B703",
        "B712",
        "B722",
        "B732",
        "B733",
        "B734",
        "B735",
        "B738",
        "B739",
        "B742",
        "B744",
        "B748",
        "B752",
        "B762",
        "B763",
        "B77L",
        "B773",
        "B77W",
        "B788",
        "B789",
        "MD11",
    ]
    | str
)
"""ICAO designator of a type of aircraft.
The list grows: a member that is not in it is kept, and can be sent.
"""

AIRCRAFT_TYPE_VALUES: Final[tuple[str, ...]] = get_args(get_args(AircraftType)[0])
"""The members that the document names, in its order."""
