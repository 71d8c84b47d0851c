"""What a fault is: one documented statement that a service does not keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from lune_contract.rule import Area
from lune_mock import Answer, Sandbox

Handle: TypeAlias = Callable[[str, str, Mapping[str, str], bytes], Answer]
"""What `Sandbox.handle` is: method, target, headers and body to an answer."""


@dataclass(frozen=True)
class Fault:
    """A fault that a service may have, and how a sound sandbox is given it.

    Attributes:
        name: what to call it.
        area: what it is about.
        operations: at which operations of the document it shows; to name one of them is right.
        breaks: the documented statement that is false.
        subtle: whether it shows in rare conditions only.
        install: makes the faulty way to ask a sandbox; the sandbox itself stays sound.
    """

    name: str
    area: Area
    operations: frozenset[str]
    breaks: str
    subtle: bool
    install: Callable[[Sandbox], Handle]
