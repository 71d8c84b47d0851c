"""The enumeration PaymentMethod of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

PaymentMethod: TypeAlias = (
    Literal[
        "invoice",
        "card",
    ]
    | str
)
"""By an invoice that is mailed, or charged to a card.
The list grows: a member that is not in it is kept, and can be sent.
"""

PAYMENT_METHOD_VALUES: Final[tuple[str, ...]] = get_args(get_args(PaymentMethod)[0])
"""The members that the document names, in its order."""
