"""Mistakes of meaning in an app's files, all at once: what types alone cannot see."""

from collections.abc import Iterator

import msgspec

from core.apps.field_checks import Surroundings, check_fields, check_rules, no_field
from core.apps.mistakes import Mistake, Place
from core.apps.request_checks import (
    check_base,
    check_braces,
    check_error_rules,
    check_names,
    check_paging,
    check_path,
    check_request,
    limit_field_of,
    names_in_request,
)
from core.model.app import AppFile
from core.model.fields import (
    WITHOUT_VALUE,
    Field,
    FieldBase,
    GroupField,
    HookUrlField,
    IntegerField,
    KeyValuesField,
    ListField,
    ListOfGroupsField,
    LookupField,
    SelectField,
    TextBase,
    kind_of,
)
from core.model.module import ModuleFile
from core.model.request import AnyCall, NoPaging, Request
from core.rules.envelope import is_json, value_at
from core.rules.template import references


def check_app(app: AppFile) -> Iterator[Mistake]:
    """Every mistake of meaning in `app.yaml`."""
    connection = app.connection
    keys = [field.key for field in connection.fields]
    yield from check_fields(connection.fields, ("connection", "fields"), _around(app))
    yield from _check_bases(app, keys)
    yield from check_names(connection.auth.value, ("connection", "auth", "value"), keys)
    verify: Place = ("connection", "verify", "request")
    yield from check_request(connection.verify.request, verify, keys, (), app.other_bases)
    yield from _check_connection_used(app)
    yield from check_error_rules(app.errors, ("errors",))
    for name, lookup in app.lookups.items():
        here = ("lookups", name)
        yield from check_path(lookup.request.path, (*here, "request", "path"))
        yield from check_base(lookup.request.base, (*here, "request", "base"), app.other_bases)
        yield from check_paging(lookup.paging, (*here, "paging"), lookup.request.query)


def check_module(module: ModuleFile, app: AppFile) -> Iterator[Mistake]:
    """Every mistake of meaning in a module's file."""
    keys = [field.key for field in module.fields]
    yield from _check_parts(module)
    yield from check_fields(module.fields, ("fields",), _around(app))
    yield from check_rules(module.rules, module.fields, ("rules",))
    if module.request:
        anywhere = [*keys, *(field.key for field in app.connection.fields)]
        yield from check_request(module.request, ("request",), anywhere, keys, app.other_bases)
        yield from _check_spread(module.request, module.fields)
        yield from _check_path_fields(module.request, module.fields)
        yield from check_paging(module.paging, ("paging",), module.request.query)
    if module.any_call:
        yield from check_base(module.any_call.base, ("any_call", "base"), app.other_bases)
        yield from _check_any_call(module.any_call, module.fields)
    if limit := limit_field_of(module.paging):
        yield from _check_named(limit, ("paging", "limit_field"), module.fields, (IntegerField,))
    yield from _check_used(module)
    yield from check_error_rules(module.errors, ("errors",))
    if module.effect == "delete" and not module.caution:
        yield Mistake(("effect",), "What deletes needs a `caution`, said above the Run button.")


def check_sample(sample: bytes, at: str) -> Iterator[Mistake]:
    """A sample reply is JSON and holds bundles where the module looks for them."""
    if not is_json(sample):
        yield Mistake((), "The sample is not JSON.")
    elif at and value_at(sample, at) in (msgspec.UNSET, None, []):
        yield Mistake((), f"The sample holds no bundle at `{at}`.")


def _around(app: AppFile) -> Surroundings:
    return Surroundings(app.lookups, frozenset(field.key for field in app.connection.fields))


def _check_bases(app: AppFile, keys: list[str]) -> Iterator[Mistake]:
    bases: list[tuple[Place, str]] = [(("base_url",), app.base_url)]
    bases += [(("other_bases", name), base) for name, base in app.other_bases.items()]
    for place, base in bases:
        if not base.startswith(("https://", "http://")):
            yield Mistake(place, "A base begins with `https://`.")
        if base.endswith("/"):
            yield Mistake(place, "A base ends without `/`, because every path begins with one.")
        yield from check_braces(base, place)
        yield from check_names(base, place, keys)


def _check_connection_used(app: AppFile) -> Iterator[Mistake]:
    written = [app.base_url, *app.other_bases.values(), app.connection.auth.value]
    used = {*references(written), *names_in_request(app.connection.verify.request)}
    used.update(*(names_in_request(lookup.request) for lookup in app.lookups.values()))
    yield from _unused(app.connection.fields, used, ("connection", "fields"))


