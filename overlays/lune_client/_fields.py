"""Which arguments a refusal is about, read from the words of its message.

The API documents no form for its messages, so the usual ways to write a path are understood:
``mass.amount``, ``body[3].merchant``, ``request.body.mass``, ``/body/mass/amount``. A path counts
only if it leads into what was sent, or to a property that the message says is missing or unknown.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import Final, TypeAlias

from attrs import frozen

from lune_api.checking import inside
from lune_api.types import JSON, UNSET, Unset

_Steps: TypeAlias = tuple[str, ...]

# A message says early what it is about; the rest may be of any length.
_LONGEST_MESSAGE: Final = 10_000
_LONGEST_NAME: Final = 100
_MOST_FIELDS: Final = 20
_NEARBY: Final = 40

# No choice begins like another and brackets have an end, so that no text is read many times.
_WORD: Final = re.compile(r"""(?:[^\s'"`,;(){}<>\[\]]|\[[^\n\[\]]{0,100}\])+""")
_STEP: Final = re.compile(r"""\[['"]?([^\[\]'"]*)['"]?\]|([^.\[\]]+)""")
_QUOTES: Final = frozenset({"'", '"', "`"})
_INDEX: Final = re.compile(r"[0-9]{1,6}", re.ASCII)
# Where a request has its values, as the first steps of a path.
_PLACES: Final = frozenset(
    {
        "$",
        "body",
        "data",
        "instance",
        "items",
        "params",
        "path",
        "query",
        "req",
        "request",
        "requestBody",
    }
)
_AFTER_SUBJECT: Final = re.compile(r"""['"`]?(?::| is\b| must\b| should\b)""")
_BEFORE_NAME: Final = re.compile(
    r"""(?P<absent>(?:additional|missing|no|required|unexpected|unknown)\ )?
        (?:property|parameter|field)(?::?\ ['"`]|:\ )\Z""",
    re.IGNORECASE | re.VERBOSE,
)
_AFTER_ABSENT: Final = re.compile(
    r"""['"`]?\ (?:is|was)\ (?:a\ required|missing|not\ allowed|required|unexpected|unknown)\b""",
    re.IGNORECASE | re.VERBOSE,
)
# Of values, too, it is said that they are unknown or not allowed; not so in these words.
_AFTER_ABSENT_NAME: Final = re.compile(
    r"""['"`]?\ (?:is\ (?:a\ )?required|is\ no\ query\ parameter|was\ unexpected)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_BETWEEN_ABSENT: Final = re.compile(r"""['"`](?:, | and |, and )['"`]""")


def fields_in(
    messages: Iterable[str], body: JSON | Unset, parameters: Collection[str]
) -> tuple[str, ...]:
    """Return the arguments that messages about a request name, as InvalidRequestError names them.

    Args:
        messages: What the answer says.
        body: The JSON body that was sent, UNSET without one.
        parameters: The names of the other parameters that were sent.
    """
    sent = _Sent(body, parameters)
    found = [
        sent.name(steps)
        for message in messages
        for steps in _named(sent, message[:_LONGEST_MESSAGE])
    ]
    return tuple(dict.fromkeys(found))[:_MOST_FIELDS]


@frozen
class _Sent:
    """What a request held."""

    body: JSON | Unset
    parameters: Collection[str]

    @cached_property
    def texts(self) -> frozenset[str]:
        """The values in the body that are text."""
        return frozenset(_texts(self.body))

    def at(self, steps: _Steps) -> JSON | Unset:
        """Return the value that steps lead to, UNSET if they lead nowhere."""
        here = self.body
        for step in steps:
            if isinstance(here, dict) and step in here:
                here = here[step]
            elif isinstance(here, list) and _INDEX.fullmatch(step) and int(step) < len(here):
                here = here[int(step)]
            else:
                return UNSET
        return here

    def holds(self, steps: _Steps) -> bool:
        """Whether steps lead to something that was sent."""
        return self._is_parameter(steps) or not isinstance(self.at(steps), Unset)

    def name(self, steps: _Steps) -> str:
        """Return how errors of this client name the place."""
        if self._is_parameter(steps):
            return steps[0]
        at = "items" if isinstance(self.body, list) else ""
        for depth, step in enumerate(steps):
            is_index = isinstance(self.at(steps[:depth]), list)
            at = inside(at, int(step) if is_index else step)
        return at

    def _is_parameter(self, steps: _Steps) -> bool:
        return len(steps) == 1 and steps[0] in self.parameters


def _texts(value: JSON | Unset) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


@frozen
class _Word:
    """A word of a message as the path that it may be.

    Attributes:
        text: The word without the punctuation after it.
        steps: The names and positions on the way.
        is_rooted: Whether it begins like a path, at the request or at its body.
    """

    text: str
    steps: _Steps
    is_rooted: bool

    @property
    def is_path(self) -> bool:
        """Whether it is written like a path or a field, and unlike a word of a sentence."""
        return self.is_rooted or len(self.steps) > 1 or "_" in "".join(self.steps)

    def ways(self) -> Iterator[_Steps]:
        """Yield the steps, then those without the part of the request that they begin with."""
        yield self.steps
        for depth, step in enumerate(self.steps[:3], start=1):
            if step not in _PLACES:
                break
            yield self.steps[depth:]


def _word(text: str) -> _Word:
    text = text.rstrip(".:!?")
    first, slash, _ = text.partition("/")
    if slash and (first in {"", "#"} or first in _PLACES):
        names = text.removeprefix("#").split("/")
        steps = tuple(name.replace("~1", "/").replace("~0", "~") for name in names if name)
        return _Word(text, steps, is_rooted=True)
    steps = tuple(key or name for key, name in _STEP.findall(text))
    is_rooted = text[:1] in {".", "["} or (len(steps) > 1 and steps[0] in _PLACES)
    return _Word(text, steps, is_rooted)


def _named(sent: _Sent, message: str) -> list[_Steps]:
    """Return the places that a message names."""
    found: list[_Steps] = []
    # The object that is spoken of, None after a path that leads nowhere.
    base: _Steps | None = ()
    absent_until = -1
    for match in _WORD.finditer(message):
        start, end = match.span()
        if start < absent_until:
            continue
        word = _word(match[0])
        is_next = absent_until >= 0 and _BETWEEN_ABSENT.fullmatch(message, absent_until, start)
        if is_next or _is_absent(message, start, end, word):
            word, absent_until = _whole_name(message, start, end)
            place = _absent(sent, word, base)
            if place is not None:
                found = [each for each in found if each != base]
                found.append(place)
                continue
        place = next((way for way in word.ways() if sent.holds(way)), None)
        is_subject = start <= 1 and _AFTER_SUBJECT.match(message, start + len(word.text))
        if place is None:
            base = None if word.is_rooted else base
        elif word.is_path or is_subject:
            base = place
            found.append(place)
    return [steps for steps in found if steps]


def _is_absent(message: str, start: int, end: int, word: _Word) -> bool:
    """Whether the message says that a property is missing or unknown."""
    before = _BEFORE_NAME.search(message, max(0, start - _NEARBY), start)
    if before is not None and before["absent"]:
        return True
    if before is not None:
        _, end = _whole_name(message, start, end)
    if before is not None or len(word.steps) > 1:
        return _AFTER_ABSENT.match(message, end) is not None
    is_named = word.is_rooted or message[end : end + 1] in _QUOTES
    return is_named and _AFTER_ABSENT_NAME.match(message, end) is not None


def _whole_name(message: str, start: int, end: int) -> tuple[_Word, int]:
    """Return the name that begins at a word, and its end: a quoted one may go on after it."""
    quote = message[max(0, start - 1) : start]
    closed = message.find(quote, start, start + _LONGEST_NAME) if quote in _QUOTES else -1
    if closed <= end:
        return _word(message[start:end]), end
    name = message[start:closed]
    return _Word(name, (name,), is_rooted=False), closed


def _absent(sent: _Sent, word: _Word, base: _Steps | None) -> _Steps | None:
    """Return where a property would stand that was sent without need or not at all."""
    owners = ((), base) if len(word.steps) > 1 else (base,)
    for owner in owners:
        for way in word.ways():
            if owner is None or not way or len(way[-1]) > _LONGEST_NAME:
                continue
            place = (*owner, *way)
            if word.text in sent.texts and not sent.holds(place):
                continue  # a value of the request, not a name
            if isinstance(sent.at(place[:-1]), dict):
                return place
    return None
