from __future__ import annotations

from pathlib import Path

import pytest

from lune_generator.check import regenerate
from lune_generator.checkout import Checkout, use_own_scripts

from .small import checkout, document


@pytest.fixture(autouse=True)
def own_scripts() -> None:
    """The generator runs the ruff of this environment."""
    use_own_scripts()


@pytest.fixture
def small(tmp_path: Path) -> Checkout:
    """A checkout of the small document with everything generated."""
    made = checkout(tmp_path, document())
    assert regenerate(made) == []
    return made
