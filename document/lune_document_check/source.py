"""The document as data, with the line of every value in it.

YAML is read as YAML 1.2 reads it (its JSON schema): `NO` and `2024-08-08` are text. Other readers
still follow YAML 1.1 and see a boolean and a date there, so an unquoted scalar that the two
versions read differently is a finding.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import yaml

from lune_document_check.findings import Finding

if TYPE_CHECKING:
    from pathlib import Path

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"
Pointer: TypeAlias = tuple[str, ...]

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_CONSTANTS = {"": None, "~": None, "null": None, "true": True, "false": False}
_TAGS: dict[type, str] = {
    type(None): "tag:yaml.org,2002:null",
    bool: "tag:yaml.org,2002:bool",
    int: "tag:yaml.org,2002:int",
    float: "tag:yaml.org,2002:float",
    str: "tag:yaml.org,2002:str",
}


class UnreadableError(Exception):
    """The file is not YAML; `finding` says where."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


@dataclass(frozen=True)
class Source:
    """The data of a YAML file, the line of each value, and what is wrong with the YAML itself."""

    data: JSON
    lines: dict[Pointer, int]
    findings: list[Finding]

    def line(self, pointer: Pointer) -> int:
        """The line of the value at `pointer`, or of the nearest value around it."""
        while pointer and pointer not in self.lines:
            pointer = pointer[:-1]
        return self.lines.get(pointer, 1)


def read(path: Path) -> Source:
    """Read a YAML file; raises UnreadableError where it is not YAML or not UTF-8."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise UnreadableError(Finding(1, 0, f"the file is not UTF-8: {error}")) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = f"not YAML: {error.problem or error.context}"
        if error.problem and error.context:
            message += f" ({error.context})"
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 0)
        raise UnreadableError(Finding(line, column, message)) from error
    except yaml.YAMLError as error:
        raise UnreadableError(Finding(1, 0, f"not YAML: {error}")) from error
    if root is None:
        raise UnreadableError(Finding(1, 0, "the file is empty"))
    builder = _Builder()
    data = builder.value(root, ())
    return Source(data, builder.lines, builder.findings)


class _Builder:
    """Turns composed nodes into data while noting lines and findings."""

    def __init__(self) -> None:
        self.lines: dict[Pointer, int] = {}
        self.findings: list[Finding] = []

    def value(self, node: yaml.Node, pointer: Pointer) -> JSON:
        self.lines.setdefault(pointer, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, pointer)
        if isinstance(node, yaml.SequenceNode):
            items: list[yaml.Node] = node.value
            return [self.value(item, (*pointer, str(index))) for index, item in enumerate(items)]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, pointer: Pointer) -> dict[str, JSON]:
        result: dict[str, JSON] = {}
        pairs: list[tuple[yaml.Node, yaml.Node]] = node.value
        for key_node, value_node in pairs:
            if not isinstance(key_node, yaml.ScalarNode):
                self._report(key_node, "a key must be text")
                continue
            key = str(key_node.value)
            where = (*pointer, key)
            if key in result:
                first = self.lines[where]
                self._report(key_node, f"the key {key!r} stands here twice (first in line {first})")
                continue
            self.lines[where] = key_node.start_mark.line + 1
            result[key] = self.value(value_node, where)
        return result

    def _scalar(self, node: yaml.Node) -> JSON:
        text = str(node.value)
        if isinstance(node, yaml.ScalarNode) and node.style is not None:
            return text
        value = _plain(text)
        if _TAGS[type(value)] != node.tag:
            self._report(node, f"quote {text}: YAML 1.1 and 1.2 read it differently")
        return value

    def _report(self, node: yaml.Node, message: str) -> None:
        mark = node.start_mark
        self.findings.append(Finding(mark.line + 1, mark.column + 1, message))


def _plain(text: str) -> bool | int | float | str | None:
    """An unquoted scalar as YAML 1.2 reads it."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text):
        return float(text)
    return text
