"""What the templates render: one view for each module of the generated package."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve, frozen

from .document import RawOperation, Value
from .policies import Policy
from .prose import as_docstring, described, entry, error_name, object_docstring, sentence, wrap
from .shapes import Field, Items, Object, Shape, Union


@frozen(kw_only=True)
class ModelView:
    """An object of the document; with ``is_mass`` a Mass with fields of its own or without.

    Attributes:
        sent: whether requests can hold it.
        exclusive: names of the fields of which a request has one at most.
    """

    name: str
    module: str
    component: str
    description: str
    fields: Sequence[Field]
    sent: bool = False
    exclusive: Sequence[str] = ()
    is_mass: bool = False

    @property
    def arguments(self) -> list[Field]:
        """The fields in the order of the constructor: those without a default come first."""
        return sorted(self.fields, key=lambda f: f.has_default)

    @property
    def required(self) -> list[str]:
        """The names of the fields that an object must have."""
        return [f.name for f in self.fields if f.required]

    @property
    def docstring(self) -> str:
        """The docstring of the class."""
        return object_docstring(self.component, self.description, self.fields)


@frozen(kw_only=True)
class EnumView:
    """An enumeration of the document."""

    name: str
    module: str
    component: str
    description: str
    members: Sequence[Value]
    constant: str


@frozen(kw_only=True)
class UnionView:
    """A named union of the document."""

    name: str
    module: str
    component: str
    description: str
    shape: Union
    sent: bool

    @property
    def annotation(self) -> str:
        """The alternatives; an answer may also hold what is none of them."""
        kinds = list(dict.fromkeys(v.shape.annotation for v in self.shape.variants))
        return " | ".join(kinds if self.sent else [*kinds, "JSON"])

    @property
    def helpers(self) -> list[str]:
        """The functions of its module."""
        names = (self.shape.reader, self.shape.checker, self.shape.converter)
        return [name for name in names if name]


@frozen(kw_only=True)
class OperationView:
    """An operation of the document.

    Attributes:
        forms: the objects that the body can be; none without a body or with a list.
        items: the list that the body is.
        page_item: type of the items if the answer is a page of a list.
        cursor: the parameter that takes the cursor of the next page.
        policy: what the document says about repeating it.
        lookup: the operation that finds its result by the key in its body.
    """

    raw: RawOperation
    name: str
    method_name: str
    tag: str
    path_parameters: Sequence[Field]
    query_parameters: Sequence[Field]
    forms: Sequence[Object]
    items: Items | None
    answer: Shape
    no_content: bool
    page_item: str | None
    cursor: str | None
    summary: str
    description: str
    returns: str
    errors: Sequence[tuple[str, str]]
    policy: Policy
    lookup: OperationView | None = None
    example: str = ""
    resource_example: str = ""
    async_example: str = ""

    @property
    def section(self) -> str:
        """Where the document describes it."""
        return f"{self.raw.method} {self.raw.path}"

    @property
    def overloaded(self) -> bool:
        """Whether the body has more than one form."""
        return len(self.forms) > 1

    @property
    def builder(self) -> str:
        """The function that takes the fields of every form."""
        return f"prepare_{self.name}" if self.overloaded else self.name

    @property
    def body_fields(self) -> list[Field]:
        """The keyword arguments of all forms of the body, each name once."""
        merged: dict[str, Field] = {}
        for form in self.forms:
            for name, field in form.fields.items():
                merged[name] = _merged(merged[name], field) if name in merged else field
        return [
            evolve(
                f,
                required=all(f.name in o.fields and o.fields[f.name].required for o in self.forms),
            )
            for f in merged.values()
        ]

    @property
    def returned(self) -> str:
        """Type of the answer."""
        return f"{self.answer.annotation} | None" if self.no_content else self.answer.annotation

    @property
    def keyed(self) -> bool:
        """Whether the body has an idempotency key."""
        return any(f.name == "idempotency_key" for f in self.body_fields)

    @property
    def lookup_module(self) -> str:
        """Where the operation that looks up the result stands, seen from this one."""
        if self.lookup is None:
            return ""
        same = self.lookup.tag == self.tag
        return f".{self.lookup.name}" if same else f"..{self.lookup.tag}.{self.lookup.name}"

    def docstring(self, *, resource: bool = False, awaited: bool = False) -> str:
        """The docstring of the function, or of the method of a resource."""
        lines = [sentence(self.summary), "", *wrap(self.description), ""]
        lines += [f"Section ``{self.section}``.", "", *self._arguments()]
        lines += ["Returns:", *wrap(self.returns, "    "), "", "Raises:"]
        refused = "a value breaks a rule of the document; nothing is sent then."
        lines += [*entry("InvalidRequestError", refused), *self._refusals(resource=resource), ""]
        code = self.resource_example if resource else self.example
        if awaited:
            code = self.async_example
        return as_docstring([*lines, "Example:", *(f"    {line}" for line in code.splitlines())])

    def _refusals(self, *, resource: bool) -> list[str]:
        """The errors of a call, or the statuses behind them where nothing is sent yet."""
        if not resource:
            lines = [line for status, text in self.errors for line in entry(status, text)]
            return ["", "Statuses that the API declares for refusals:", *lines] if lines else []
        errors = [(error_name(s), f"status {s}. {text}".strip()) for s, text in self.errors]
        errors.append(("CallError", "there is no usable answer, see ``lune_client.errors``."))
        return [line for name, text in errors for line in entry(name, text)]

    def _arguments(self) -> list[str]:
        fields = [*self.path_parameters, *self.body_fields, *self.query_parameters]
        lines = entry("items", self._items_text()) if self.items is not None else []
        lines += [line for f in fields for line in entry(f.python_name, described(f))]
        return ["Args:", *lines, ""] if lines else []

    def _items_text(self) -> str:
        if self.items is None:
            return ""
        limits = self.items.bounds
        least, most = limits.get("min_items", 0), limits.get("max_items", "any number")
        return f"from {least} to {most} objects of the class {self.items.item.annotation}."


def _merged(one: Field, other: Field) -> Field:
    """A field that takes what either form of a body takes under this name."""
    if one.shape.accepts == other.shape.accepts:
        return one
    accepts = f"{one.shape.accepts} | {other.shape.accepts}"
    return evolve(
        one,
        shape=Shape(annotation=accepts, accepts=accepts),
        description=one.description or other.description,
    )
