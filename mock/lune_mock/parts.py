"""What a world has beside the books of its accounts, as JSON that it can be made of again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from lune_mock.agenda import Agenda
from lune_mock.catalogue import Catalogue
from lune_mock.clock import Clock
from lune_mock.ids import Ids
from lune_mock.json_values import items, record, string
from lune_mock.organisations import Organisation, Organisations
from lune_mock.settings import Settings

if TYPE_CHECKING:
    from lune_document import JSON
    from lune_mock.store import Store
    from lune_mock.world import World

__all__ = ["PARTS", "Part", "assembled"]


@dataclass(frozen=True, slots=True)
class Part:
    """Something of a world that is small enough to be written as a whole when it has changed."""

    json: Callable[[World], JSON]
    revision: Callable[[World], object]
    """What differs once it has changed. Every request asks for it, so it has to be cheap."""


def _part(json: Callable[[World], JSON]) -> Part:
    return Part(json, json)


_PARTS: dict[str, Part] = {
    "base_url": _part(lambda world: world.base_url),
    "seed": _part(lambda world: world.seed),
    "ids": _part(lambda world: world.ids.json()),
    "clock": _part(lambda world: world.clock.json()),
    "settings": Part(lambda world: world.settings.json(), lambda world: world.settings),
    "organisations": Part(
        lambda world: [each.json() for each in world.organisations],
        lambda world: world.organisations.revision,
    ),
    "catalogue": _part(lambda world: world.catalogue.json()),
    "short": _part(lambda world: [[*each] for each in world.short]),
}
PARTS: Mapping[str, Part] = MappingProxyType(_PARTS)


def assembled(world: World, parts: Mapping[str, JSON], store: Store) -> World:
    """Return a world of these parts and these books, with no agenda yet.

    Args:
        world: what has the rest, which is not kept: faults, and what comes of chance.
        parts: each part as JSON.
        store: the books.
    """
    organisations = (Organisation.of_json(record(each)) for each in items(parts["organisations"]))
    short = (map(string, items(each)) for each in items(parts["short"]))
    return replace(
        world,
        base_url=string(parts["base_url"]),
        seed=int(str(parts["seed"])),
        ids=Ids.of_json(record(parts["ids"]), rays=world.ids.rays),
        clock=Clock.of_json(record(parts["clock"])),
        settings=Settings.of_json(record(parts["settings"])),
        organisations=Organisations(organisations),
        catalogue=Catalogue.of_json(record(parts["catalogue"])),
        store=store,
        agenda=Agenda(),
        short=[(account_id, order_id) for account_id, order_id in short],
    )
