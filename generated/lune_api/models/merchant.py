"""The union Merchant of the API document."""

from __future__ import annotations

import re
from typing import Any, Final, TypeAlias

from ..checking import check_object
from ..reading import Variant, choose
from .merchant_with_category import MerchantWithCategory
from .merchant_with_category_code import MerchantWithCategoryCode
from .merchant_with_category_hierarchy import MerchantWithCategoryHierarchy
from .merchant_with_search_term import MerchantWithSearchTerm

Merchant: TypeAlias = (
    MerchantWithCategoryHierarchy
    | MerchantWithCategory
    | MerchantWithCategoryCode
    | MerchantWithSearchTerm
)
"""The merchant, by category code or by what was bought there.
"""

_VARIANTS: Final = (
    Variant(
        dict,
        MerchantWithCategoryHierarchy.from_dict,
        required=frozenset({"category_hierarchy", "country_code", "search_term"}),
        known=frozenset({"category_hierarchy", "country_code", "name", "search_term"}),
        tests={
            "country_code": re.compile("^[A-Z]{3}\\Z", re.ASCII),
        },
    ),
    Variant(
        dict,
        MerchantWithCategory.from_dict,
        required=frozenset({"category", "country_code", "search_term"}),
        known=frozenset({"category", "country_code", "name", "search_term"}),
        tests={
            "country_code": re.compile("^[A-Z]{3}\\Z", re.ASCII),
        },
    ),
    Variant(
        dict,
        MerchantWithCategoryCode.from_dict,
        required=frozenset({"category_code", "country_code"}),
        known=frozenset({"category_code", "country_code", "name", "search_term"}),
        tests={
            "country_code": re.compile("^[A-Z]{3}\\Z", re.ASCII),
        },
    ),
    Variant(
        dict,
        MerchantWithSearchTerm.from_dict,
        required=frozenset({"country_code", "search_term"}),
        known=frozenset({"country_code", "name", "search_term"}),
        tests={
            "country_code": re.compile("^[A-Z]{3}\\Z", re.ASCII),
        },
    ),
)


def read_merchant(value: Any) -> Any:
    """The form that the value has; a value that has none of them stays as it is."""
    return choose(_VARIANTS, value)


def check_merchant(at: str, value: object) -> None:
    """Refuse what has none of the forms, or breaks a rule of its form."""
    check_object(
        at,
        value,
        MerchantWithCategoryHierarchy,
        MerchantWithCategory,
        MerchantWithCategoryCode,
        MerchantWithSearchTerm,
    )
