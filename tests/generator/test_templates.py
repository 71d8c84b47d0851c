from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from openapi_python_client.parser import bodies, openapi, properties, responses

import lune_document
from lune_api import models
from lune_api.models import (
    BundlePercentageRequest,
    CreateOrderByValueRequest,
    Order,
    TransactionEmissionEstimate,
    order,
)
from lune_api.types import Mass
from lune_generator.bounds import python_pattern
from lune_generator.checkout import Checkout
from lune_generator.document import load
from lune_generator.properties import registered

from .small import ROOT

_PROGRAM = """
import sys
from decimal import Decimal
sys.path.insert(0, sys.argv[1])
from lune_api.api import Resources
from lune_api.errors import InvalidRequestError
from lune_api.models import Circle, NewThing, Square, Thing
from lune_api.types import Mass

class Sender:
    def send(self, operation):
        print(operation.json)
        return operation.parse([{"name": "a", "from": None, "share": 0.1, "parts": [{"name": "b"}]}])

things = Resources(Sender()).things
(made,) = things.create(
    [NewThing(shape=Circle(radius="1.5"), weight=Mass("1", "t"), labels={"a": "b"})]
)
print(made.from_, made.parts[0].name, type(made).__name__, repr(made.share))
print(made.to_dict()["share"], Thing(name="c", price=None, parts=[], share="0.5").to_dict()["share"])
made.share = Decimal("0.1000000000000000000001")
print(made.to_dict()["share"])
for bad in (
    lambda: things.create([NewThing(shape=Circle(radius="-1"))]),
    lambda: things.create([NewThing(shape=Square(side=0))]),
    lambda: things.create([NewThing(shape=Square())] * 3),
):
    try:
        bad()
    except InvalidRequestError as error:
        print(error)
"""


def _run(*command: str) -> str:
    answer = subprocess.run([sys.executable, *command], capture_output=True, check=False, text=True)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


def test_the_guard_of_decimals() -> None:
    """Fails first if an update of the generator makes it miss the registration."""
    assert order.Order.__annotations__["total_cost"] == "Decimal | None"
    assert CreateOrderByValueRequest.__annotations__["value"] == "Decimal"
    assert type(Order.from_dict({"total_cost": "7"}).total_cost) is Decimal


def test_string_maps_are_dicts() -> None:
    assert order.Order.__annotations__["metadata"] == "dict[str, str]"


def test_masses_are_one_class() -> None:
    assert TransactionEmissionEstimate.__annotations__["mass"] == "Mass"
    assert models.BundleMass.__annotations__["mass"] == "Mass"
    assert models.EstimateMass is Mass


def test_named_unions_keep_their_names() -> None:
    assert BundlePercentageRequest.__annotations__["percentage"] == "Percentage | Unset"


def test_registration_ends() -> None:
    modules: tuple[Any, ...] = (properties, bodies, responses, openapi)
    before = [module.property_from_data for module in modules]
    with registered():
        assert all(module.property_from_data is not before[0] for module in modules)
    assert [module.property_from_data for module in modules] == before


def test_registration_ends_after_an_error() -> None:
    before = properties.property_from_data

    def fail() -> None:
        with registered():
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert properties.property_from_data is before


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [("^[a-z]+$", r"^[a-z]+\Z"), ("a", "a"), (r"^\$", r"^\$"), (r"a\$", r"a\$")],
)
def test_the_end_of_a_pattern_is_the_end_of_the_text(pattern: str, expected: str) -> None:
    assert python_pattern(pattern) == expected


def test_the_package_of_the_small_document_works(small: Checkout) -> None:
    printed = _run("-c", _PROGRAM, str(small.package.parent))
    assert printed.splitlines() == [
        (
            "[{'shape': {'kind': 'circle', 'radius': '1.5'},"
            " 'weight': {'amount': '1000', 'unit': 'kg'}, 'labels': {'a': 'b'}}]"
        ),
        "None b Thing Decimal('0.1')",
        "0.1 0.5",
        "0.1000000000000000000001",
        "items[0].shape.radius: must not be negative (got -1)",
        "items[0].shape.side: must be at least 1 (got 0)",
        "items: holds 3 items, at most 2 are allowed: split it (got 3)",
    ]


def test_a_method_named_list_leaves_the_annotations_alone(small: Checkout) -> None:
    text = (small.package / "api" / "things" / "__init__.py").read_text(encoding="utf-8")
    assert "-> builtins.list[Thing] | None:" in text
    assert "def list(" in text
    assert "after" not in text


def test_generated_code_is_clean(small: Checkout, tmp_path: Path) -> None:
    package = str(small.package)
    _run("-m", "ruff", "check", "--isolated", "--no-cache", "--line-length=100",
         "--target-version=py311", "--select=F,I,UP,E", package)  # fmt: skip
    _run("-m", "ruff", "format", "--isolated", "--no-cache", "--line-length=100",
         "--target-version=py311", "--check", package)  # fmt: skip
    _run("-m", "mypy", "--strict", "--no-incremental", f"--cache-dir={tmp_path / 'mypy'}", package)


def test_hash_seeds_do_not_matter(small: Checkout) -> None:
    before = {path: path.read_bytes() for path in small.package.rglob("*.py")}
    for seed in ("1", "2"):
        program = (
            "import os, pathlib, sys; from lune_generator.check import regenerate;"
            "from lune_generator.checkout import Checkout, use_own_scripts; use_own_scripts();"
            "sys.exit(len(regenerate(Checkout(pathlib.Path(sys.argv[1])))))"
        )
        subprocess.run(
            [sys.executable, "-c", program, str(small.root)],
            check=True,
            env={"PYTHONPATH": str(ROOT / "generator"), "PYTHONHASHSEED": seed, "PATH": ""},
        )
        assert {path: path.read_bytes() for path in small.package.rglob("*.py")} == before


def test_the_document_compiles_to_what_it_says() -> None:
    assert lune_document.load() == load(ROOT / "openapi.yaml")


def test_every_fixture_is_valid_for_its_variant() -> None:
    """A strict reader agrees that the fixtures are what they are filed under."""
    document: Any = lune_document.load()
    components = document["components"]
    by_union = json.loads(Checkout(ROOT).fixtures.read_text(encoding="utf-8"))
    filed = [item for by_variant in by_union.values() for item in by_variant.items()]
    for variant, values in filed:
        if variant in components["schemas"]:
            schema = {"$ref": f"#/components/schemas/{variant}", "components": components}
            validator = jsonschema_rs.validator_for(schema)
            for value in values:
                validator.validate(value)
