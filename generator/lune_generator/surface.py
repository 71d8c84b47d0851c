"""Makes the views of one document."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from attrs import evolve
from openapi_python_client import strings
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import ModelProperty, Property
from openapi_python_client.parser.properties.literal_enum_property import LiteralEnumProperty

from .bounds import require_known_keywords
from .code import class_name, imports_of_example, literal, snake, values_name
from .document import Document, Raw, RawOperation, refuse
from .policies import codes, policy_of
from .properties import MassProperty, NamedUnionProperty
from .prose import flat, sentence
from .rules import exclusive_of, max_body_bytes
from .shapes import Field, Items, Object, Shape, Union
from .shaping import Place, Shaping, component_of
from .views import EnumView, ModelView, OperationView, UnionView

_METHODS_OF_MODELS = {"additional_properties", "check", "from_dict", "to_dict"}
_PARAMETER_CHECKERS = {"check_text", "check_integer", "check_number", "check_flag"}


class Surface:
    """Everything that is generated from one document.

    Args:
        data: what the generator has parsed.
        document: the document as it is written.
        unions: the named unions, which the generator keeps no list of.

    Raises:
        DocumentError: the templates have no code for something in the document.
    """

    def __init__(
        self, data: GeneratorData, document: Document, unions: Sequence[NamedUnionProperty]
    ) -> None:
        require_known_keywords(document)
        self._document = document
        self._shaping = Shaping(document, {str(m.class_info.name): m for m in data.models})
        self.models = {str(m.class_info.name): self._model(m) for m in data.models}
        self.enums = {str(e.class_info.name): self._enum(e) for e in data.enums}
        self.unions = {str(u.class_info.name): self._union(u) for u in unions}
        self.operations = {
            str(endpoint.name): self._operation(str(tag), endpoint)
            for tag, collection in data.endpoint_collections_by_tag.items()
            for endpoint in collection.endpoints
        }
        by_id = {view.raw.id: view for view in self.operations.values()}
        for name, view in self.operations.items():
            if view.policy.lookup is not None:
                self.operations[name] = evolve(view, lookup=by_id[view.policy.lookup.id])
        self.already_exists = codes(document, "x-already-exists")
        self.passing = codes(document, "x-passing")
        self.max_body_bytes = max_body_bytes(document)

    def exports(self) -> dict[str, str]:
        """Module of every name that the modules of models define."""
        found = {view.name: view.module for view in self.models.values()}
        for enum in self.enums.values():
            found |= {enum.name: enum.module, enum.constant: enum.module}
        for union in self.unions.values():
            found |= dict.fromkeys([union.name, *union.helpers], union.module)
        return found

    def public(self) -> list[tuple[str, str]]:
        """(name, module) of what the package of models offers."""
        helpers = {name for union in self.unions.values() for name in union.helpers}
        return sorted(item for item in self.exports().items() if item[0] not in helpers)

    def format_examples(self, formatted: Callable[[str], str]) -> None:
        """Lay out the code of all examples, in one run of the formatter."""
        mark = "# next"
        views = list(self.operations.values())
        code = [
            text
            for view in views
            for text in (view.example, view.resource_example, view.async_example)
        ]
        laid_out = [text.strip() for text in formatted(f"\n{mark}\n".join(code)).split(mark)]
        each = zip(views, laid_out[::3], laid_out[1::3], laid_out[2::3], strict=True)
        for view, example, resource, awaited in each:
            self.operations[view.name] = evolve(
                view, example=example, resource_example=resource, async_example=awaited
            )

    def _model(self, prop: ModelProperty) -> ModelView:
        is_mass = isinstance(prop, MassProperty)
        component = component_of(prop)
        if component is None:
            refuse(f"the object {prop.class_info.name} is written out in place: name it")
        fields = (
            self._shaping.fields(prop, component)
            if is_mass
            else [*self._shaping.object(prop).fields.values()]
        )
        clash = _METHODS_OF_MODELS & {f.python_name for f in fields}
        if clash:
            refuse(f"{component}: a property cannot be named {', '.join(sorted(clash))}")
        return ModelView(
            name=str(prop.class_info.name),
            module=str(prop.class_info.module_name),
            component=component,
            description=self._document.describe(self._document.schemas[component]),
            fields=[f for f in fields if not (is_mass and f.name in {"amount", "unit"})],
            sent=component in self._document.sent,
            exclusive=exclusive_of(self._document, component),
            is_mass=is_mass,
        )

    def _enum(self, prop: object) -> EnumView:
        if not isinstance(prop, LiteralEnumProperty):
            refuse("literal_enums must be true in generator-config.yml")
        name = str(prop.class_info.name)
        component = next((c for c in self._document.schemas if class_name(c) == name), None)
        if component is None:
            refuse(f"the enum {name} is written out in place: name it as a component")
        schema = self._document.schemas[component]
        return EnumView(
            name=name,
            module=str(prop.class_info.module_name),
            component=component,
            description=self._document.describe(schema),
            members=schema["enum"],
            constant=values_name(component),
        )

    def _union(self, prop: NamedUnionProperty) -> UnionView:
        schema = self._document.schemas[prop.component]
        shape = self._shaping.of(prop, schema, Place(prop.component))
        if not isinstance(shape, Union):
            refuse(f"{prop.component}: a union is expected")
        return UnionView(
            name=str(prop.class_info.name),
            module=str(prop.class_info.module_name),
            component=prop.component,
            description=self._document.describe(schema),
            shape=shape,
            sent=prop.component in self._document.sent,
        )

    def _operation(self, tag: str, endpoint: Endpoint) -> OperationView:
        raw = self._raw_operation(endpoint)
        method_name = raw.raw.get("x-method-name")
        if not isinstance(method_name, str) or not method_name.isidentifier():
            refuse(f"{raw.id}: x-method-name must be the name of its Python method")
        statuses = self._document.statuses(raw)
        answers = {response.status_code.pattern: response for response in endpoint.responses}
        if "200" not in answers:
            refuse(f"{raw.id}: an answer for status 200 is expected")
        schema = statuses["200"]["content"]["application/json"]["schema"]
        answer = self._shaping.of(answers["200"].prop, schema, Place(raw.id, sent=False))
        forms, items = self._body(raw, endpoint)
        parameters = {(p["in"], p["name"]): p for p in raw.parameters}
        page_item = _page_item(answer)
        query = self._parameters(endpoint.query_parameters, "query", parameters)
        view = OperationView(
            raw=raw,
            name=str(endpoint.name),
            method_name=method_name,
            tag=tag,
            path_parameters=self._parameters(endpoint.path_parameters, "path", parameters),
            query_parameters=query,
            forms=forms,
            items=items,
            answer=answer,
            no_content="204" in statuses,
            page_item=page_item,
            policy=policy_of(self._document, raw),
            cursor=self._cursor(raw, statuses["200"], query) if page_item else None,
            summary=str(raw.raw.get("summary", raw.id)),
            description=flat(raw.raw.get("description", "")),
            returns=_returns(statuses, paged=page_item is not None),
            errors=[(s, flat(r.get("description", ""))) for s, r in statuses.items() if s >= "400"],
        )
        given = self._given(view, parameters)
        made, call = f"{view.name}({given})", f"lune.{tag}.{method_name}({given})"
        waits = f"await {call}"
        if page_item is not None:
            call = f"for {snake(page_item)} in {call}:\n    print({snake(page_item)})"
            waits = f"async {call}"
        names = [name for name, _ in self.public()]
        own = imports_of_example(made, names, "lune_api.models")
        theirs = imports_of_example(made, names, "lune_client.models")
        return evolve(
            view,
            example=f"{own}\n{made}",
            resource_example=f"{theirs}\n{call}",
            async_example=f"{theirs}\n{waits}",
        )

    def _raw_operation(self, endpoint: Endpoint) -> RawOperation:
        known = {strings.PythonIdentifier(o.id, ""): o for o in self._document.operations()}
        if endpoint.name not in known:
            refuse(f"{endpoint.method.upper()} {endpoint.name}: an operationId is needed")
        return known[endpoint.name]

    def _body(self, raw: RawOperation, endpoint: Endpoint) -> tuple[list[Object], Items | None]:
        schema = self._document.body(raw)
        if schema is None:
            return [], None
        if len(endpoint.bodies) != 1:
            refuse(f"{raw.id}: a body must be JSON and nothing else")
        shape = self._shaping.of(endpoint.bodies[0].prop, schema, Place("items"))
        if isinstance(shape, Items) and isinstance(shape.item, Object):
            return [], shape
        shapes = [v.shape for v in shape.variants] if isinstance(shape, Union) else [shape]
        objects = [each for each in shapes if isinstance(each, Object)]
        if len(objects) != len(shapes):
            refuse(f"{raw.id}: a body must be an object, a union of objects or a list of objects")
        return objects, None

    def _parameters(
        self, props: Sequence[Property], place: str, raws: Mapping[tuple[str, str], Raw]
    ) -> list[Field]:
        found: list[Field] = []
        for prop in props:
            raw = raws[place, prop.name.get_untrusted_value()]
            field = self._shaping.field(prop, raw["schema"], place)
            if field.shape.checker not in _PARAMETER_CHECKERS:
                refuse(f"parameter {field.name}: only text, numbers and booleans are supported")
            said = flat(raw.get("description", "")) or field.description
            found.append(evolve(field, description=said))
        return found

    def _cursor(self, raw: RawOperation, response: Raw, query: Sequence[Field]) -> str:
        """The parameter that takes the cursor of the next page, from the link to the operation."""
        links = [self._document.resolve(link) for link in response.get("links", {}).values()]
        names = {
            name
            for link in links
            for name, value in link.get("parameters", {}).items()
            if link.get("operationId") == raw.id and value == "$response.body#/next_cursor"
        }
        fitting = [field.python_name for field in query if field.name in names]
        if not fitting:
            refuse(f"{raw.id}: its answer is a page, so a link to the next page is expected")
        return fitting[0]

    def _given(self, view: OperationView, raws: Mapping[tuple[str, str], Raw]) -> str:
        """The arguments of the example call."""
        parts = [literal(raws["path", f.name].get("example", f.name)) for f in view.path_parameters]
        example = self._document.body_example(view.raw)
        if view.items is not None:
            parts.append(view.items.example((example or [])[:1]))
        elif view.forms and example is not None:
            form = next((o for o in view.forms if _has_form(o, example)), view.forms[0])
            parts += [
                f"{f.python_name}={f.shape.example(example[f.name])}"
                for f in form.fields.values()
                if f.name in example
            ]
        for field in view.query_parameters:
            value = raws["query", field.name].get("example")
            if value is not None:
                parts.append(f"{field.python_name}={literal(value)}")
        return ", ".join(parts)


def _has_form(shape: Object, example: Raw) -> bool:
    """Whether an example has all that a form of a body requires."""
    return all(f.name in example for f in shape.fields.values() if f.required)


def _returns(statuses: Mapping[str, Raw], *, paged: bool) -> str:
    """What a call answers, in words."""
    text = sentence(flat(statuses["200"].get("description", "")))
    if paged:
        text = "The items, fetched page by page as they are needed."
    if "204" in statuses:
        text += f" None for status 204: {flat(statuses['204'].get('description', ''))}"
    return text


def _page_item(answer: Shape) -> str | None:
    """The type of the items if the answer is a page of a list."""
    if not isinstance(answer, Object):
        return None
    if not {"data", "has_more", "next_cursor"} <= answer.fields.keys():
        return None
    data = answer.fields["data"].shape
    return data.item.annotation if isinstance(data, Items) else None
