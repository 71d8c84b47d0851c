"""The organisations of the sandbox: who an API key belongs to, and what it can use."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

from lune_mock.accounts import Account, Accounts, account_currency
from lune_mock.ids import fixed_id
from lune_mock.json_values import items, optional_text, record, string

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lune_document import JSON
    from lune_mock.ids import Ids

__all__ = ["Organisation", "Organisations"]

_API_KEY = "sandbox-test-key"
_NAME = "Sandbox"


@dataclass(slots=True)
class Organisation:
    """Who owns an API key. Nothing that it has is visible to another one."""

    id: str
    api_key: str = field(repr=False)
    """It is made up and no secret."""
    accounts: Accounts
    pinned_version: str | None = None
    """The version of the API that served its first call, and serves those that name none."""

    def json(self) -> dict[str, JSON]:
        """Return what `of_json` makes the same organisation of."""
        return {
            "id": self.id,
            "api_key": self.api_key,
            "pinned_version": self.pinned_version,
            "accounts": [
                {**each.json(), "idempotency_key": each.idempotency_key} for each in self.accounts
            ],
        }

    @classmethod
    def of_json(cls, kept: dict[str, JSON]) -> Self:
        """Return the organisation that was kept."""
        default, *clients = (Account.of_json(record(each)) for each in items(kept["accounts"]))
        return cls(
            id=string(kept["id"]),
            api_key=string(kept["api_key"]),
            accounts=Accounts(default, clients),
            pinned_version=optional_text(kept["pinned_version"]),
        )

    def copy(self) -> Self:
        """Return the same organisation, to be changed on its own."""
        return replace(self, accounts=self.accounts.copy())


class Organisations:
    """The organisations of a sandbox.

    Args:
        organisations: oldest first; by default the one that every sandbox has.
    """

    def __init__(self, organisations: Iterable[Organisation] | None = None) -> None:
        known = (_first(),) if organisations is None else organisations
        self._by_key = {each.api_key: each for each in known}
        self.default = next(iter(self))

    def __iter__(self) -> Iterator[Organisation]:
        """Yield the organisations, oldest first."""
        return iter(self._by_key.values())

    @property
    def revision(self) -> list[tuple[str | None, int]]:
        """What differs once anything has changed: accounts are added, never changed or removed."""
        return [(each.pinned_version, len(each.accounts)) for each in self]

    def of_key(self, api_key: str) -> Organisation | None:
        """Return whose key it is."""
        return self._by_key.get(api_key)

    def create(self, ids: Ids, currency_code: str) -> Organisation:
        """Return a new organisation, with a key and a default account.

        Raises:
            ValueError: no account can have the currency.
        """
        currency = account_currency(currency_code)
        id_ = ids.new()
        accounts = Accounts(Account(ids.new(), _NAME, currency))
        organisation = Organisation(id_, f"{_API_KEY}-{id_}", accounts)
        self._by_key[organisation.api_key] = organisation
        return organisation

    def copy(self) -> Self:
        """Return the same organisations, to be changed on their own."""
        return type(self)(each.copy() for each in self)


def _first() -> Organisation:
    default = Account(fixed_id("default account"), _NAME, account_currency("USD"))
    clients = (
        Account(
            fixed_id(f"client account {number}"),
            f"Client {name}",
            account_currency(code),
            f"client-{name}",
        )
        for number, name, code in ((1, "one", "EUR"), (2, "two", "GBP"))
    )
    return Organisation(fixed_id("organisation"), _API_KEY, Accounts(default, clients))
