"""The enumeration AccountCurrencyCode of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

AccountCurrencyCode: TypeAlias = (
    Literal[
        "GBP",
        "EUR",
        "USD",
        "SEK",
        "CHF",
        "PLN",
        "DKK",
        "NOK",
        "BGN",
        "INR",
        "SGD",
        "AED",
        "AUD",
        "HUF",
        "ISK",
        "CZK",
        "CAD",
    ]
    | str
)
"""ISO 4217 code of a currency that an account can have.
The list grows: a member that is not in it is kept, and can be sent.
"""

ACCOUNT_CURRENCY_CODE_VALUES: Final[tuple[str, ...]] = get_args(get_args(AccountCurrencyCode)[0])
"""The members that the document names, in its order."""
