"""Search of the categories for what was bought, by BM25.

The index is SQLite's FTS5, in memory: its BM25 ranks, its Porter stemmer brings singular and
plural together. BM25 adds up over the words of a query, so each word is looked up once and kept.
"""

from __future__ import annotations

import math
import re
import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from lune_mock.emissions.categories import categories
from lune_mock.emissions.tables import rows

if TYPE_CHECKING:
    import sqlite3

__all__ = ["Hit", "search"]

_WORD = re.compile(r"[^\W_]+")
# Whoever sends a book gets an answer to its first lines.
_MOST_CHARACTERS = 500
# What was bought stands before these: "curtains for the living room".
_WHAT_FOLLOWS = re.compile(r"\b(?:at|by|for|from|in|on|to|with)\b")
# How much words count: the thing itself, what stands before it, what follows after one of those.
# "Leather sofa for the office" is a sofa.
_THE_THING, _ITS_KIND, _ITS_USE = 1.3, 1.0, 0.5
# What the rest of a category adds to its best term.
_SURROUNDINGS = 0.35
# What a category in the request adds beside the search term itself.
_CONTEXT = 0.3
# How much of what is sought and of the term has to be the same, on average; nonsense shares a word
# with anything.
_LIKE_ENOUGH = 0.62


# Sandboxes in several threads share the index, and not every SQLite can be asked by two at once.
_one_at_a_time = threading.Lock()


class Hit(NamedTuple):
    """A category that fits, and its term that fits best."""

    category: str
    term: str


class _Word(NamedTuple):
    """What the index knows of a word."""

    weight: float
    """Inverse document frequency: a rare word tells more."""
    in_categories: Mapping[str, float]
    """BM25 by category."""
    in_terms: Mapping[int, float]
    """BM25 by number of the term."""


class _Term(NamedTuple):
    category: str
    text: str
    length: int
    """In words that tell something."""


class _Found(NamedTuple):
    """What a query finds in a category."""

    score: float
    likeness: float
    """How much of the query and of the best term is the same, on average: 1 where all is."""
    term: str


def search(asked: str, context: Iterable[str] = ()) -> list[Hit]:
    """Return the categories that fit `asked`, the likeliest first; none where too little is known.

    Args:
        asked: What was bought, in English.
        context: Categories in the caller's own words; they only put in order what `asked` finds.
    """
    around = [_found(each[:_MOST_CHARACTERS]) for each in context]
    ranked: list[tuple[float, str, str]] = []
    for key, found in _found(asked[:_MOST_CHARACTERS]).items():
        if found.likeness >= _LIKE_ENOUGH:
            nearness = max((near[key].score for near in around if key in near), default=0.0)
            ranked.append((-found.score - _CONTEXT * nearness, key, found.term))
    return [Hit(key, term) for _, key, term in sorted(ranked)]


@lru_cache(maxsize=1024)
def _found(asked: str) -> Mapping[str, _Found]:
    words = _words(asked)
    by_term: dict[int, float] = defaultdict(float)
    matched: dict[int, int] = defaultdict(int)
    for emphasis, word in words:
        for number, score in word.in_terms.items():
            by_term[number] += emphasis * score
            matched[number] += 1
    total = sum(emphasis * word.weight for emphasis, word in words)
    found: dict[str, _Found] = {}
    for key, number in _best_terms(by_term).items():
        term = _terms()[number]
        holding = [(emphasis, word) for emphasis, word in words if key in word.in_categories]
        surroundings = sum(emphasis * word.in_categories[key] for emphasis, word in holding)
        of_asked = sum(emphasis * word.weight for emphasis, word in holding) / total
        of_term = min(1, matched[number] / term.length)
        score = by_term[number] + _SURROUNDINGS * surroundings
        found[key] = _Found(score, (of_asked + of_term) / 2, term.text)
    return found


def _best_terms(by_term: Mapping[int, float]) -> dict[str, int]:
    best: dict[str, int] = {}
    for number, score in by_term.items():
        key = _terms()[number].category
        if key not in best or score > by_term[best[key]]:
            best[key] = number
    return best


def _words(text: str) -> list[tuple[float, _Word]]:
    """Return the words of `text` that count, each with how much."""
    thing, *uses = (_known(part) for part in _WHAT_FOLLOWS.split(text.casefold()))
    counted = {word: _ITS_USE for use in uses for word in use}
    counted |= dict.fromkeys(thing, _ITS_KIND)
    counted |= dict.fromkeys(thing[-1:], _THE_THING)
    return [(emphasis, _word(word)) for word, emphasis in counted.items()]


def _known(text: str) -> list[str]:
    """Return the words that tell something, without sizes and article numbers nobody knows."""
    return [word for word in _telling(text) if word.isalpha() or _word(word).in_categories]


def _telling(text: str) -> list[str]:
    words = dict.fromkeys(_WORD.findall(text))
    return [word for word in words if len(word) > 1 and word not in _untelling()]


@cache
def _untelling() -> frozenset[str]:
    return frozenset(row["word"] for row in rows("untelling_words"))


@lru_cache(maxsize=4096)
def _word(word: str) -> _Word:
    with _one_at_a_time:
        index, asked = _index(), (f'"{word}"',)
        by_category: list[tuple[str, float]] = index.execute(
            "SELECT key, -bm25(category) FROM category WHERE category MATCH ?", asked
        ).fetchall()
        by_term: list[tuple[int, float]] = index.execute(
            "SELECT rowid, -bm25(term) FROM term WHERE term MATCH ?", asked
        ).fetchall()
    count, holders = len(categories()), len(by_category)
    weight = math.log(1 + (count - holders + 0.5) / (holders + 0.5))
    return _Word(weight, dict(by_category), dict(by_term))


@cache
def _terms() -> tuple[_Term, ...]:
    return tuple(
        _Term(row["category"], text, len(_telling(text)))
        for row in rows("category_terms")
        for text in row["terms"].split(";")
    )


@cache
def _index() -> sqlite3.Connection:
    import sqlite3  # noqa: PLC0415 - only a search needs it

    index = sqlite3.connect(":memory:", check_same_thread=False)
    stemmed = "tokenize = 'porter unicode61'"
    index.execute(f"CREATE VIRTUAL TABLE category USING fts5(key UNINDEXED, terms, {stemmed})")
    index.execute(f"CREATE VIRTUAL TABLE term USING fts5(text, {stemmed})")
    index.executemany(
        "INSERT INTO category VALUES (?, ?)",
        (
            (row["category"], f"{categories()[row['category']].name}; {row['terms']}")
            for row in rows("category_terms")
        ),
    )
    index.executemany(
        "INSERT INTO term (rowid, text) VALUES (?, ?)",
        ((number, term.text) for number, term in enumerate(_terms())),
    )
    return index
