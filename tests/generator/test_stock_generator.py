"""The document serves everybody's generator: the stock templates must do with it as well."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

from .small import ROOT


@pytest.mark.parametrize("literal_enums", ["true", "false"])
def test_the_stock_generator_takes_the_document_without_a_warning(
    literal_enums: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config.yml"
    config.write_text(f"literal_enums: {literal_enums}\npost_hooks: []\n", encoding="utf-8")
    name = f"stock_client_{literal_enums}"
    output = tmp_path / name
    subprocess.run(
        [sys.executable, "-m", "openapi_python_client", "generate", "--fail-on-warning",
         "--path", str(ROOT / "openapi.yaml"), "--meta", "none", "--config", str(config),
         "--output-path", str(output)],
        check=True,
        capture_output=True,
    )  # fmt: skip
    monkeypatch.syspath_prepend(str(tmp_path))
    package = importlib.import_module(name)
    modules = [m.name for m in pkgutil.walk_packages(package.__path__, f"{name}.")]
    for module in modules:
        importlib.import_module(module)
    assert f"{name}.api.orders.create_order_by_mass" in modules
    assert f"{name}.models.order" in modules
