"""What a change of the code does to the Python surface, and whether it breaks its users."""

from __future__ import annotations

import io
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import griffe
from attrs import field, frozen

from .checkout import Checkout

_PACKAGES = {"lune_api": "generated", "lune_client": "overlays"}
# Used by generated code alone.
_INTERNAL = re.compile(r"^lune_api\.(checking|reading|writing)\b|(^|\.)_[^.]")
_SHOWN = 160
_LITERAL = re.compile(r"'([^']*)'|\"([^\"]*)\"")


class RevisionError(Exception):
    """The revision cannot be read."""


@frozen
class Report:
    """The differences of one package."""

    package: str
    breaking: list[str] = field(factory=list[str])
    added: list[str] = field(factory=list[str])
    changed: list[str] = field(factory=list[str])

    @property
    def empty(self) -> bool:
        """Whether nothing changed."""
        return not (self.breaking or self.added or self.changed)


def compare(checkout: Checkout, revision: str) -> list[Report]:
    """Reports of the packages that exist on either side.

    Raises:
        RevisionError: git does not know the revision.
    """
    with tempfile.TemporaryDirectory() as folder:
        old = Path(folder)
        _extract(checkout.root, revision, old)
        return [
            report(name, old / room, checkout.root / room)
            for name, room in _PACKAGES.items()
            if (checkout.root / room / name).exists() or (old / room / name).exists()
        ]


def _extract(root: Path, revision: str, target: Path) -> None:
    """Write the packages of a revision, without touching the checkout or its git directory."""
    listing = _git(root, "ls-tree", "-d", "--name-only", revision, *_paths())
    existing = listing.decode().split()
    if not existing:
        return
    archive = _git(root, "archive", "--format=tar", revision, *existing)
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(target, filter="data")


def _paths() -> list[str]:
    return [f"{room}/{name}" for name, room in _PACKAGES.items()]


def _git(root: Path, *arguments: str) -> bytes:
    command = ["git", *arguments]
    answer = subprocess.run(  # noqa: S603 - no shell, and git reads a revision as one
        command, cwd=root, capture_output=True, check=False
    )
    if answer.returncode:
        message = f"git {arguments[0]}: {answer.stderr.decode(errors='replace').strip()}"
        raise RevisionError(message)
    return answer.stdout


def report(name: str, old_room: Path, new_room: Path) -> Report:
    """Compare two versions of a package; either may be missing."""
    old = _load(name, old_room)
    new = _load(name, new_room)
    found = Report(name)
    before = dict(_surface(old)) if old is not None else {}
    after = dict(_surface(new)) if new is not None else {}
    broken: set[str] = set()
    if old is not None and new is not None:
        for breakage in griffe.find_breaking_changes(old, new):
            path = breakage.obj.path
            if not _INTERNAL.search(path) and path in before:
                broken.add(path)
                found.breaking.append(f"`{path}`: {_explained(breakage)}")
    removed = before.keys() - after.keys()
    for path in sorted(removed - broken):
        if not any(path.startswith(f"{other}.") for other in removed):
            found.breaking.append(f"`{path}`: removed")
    added = after.keys() - before.keys()
    for path in sorted(added):
        if not any(path.startswith(f"{other}.") for other in added):
            found.added.append(f"`{path}`")
    for path in sorted(before.keys() & after.keys()):
        if before[path] != after[path] and path not in broken:
            found.changed.append(f"`{path}`: {_difference(before[path], after[path])}")
    return found


def _load(name: str, room: Path) -> griffe.Module | None:
    if not (room / name).exists():
        return None
    loaded = griffe.load(
        name,
        search_paths=[room],
        allow_inspection=False,
        resolve_aliases=True,
        docstring_parser=None,
    )
    return loaded if isinstance(loaded, griffe.Module) else None


def _surface(module: griffe.Object) -> Iterator[tuple[str, str]]:
    """(path, shape) of everything public that a module or class defines itself."""
    for member in module.members.values():
        if member.is_alias or _INTERNAL.search(member.path):
            continue
        yield member.path, _shape(member)
        if isinstance(member, griffe.Module | griffe.Class):
            yield from _surface(member)


def _shape(member: griffe.Object | griffe.Alias) -> str:
    if isinstance(member, griffe.Function):
        parameters = ", ".join(str(p).strip() for p in member.parameters)
        return f"({parameters}) -> {member.returns}"
    if isinstance(member, griffe.Attribute):
        return f"{member.annotation} = {member.value}"
    return member.kind.value


def _difference(before: str, after: str) -> str:
    """What changed, by members for enumerations."""
    if "Literal[" in before and "Literal[" in after:
        old = {a or b for a, b in _LITERAL.findall(before)}
        new = {a or b for a, b in _LITERAL.findall(after)}
        parts = [f"added {', '.join(sorted(new - old))}"] if new - old else []
        parts += [f"removed {', '.join(sorted(old - new))}"] if old - new else []
        if parts:
            return "; ".join(parts)
    return f"was `{_short(before)}`, is `{_short(after)}`"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHOWN else flat[:_SHOWN] + "..."


def _explained(breakage: griffe.Breakage) -> str:
    if breakage.kind is griffe.BreakageKind.OBJECT_REMOVED:
        return "removed"
    explanation = breakage.as_dict()
    kind = str(breakage.kind.value)
    details = [str(explanation[key]) for key in ("old_value", "new_value") if explanation.get(key)]
    return f"{kind} ({' -> '.join(_short(d) for d in details)})" if details else kind


def markdown(revision: str, reports: list[Report]) -> str:
    """The reports as a text to read."""
    count = sum(len(r.breaking) for r in reports)
    lines = [f"# Python surface since {revision}", ""]
    if all(r.empty for r in reports):
        return "\n".join([*lines, "Nothing changed.", ""])
    verdict = f"**Breaks: {count}.**" if count else "**Nothing breaks.**"
    lines += [verdict, ""]
    for one in reports:
        for title, entries in (
            ("Breaks", one.breaking),
            ("Added", one.added),
            ("Changed", one.changed),
        ):
            if entries:
                lines += [f"## {one.package}: {title.lower()}", ""]
                lines += [f"- {entry}" for entry in entries]
                lines.append("")
    return "\n".join(lines)
