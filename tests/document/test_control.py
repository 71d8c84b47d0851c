from __future__ import annotations

import json
from importlib.resources import files

from openapi_spec_validator import OpenAPIV31SpecValidator, validate


def test_the_control_of_the_sandbox_is_described_by_a_sound_document() -> None:
    text = files("lune_mock").joinpath("control.json").read_text(encoding="utf-8")
    validate(json.loads(text), cls=OpenAPIV31SpecValidator)
