"""What fetches Swagger UI, with an npm of the test's own."""

from __future__ import annotations

import base64
import hashlib
import tarfile
from importlib.util import module_from_spec, spec_from_file_location
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

HOOK = Path(__file__).parents[1] / "hatch_build.py"
SECRET = "not one of the files that are taken"


@pytest.fixture
def hook() -> ModuleType:
    spec = spec_from_file_location("hatch_build", HOOK)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the only program that can be found; it is not there yet."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder / "npm"


def write(npm: Path, *lines: str) -> None:
    npm.write_text("\n".join(["#!/bin/sh", *lines]), encoding="utf-8")
    npm.chmod(0o755)


def packed(hook: ModuleType, path: Path) -> str:
    """Write a package with all that is taken, and a file more; return its integrity."""
    with tarfile.open(path, "w:gz") as archive:
        for name in (*hook._FILES, SECRET):
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(name)
            archive.addfile(member, BytesIO(name.encode()))
    digest = hashlib.sha512(path.read_bytes()).digest()
    return "sha512-" + base64.b64encode(digest).decode()


def test_what_is_pinned_is_taken_once(
    hook: ModuleType, npm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hook, "_INTEGRITY", packed(hook, tmp_path / "package"))
    write(npm, f"/bin/cp {tmp_path}/package swagger-ui-dist.tgz", f"echo $@ >> {tmp_path}/called")
    hook.fetch(tmp_path)
    hook.fetch(tmp_path)
    folder = tmp_path / hook._FOLDER
    assert {each.name for each in folder.iterdir()} == {*hook._FILES, "VERSION"}
    assert all((folder / name).read_text() == name for name in hook._FILES)
    assert (tmp_path / "called").read_text().splitlines() == [
        f"pack {hook._PACKAGE} --ignore-scripts --silent"
    ]


def test_another_version_is_replaced(
    hook: ModuleType, npm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hook, "_INTEGRITY", packed(hook, tmp_path / "package"))
    write(npm, f"/bin/cp {tmp_path}/package swagger-ui-dist.tgz")
    folder = tmp_path / hook._FOLDER
    folder.mkdir(parents=True)
    (folder / "VERSION").write_text("swagger-ui-dist@0.0.1 sha512-x\n")
    hook.fetch(tmp_path)
    assert (folder / "VERSION").read_text() == f"{hook._PACKAGE} {hook._INTEGRITY}\n"


def test_nothing_else_is_taken(hook: ModuleType, npm: Path, tmp_path: Path) -> None:
    integrity = packed(hook, tmp_path / "package")
    write(npm, f"/bin/cp {tmp_path}/package swagger-ui-dist.tgz")
    with pytest.raises(ValueError, match="is pinned") as caught:
        hook.fetch(tmp_path)
    assert integrity in str(caught.value)
    assert not (tmp_path / hook._FOLDER).exists()


def test_a_build_goes_on_without_it(
    hook: ModuleType, npm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    building: Any = None
    of_the_wheel = hook.SwaggerUIHook(str(tmp_path), {}, building, building, "", "wheel")
    of_the_wheel.initialize("standard", {})
    assert "no interactive reference: there is no npm" in "".join(capsys.readouterr())
    write(npm, "exit 7")
    of_the_wheel.initialize("standard", {})
    assert "status 7" in "".join(capsys.readouterr())
    assert not (tmp_path / hook._FOLDER).exists()
