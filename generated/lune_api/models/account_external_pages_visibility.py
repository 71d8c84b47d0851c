"""The enumeration AccountExternalPagesVisibility of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

AccountExternalPagesVisibility: TypeAlias = (
    Literal[
        "public",
        "hidden",
        "private",
    ]
    | str
)
"""Who sees the pages of a created account; hidden when it is left out.
The list grows: a member that is not in it is kept, and can be sent.
"""

ACCOUNT_EXTERNAL_PAGES_VISIBILITY_VALUES: Final[tuple[str, ...]] = get_args(
    get_args(AccountExternalPagesVisibility)[0]
)
"""The members that the document names, in its order."""
