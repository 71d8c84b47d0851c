"""Runs the pinned generator with our templates."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError, ParseError

from .code import literal
from .document import Document, Raw, Value, refuse
from .properties import registered
from .prose import one_line
from .shapes import Items, Object, Variant
from .surface import Surface
from .views import OperationView

_TEMPLATES = Path(__file__).parent / "templates"
_RUNTIME = Path(__file__).parent / "runtime"
# What 0.29.1 prints in place of names in some complaints.
_HIDDEN = re.compile(r"<openapi_python_client[^>]*>")
_NAME = re.compile(r"\b[A-Za-z_]\w*")
_DEFINED = re.compile(
    r"^(?:class|def) ([A-Za-z]\w*)|^ *([A-Za-z]\w*): (?:TypeAlias|Final)", re.MULTILINE
)
_LIBRARY = {
    "Any": "typing",
    "ClassVar": "typing",
    "Decimal": "decimal",
    "Final": "typing",
    "Literal": "typing",
    "Mapping": "collections.abc",
    "Self": "typing",
    "Sequence": "collections.abc",
    "TypeAlias": "typing",
    "date": "datetime",
    "datetime": "datetime",
    "define": "attrs",
    "field": "attrs",
    "frozen": "attrs",
    "overload": "typing",
}


def generate(raw: Raw, config_path: Path, output: Path) -> list[str]:
    """Write the package.

    Args:
        raw: the document.
        config_path: the generator's settings.
        output: directory of the package; it is replaced.

    Returns:
        What the generator complained of; empty when all is well.

    Raises:
        DocumentError: the document holds what the templates have no code for.
    """
    config = Config.from_sources(
        config_file=ConfigFile.load_from_path(config_path),
        meta_type=MetaType.NONE,
        document_source=config_path,
        file_encoding="utf-8",
        overwrite=True,
        output_path=output,
    )
    with registered() as unions:
        data = GeneratorData.from_dict(dict(raw), config=config)
    if isinstance(data, GeneratorError):
        return [complaint(data)]
    # What the parser dropped must be heard of before the views miss it.
    dropped = list(data.errors)
    for collection in data.endpoint_collections_by_tag.values():
        dropped += collection.parse_errors
    if dropped:
        return [complaint(error) for error in dropped]
    document = Document(raw)
    surface = Surface(data, document, list(unions.values()))
    surface.format_examples(format_code)
    shutil.rmtree(output, ignore_errors=True)
    project = _Project(data, config, document, surface)
    # The generator prints where it writes.
    with contextlib.redirect_stdout(io.StringIO()):
        errors = project.build()
    return [complaint(error) for error in errors]


def complaint(error: GeneratorError) -> str:
    """The text of an error of the generator, with the schema whose name 0.29.1 hides."""
    parts = [error.header.strip(), (error.detail or "").strip()]
    if isinstance(error, ParseError) and error.data is not None:
        parts.append(
            str(error.data.model_dump(mode="json", exclude_none=True, exclude_defaults=True))
        )
    return _HIDDEN.sub("...", " ".join(part for part in parts if part))


class _Project(Project):
    """The generator's project, with the modules that it has no place for."""

    def __init__(
        self, data: GeneratorData, config: Config, document: Document, surface: Surface
    ) -> None:
        # Masses have a template of their own.
        data.models = [m for m in data.models if not surface.models[m.class_info.name].is_mass]
        super().__init__(openapi=data, config=config, custom_template_path=_TEMPLATES)
        self._document = document
        self._surface = surface
        self._exports = surface.exports()
        # The type itself stands beside the other basic types.
        self._exports.pop("Mass", None)
        self._helpers = {
            name: path.stem
            for path in runtime_modules()
            for name in defined_in(path.read_text("utf-8"))
        }
        if clash := self._helpers.keys() & self._exports.keys():
            refuse(f"components cannot be named {', '.join(sorted(clash))}: the package uses it")
        tags = document.raw.get("tags", ())
        helpers: dict[str, Value] = {
            "document": document.raw,
            "surface": surface,
            "tags": list(data.endpoint_collections_by_tag),
            "tag_descriptions": {tag["name"]: tag.get("description", "") for tag in tags},
            "literal": literal,
            "one_line": one_line,
            "reader_of": reader_of,
            "imports_of": self._imports_of,
            "imports": self._imports,
            "names_in": names_in,
            "operations_of": self._operations_of,
            "path_code": path_code,
            "parse_code": parse_code,
            "parser_of": self._parser_of,
            "outside_class": outside_class,
        }
        self.env.globals.update(helpers)

    def _operations_of(self, tag: str) -> list[OperationView]:
        """The operations of a resource."""
        return [view for view in self._surface.operations.values() if view.tag == tag]

    def _parser_of(self, view: OperationView) -> str:
        """Code of the function that reads the answer."""
        answer = self._document.statuses(view.raw)["200"]["content"]["application/json"]["schema"]
        if "x-one-per-item" not in answer:
            return "_parse"
        if view.items is None or not isinstance(view.answer, Items):
            refuse(f"{view.raw.id}: x-one-per-item needs a list that answers a list")
        return "ParseEach(_parse, len(listed))"

    def _imports(self, code: str, root: str, models: str, *, run_time: bool = False) -> str:
        """The imports that a module needs.

        Args:
            code: the rest of the module.
            root: leads from the module to the package.
            models: leads from the module to the models.
            run_time: whether enumerations and unions are needed by more than annotations.
        """
        named = set(_NAME.findall(_without_docstrings(code)))
        lines = [f"from {_LIBRARY[name]} import {name}" for name in sorted(named & _LIBRARY.keys())]
        lines += ["import re"] if "re" in named else []
        lines += [
            f"from {root}{self._helpers[n]} import {n}"
            for n in sorted(named & self._helpers.keys())
        ]
        of_models = self._imports_of(code)
        annotations = {
            name
            for _, name in of_models
            if not run_time and (name in self._surface.enums or name in self._surface.unions)
        }
        lines += [f"from {models}{m} import {n}" for m, n in of_models if n not in annotations]
        if annotations:
            lines += ["from typing import TYPE_CHECKING", "if TYPE_CHECKING:"]
            lines += [f"    from {models}{m} import {n}" for m, n in of_models if n in annotations]
        return "\n".join(lines)

    def _imports_of(self, code: str) -> list[tuple[str, str]]:
        """(module, name) of every model that the code names and does not define itself."""
        named = set(_NAME.findall(_without_docstrings(code))) - defined_in(code)
        return sorted((self._exports[name], name) for name in named if name in self._exports)

    def _create_package(self) -> None:
        super()._create_package()
        (self.package_dir / "py.typed").touch()

    def _build_models(self) -> None:
        super()._build_models()
        models = self.package_dir / "models"
        for view in self._surface.models.values():
            if view.is_mass:
                self._render("mass.py.jinja", models / f"{view.module}.py", view=view)
        for union in self._surface.unions.values():
            self._render("union.py.jinja", models / f"{union.module}.py", view=union)

    def _build_api(self) -> None:
        super()._build_api()
        (self.package_dir / "client.py").unlink()
        # Among them errors and types, in place of the generator's own.
        for path in runtime_modules():
            shutil.copyfile(path, self.package_dir / path.name)

    def _render(self, template: str, path: Path, **values: object) -> None:
        text = self.env.get_template(template).render(**values)
        path.write_text(text, encoding=self.config.file_encoding)


