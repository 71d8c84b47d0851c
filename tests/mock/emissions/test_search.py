from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lune_mock.emissions.categories import categories
from lune_mock.emissions.search import search
from lune_mock.emissions.tables import rows

from .searching import BLIND, TO_TUNE_ON, measure, read


def keys(asked: str, *context: str) -> list[str]:
    return [hit.category for hit in search(asked, context)]


def test_what_somebody_else_would_search_for() -> None:
    quality = measure(read(BLIND))
    assert quality.first >= 0.65 * quality.labelled
    assert quality.nothing >= 0.9 * quality.nonsense


def test_what_the_search_was_tuned_on() -> None:
    queries = read(TO_TUNE_ON)
    assert {query.category for query in queries} <= categories().keys() | {""}
    quality = measure(queries)
    assert quality.labelled >= 100
    assert quality.first / quality.labelled >= 0.95
    assert quality.nothing / quality.nonsense >= 0.95


@pytest.mark.parametrize(
    ("asked", "key", "term"),
    [
        ("Bananas", "fruit", "banana"),
        ("a new laptop", "computers", "laptop"),
        ("CEMENT!", "cement", "cement"),
        ("coffee machine", "household_appliances", "coffee machine"),
        ("leather sofa for the office", "furniture", "sofa"),
        ("30 kg of onions", "vegetables", "onions"),
    ],
)
def test_the_best_term_of_the_best_category(asked: str, key: str, term: str) -> None:
    first = search(asked)[0]
    assert first.category == key
    assert first.term.rstrip("s") == term.rstrip("s")


@pytest.mark.parametrize(
    "asked",
    [
        "",
        " ",
        "the",
        "services of the",
        "12",
        "%",
        "🌱",
        "zzz",
        '"',
        "' OR 1=1 --",
        "foo bar baz",
        "x" * 5000,
    ],
)
def test_nonsense_finds_nothing(asked: str) -> None:
    assert search(asked) == []


def test_every_term_finds_its_category() -> None:
    lost = [
        term
        for row in rows("category_terms")
        for term in row["terms"].split(";")
        if row["category"] not in keys(term)[:5]
    ]
    assert lost == []


def test_every_category_is_found_by_its_own_name() -> None:
    lost = [key for key, each in categories().items() if key not in keys(each.name)[:5]]
    assert lost == []


def test_a_category_of_the_caller_puts_in_order_what_the_term_finds() -> None:
    plain, told = keys("bar"), keys("bar", "Confectionery and sweets")
    assert plain[0] == "bars"
    assert told[0] == "sweets"
    assert set(plain) == set(told)


def test_a_category_of_the_caller_adds_nothing_to_what_the_term_finds() -> None:
    assert keys("zzz", "furniture") == []


@given(st.text(max_size=60), st.lists(st.text(max_size=20), max_size=3))
def test_any_text_can_be_sought_and_every_hit_is_another_category(
    asked: str, context: list[str]
) -> None:
    found = keys(asked, *context)
    assert len(set(found)) == len(found)
    assert set(found) <= categories().keys()
    assert keys(asked, *context) == found


@given(st.sampled_from(["red wine", "office chair", "train ticket"]), st.randoms())
def test_upper_and_lower_case_are_the_same(asked: str, random: object) -> None:
    del random
    assert search(asked.upper()) == search(asked)


class OneCallIndex:
    """An index that is at a loss when two ask at once."""

    def __init__(self) -> None:
        self.inside = 0
        self.most = 0

    def execute(self, *_: Any) -> Any:
        self.inside += 1
        self.most = max(self.most, self.inside)
        threading.Event().wait(0.01)
        self.inside -= 1
        return SimpleNamespace(fetchall=list)


def test_the_index_is_asked_by_one_thread_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    index = OneCallIndex()
    monkeypatch.setattr("lune_mock.emissions.search._index", lambda: index)
    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(search, (f"unheard{each}" for each in "abcdefgh")):
            assert found == []
    assert index.most == 1
