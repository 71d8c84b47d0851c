from __future__ import annotations

import math
from typing import cast

import pytest

from lune_client import ConfigurationError, Timeouts


def test_there_are_limits_by_default() -> None:
    limits = Timeouts()
    assert (limits.connect, limits.read, limits.write, limits.pool) == (5, 30, 30, 30)


def test_a_number_is_for_every_phase() -> None:
    assert Timeouts.of(3) == Timeouts(connect=3, read=3, write=3, pool=3)


def test_limits_pass_through() -> None:
    limits = Timeouts(read=90)
    assert Timeouts.of(limits) is limits


@pytest.mark.parametrize("value", [0, -1, math.nan, math.inf, True, "5", None])
def test_what_is_no_limit_is_refused(value: object) -> None:
    with pytest.raises(ConfigurationError, match=r"timeout read=.* is not usable"):
        Timeouts(read=cast("float", value))
    with pytest.raises(ConfigurationError, match=r"timeout connect=.* is not usable"):
        Timeouts.of(cast("float", value))
