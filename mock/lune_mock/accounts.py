"""The accounts of an organisation: one default account and client accounts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Self

from lune_mock.emissions.exchange import Currency, currency
from lune_mock.ids import Ids
from lune_mock.json_values import items, optional_text, string
from lune_mock.refusals import Refusal
from lune_mock.rules import schema_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lune_document import JSON

__all__ = ["Account", "Accounts", "account_currency"]


@dataclass(frozen=True, slots=True)
class Account:
    """An account. Calls select it by its id, in the header Lune-Account."""

    id: str
    name: str
    currency: Currency
    handle: str | None = None
    idempotency_key: str | None = None

    def json(self) -> dict[str, JSON]:
        """Return what callers of the control API are told."""
        return {
            "id": self.id,
            "name": self.name,
            "currency": self.currency.code,
            "handle": self.handle,
        }

    @classmethod
    def of_json(cls, kept: dict[str, JSON]) -> Self:
        """Return the account that was kept, as `json` and with its idempotency key."""
        return cls(
            id=string(kept["id"]),
            name=string(kept["name"]),
            currency=account_currency(string(kept["currency"])),
            handle=optional_text(kept["handle"]),
            idempotency_key=optional_text(kept["idempotency_key"]),
        )


class Accounts:
    """The accounts that one organisation has.

    Args:
        default: the account of calls that select none.
        clients: the client accounts, oldest first.
    """

    def __init__(self, default: Account, clients: Iterable[Account] = ()) -> None:
        self.default = default
        self._by_id = {account.id: account for account in (default, *clients)}

    def __iter__(self) -> Iterator[Account]:
        """Yield the accounts, the default account first, then oldest first."""
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    @property
    def clients(self) -> tuple[Account, ...]:
        """The client accounts, oldest first."""
        return tuple(account for account in self if account != self.default)

    def get(self, id_: str) -> Account | None:
        """Return the account with this id."""
        return self._by_id.get(id_)

    def client(
        self, ids: Ids, *, name: str, currency_code: str, handle: str | None, key: str | None
    ) -> Account:
        """Return the client account with this key or handle.

        Where there is none, it is a new one that is not kept before `keep` is told to.

        Raises:
            Refusal: key and handle belong to different accounts, or only one of them to an
                account that also has the other.
        """
        by_key = self._first(lambda account: account.idempotency_key == key) if key else None
        by_handle = self._first(lambda account: account.handle == handle) if handle else None
        found = by_key or by_handle
        if found is None:
            return Account(ids.new(), name, account_currency(currency_code), handle, key)
        if key and handle and (by_key is not by_handle):
            raise Refusal(
                400,
                "account_handle_idempotency_key_inconsistency",
                f"client_account: the handle {handle!r} and the idempotency key {key!r} do not"
                " belong to one account; give one of them, or the two of the same account",
            )
        return found

    def keep(self, account: Account) -> None:
        """Keep an account, which may be known already."""
        self._by_id[account.id] = account

    def copy(self) -> Self:
        """Return the same accounts, to be added to on their own."""
        return type(self)(self.default, self.clients)

    def _first(self, fits: Callable[[Account], bool]) -> Account | None:
        return next((account for account in self if fits(account)), None)


def account_currency(code: str) -> Currency:
    """Return a currency that an account can have.

    Raises:
        ValueError: no account can have it.
    """
    codes = _account_currencies()
    if code not in codes:
        message = f"no account can have the currency {code[:80]!r}; take {', '.join(codes)}"
        raise ValueError(message)
    return currency(code)


@cache
def _account_currencies() -> tuple[str, ...]:
    return tuple(map(string, items(schema_of("AccountCurrencyCode")["enum"])))
