"""The union EstimateClientAccountRequest of the API document."""

from __future__ import annotations

import re
from typing import Any, Final, TypeAlias

from ..checking import check_object
from ..reading import Variant, choose
from .account_currency_code import ACCOUNT_CURRENCY_CODE_VALUES
from .account_external_pages_visibility import ACCOUNT_EXTERNAL_PAGES_VISIBILITY_VALUES
from .client_account_by_handle import ClientAccountByHandle
from .client_account_by_idempotency_key import ClientAccountByIdempotencyKey

EstimateClientAccountRequest: TypeAlias = ClientAccountByIdempotencyKey | ClientAccountByHandle
"""The client account to run the estimate on, found by its key or its handle and
created when it is missing. Key and handle must belong to the same account. The
estimate belongs to it: to fetch or order the estimate, name the account in the
header Lune-Account.
"""

_VARIANTS: Final = (
    Variant(
        dict,
        ClientAccountByIdempotencyKey.from_dict,
        required=frozenset({"currency", "idempotency_key", "name"}),
        known=frozenset(
            {
                "beneficiary",
                "currency",
                "external_pages_visibility",
                "handle",
                "idempotency_key",
                "name",
            }
        ),
        tests={
            "currency": frozenset(ACCOUNT_CURRENCY_CODE_VALUES),
            "external_pages_visibility": frozenset(ACCOUNT_EXTERNAL_PAGES_VISIBILITY_VALUES),
            "handle": re.compile("^[a-z0-9_-]+\\Z", re.ASCII),
        },
    ),
    Variant(
        dict,
        ClientAccountByHandle.from_dict,
        required=frozenset({"currency", "handle", "name"}),
        known=frozenset({"beneficiary", "currency", "external_pages_visibility", "handle", "name"}),
        tests={
            "currency": frozenset(ACCOUNT_CURRENCY_CODE_VALUES),
            "external_pages_visibility": frozenset(ACCOUNT_EXTERNAL_PAGES_VISIBILITY_VALUES),
            "handle": re.compile("^[a-z0-9_-]+\\Z", re.ASCII),
        },
    ),
)


def read_estimate_client_account_request(value: Any) -> Any:
    """The form that the value has; a value that has none of them stays as it is."""
    return choose(_VARIANTS, value)


def check_estimate_client_account_request(at: str, value: object) -> None:
    """Refuse what has none of the forms, or breaks a rule of its form."""
    check_object(at, value, ClientAccountByIdempotencyKey, ClientAccountByHandle)