def runtime_modules() -> list[Path]:
    """The modules of the package that are the same for every document."""
    return sorted(path for path in _RUNTIME.glob("*.py") if path.name != "__init__.py")


def _without_docstrings(code: str) -> str:
    return re.sub(r'""".*?"""', "", code, flags=re.DOTALL)


def defined_in(code: str) -> set[str]:
    """The public names that a module defines."""
    return {one or other for one, other in _DEFINED.findall(code)}


def names_in(code: str, names: Iterable[str]) -> list[str]:
    """Those of the names that the code uses."""
    return sorted(set(names) & set(_NAME.findall(code)))


def reader_of(variant: Variant) -> str:
    """Code of a function that reads one alternative of a union."""
    shape = variant.shape
    if isinstance(shape, Object):
        return f"{shape.annotation}.from_dict"
    code = shape.read("value")
    return shape.kind if code == "value" else f"lambda value: {code}"


def path_code(view: OperationView) -> str:
    """Code of the path with its parameters filled in."""
    path = view.raw.path
    for field in view.path_parameters:
        path = path.replace(f"{{{field.name}}}", f"{{{field.python_name}_segment}}")
    return f'f"{path}"' if view.path_parameters else literal(path)


def parse_code(view: OperationView) -> str:
    """Code that reads the answer from ``data``."""
    shape = view.answer
    if view.page_item:
        page, item = shape.annotation, view.page_item
        return f"return {page}.from_dict(as_page(data, {item}.required_fields))"
    if isinstance(shape, Object):
        kind = shape.annotation
        return f"return {kind}.from_dict(as_object(data, {literal(kind)}, {kind}.required_fields))"
    if not isinstance(shape, Items):
        refuse(f"{view.raw.id}: an answer must be an object or a list")
    each = shape.item.read("item")
    return (
        f"items: Any = as_list(data, {literal(view.raw.id)})\n    return [{each} for item in items]"
    )


def outside_class(code: str, operations: Iterable[OperationView]) -> str:
    """Code of annotations for a class whose methods may be named like a type.

    A method named ``list`` would stand for ``list[...]`` in the annotations of its class.
    """
    for name in {"dict", "list", "str", "int", "float", "bool"} & {
        o.method_name for o in operations
    }:
        code = re.sub(rf"(?<![.\w]){name}\b(?!:)", f"builtins.{name}", code)
    return code


def format_code(code: str) -> str:
    """The code as ruff formats it, narrow enough for the docstring of a method."""
    command = ["ruff", "format", "--isolated", "--no-cache", "--quiet", "--line-length", "84", "-"]
    laid_out = subprocess.run(  # noqa: S603 - nothing in the command is given
        command, input=code, capture_output=True, check=True, text=True
    )
    return laid_out.stdout