def _check_parts(module: ModuleFile) -> Iterator[Mistake]:
    """One of request, any_call and hook, and the one that belongs to the kind and to the effect."""
    parts = {"request": module.request, "any_call": module.any_call, "hook": module.hook}
    given = [name for name, part in parts.items() if part is not None]
    if len(given) != 1:
        yield Mistake((), "A module has exactly one of `request`, `any_call` and `hook`.")
        return
    belongs = {"trigger-instant": "hook", "api-call": "any_call"}.get(module.kind, "request")
    if given != [belongs]:
        yield Mistake(("kind",), f"A module of the kind `{module.kind}` needs `{belongs}`.")
    if (module.effect == "by_method") != (module.any_call is not None):
        yield Mistake(("effect",), "The effect `by_method` belongs to an `any_call`, and to nothing else.")
    if module.request is None and not isinstance(module.paging, NoPaging):
        yield Mistake(("paging",), "Only a `request` has pages.")
    addresses = sum(isinstance(field, HookUrlField) for field in module.fields)
    if addresses != (module.hook is not None):
        yield Mistake(
            ("fields",), "A module with a `hook` has one field of the kind `hook_url`; no other has."
        )


def _check_spread(request: Request, fields: tuple[Field, ...]) -> Iterator[Mistake]:
    for nth, name in enumerate(request.spread):
        yield from _check_named(name, ("request", "spread", nth), fields, (KeyValuesField,))


def _check_path_fields(request: Request, fields: tuple[Field, ...]) -> Iterator[Mistake]:
    """An address with a hole in it cannot be sent."""
    named = set(references(request.path))
    for position, field in enumerate(fields):
        if field.key in named and (field.required_unless or not field.required):
            sentence = f"`{field.key}` is a part of the path, so it must be there."
            yield Mistake(("fields", position), sentence, "Write `required: true`.")


def _check_any_call(call: AnyCall, fields: tuple[Field, ...]) -> Iterator[Mistake]:
    wanted: dict[str, tuple[type[FieldBase], ...]] = {
        "method": (SelectField,),
        "path": (TextBase,),
        "headers": (KeyValuesField,),
        "query": (KeyValuesField,),
        "body": (),
    }
    for part, kinds in wanted.items():
        yield from _check_named(getattr(call, part), ("any_call", part), fields, kinds)


def _check_named(
    name: str, place: Place, fields: tuple[Field, ...], kinds: tuple[type[FieldBase], ...]
) -> Iterator[Mistake]:
    """A field of that name exists and, where only some kinds will do, is one of them."""
    field = next((field for field in fields if field.key == name), None)
    if field is None:
        yield no_field(place, name, [field.key for field in fields])
    elif kinds and not isinstance(field, kinds):
        yield Mistake(place, f"A field of the kind `{kind_of(field)}` does not fit here.")


def _check_used(module: ModuleFile) -> Iterator[Mistake]:
    sent: set[str] = {limit_field_of(module.paging)}
    if module.request:
        sent |= names_in_request(module.request)
    if call := module.any_call:
        sent |= {call.method, call.path, call.headers, call.query, call.body}
    yield from _unused(module.fields, sent | _steering(module.fields), ("fields",))
    for position, field in enumerate(module.fields):
        if field.local and field.key in sent:
            sentence = f"`{field.key}` is marked `local`, but the request sends it."
            yield Mistake(("fields", position, "local"), sentence)


def _steering(fields: tuple[Field, ...]) -> set[str]:
    """The keys that other fields depend on: by their conditions or by their choices."""
    conditions = {name for field in fields for name in field.shown_when}
    return conditions | set(_asked_by_choices(fields))


def _asked_by_choices(fields: tuple[Field, ...]) -> Iterator[str]:
    """What lookups depend on, however deep they lie."""
    for field in fields:
        match field:
            case LookupField():
                yield from field.depends_on
            case GroupField() | ListOfGroupsField():
                yield from _asked_by_choices(field.fields)
            case ListField():
                yield from _asked_by_choices(field.details)


def _unused(fields: tuple[Field, ...], used: set[str], place: Place) -> Iterator[Mistake]:
    """Fields that a person fills in for nothing."""
    for position, field in enumerate(fields):
        if field.local or isinstance(field, WITHOUT_VALUE) or field.key in used:
            continue
        yield Mistake((*place, position), f"The field `{field.key}` is never sent.")
