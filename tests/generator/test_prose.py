from __future__ import annotations

import pytest

from lune_client.errors import class_for_status
from lune_generator.code import imports_of_example
from lune_generator.prose import error_name


@pytest.mark.parametrize("status", range(400, 600))
def test_errors_are_named_as_the_client_names_them(status: int) -> None:
    assert error_name(str(status)) == class_for_status(status).__name__


def test_an_example_imports_what_it_uses() -> None:
    code = 'f(Mass("Order", "kg"), at=datetime.fromisoformat("2024-09-02T08:15:30Z"))'
    assert imports_of_example(code, ["Mass", "Order"], "a.models") == (
        "from datetime import datetime\nfrom a.models import Mass\n"
    )
    assert not imports_of_example("f(1)", ["Mass"], "a.models")
