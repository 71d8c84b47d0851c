"""The targets that the other tests are made with do what they say."""

from __future__ import annotations

import lune_contract.rules.money  # noqa: F401 - it registers its rules

from .targets import edited, sound, wrong

RULE = "money/total-within-value"


def test_a_sound_target_passes() -> None:
    with sound() as served:
        assert served.tried(RULE).verdict == "passed"


def test_a_wrong_target_deviates() -> None:
    with wrong(edited("createOrderByValue", lambda o: o.update(total_cost="100.01"))) as served:
        outcome = served.tried(RULE)
    assert outcome.deviation is not None
    assert outcome.deviation.operation == "createOrderByValue"
