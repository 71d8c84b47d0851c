"""The enumeration CarrierName of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

CarrierName: TypeAlias = (
    Literal[
        "ALIANÇA",
        "ANL",
        "CMA CGM",
        "CNC",
        "COSCO SHIPPING",
        "CROWLEY",
        "EVERGREEN",
        "GOLD STAR LINE",
        "HAIHUA SHIPPING",
        "HAMBURG SÜD",
        "HAPAG-LLOYD",
        "HMM",
        "ICL",
        "JINJIANG SHIPPING",
        "KAMBARA KISEN",
        "KOREA MARINE TRANSPORT",
        "MAERSK",
        "MATSON",
        "MCC",
        "MSC",
        "Namsung",
        "ONE",
        "OOCL",
        "PIL",
        "SEAGO",
        "SEALAND",
        "SITC",
        "SM LINE",
        "WAN HAI",
        "YANG MING",
        "ZIM",
    ]
    | str
)
"""A carrier whose schedules are known.
The list grows: a member that is not in it is kept, and can be sent.
"""

CARRIER_NAME_VALUES: Final[tuple[str, ...]] = get_args(get_args(CarrierName)[0])
"""The members that the document names, in its order."""
