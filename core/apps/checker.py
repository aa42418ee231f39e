"""Mistakes of meaning in a module's file, all at once: what types alone cannot see."""

from collections.abc import Iterator, Sequence

from core.apps.app_checks import check_used
from core.apps.field_checks import Surroundings, check_fields, check_named
from core.apps.mistakes import Mistake, Place
from core.apps.paging_checks import check_paging, fields_of_paging
from core.apps.reply_checks import check_bundles, check_error_rules, names_in_bundles
from core.apps.request_checks import Known, check_base, check_path, check_request, names_in_request
from core.apps.rule_checks import check_rules
from core.apps.trigger_checks import check_hook, check_poll, names_listened_to, names_polled, own_requests
from core.model.fields import (
    Field,
    FieldBase,
    GroupField,
    HookUrlField,
    KeyValuesField,
    ListField,
    ListOfGroupsField,
    LookupField,
    SelectField,
    TextBase,
)
from core.model.module import ModuleFile
from core.model.request import AnyCall, Bundles, NoPaging, Request
from core.rules.template import references


def check_module(module: ModuleFile, around: Surroundings) -> Iterator[Mistake]:
    """Every mistake of meaning in a module's file, as far as what is around it is known."""
    known = Known(fields=module.fields, connection=around.connection, bases=around.bases)
    yield from _check_parts(module)
    yield from check_fields(module.fields, ("fields",), around)
    yield from check_rules(module.rules, module.fields, ("rules",))
    if module.request:
        yield from check_request(module.request, ("request",), known)
        yield from check_paging(module.paging, ("paging",), module.request.query, module.fields)
    if module.any_call:
        yield from check_base(module.any_call.base, ("any_call", "base"), around.bases)
        yield from _check_any_call(module.any_call, module.fields)
    if module.hook:
        yield from check_hook(module.hook, ("hook",), known)
    if module.poll:
        yield from check_poll(module.poll, ("poll",), module.fields)
    for place, request in _requests(module):
        yield from _check_spread(request, place, module.fields)
        yield from _check_path_fields(request, module.fields)
    yield from check_bundles(module.bundles, ("bundles",), module.fields)
    yield from _check_used(module)
    yield from check_error_rules(module.errors, ("errors",))
    yield from _check_effect(module)


def _check_parts(module: ModuleFile) -> Iterator[Mistake]:
    """One of request, any_call and hook, and the one that belongs to the kind; a poll where one belongs."""
    if module.poll and module.kind != "trigger-polling":
        yield Mistake(("poll",), "Only a module of the kind `trigger-polling` has a `poll`.")
    if module.kind == "trigger-polling" and not module.poll:
        yield Mistake(("kind",), "A module of the kind `trigger-polling` needs `poll`.")
    parts = {"request": module.request, "any_call": module.any_call, "hook": module.hook}
    given = [name for name, part in parts.items() if part is not None]
    if len(given) != 1:
        yield Mistake((), "A module has exactly one of `request`, `any_call` and `hook`.")
        return
    belongs = {"trigger-instant": "hook", "api-call": "any_call"}.get(module.kind, "request")
    if given != [belongs]:
        yield Mistake(("kind",), f"A module of the kind `{module.kind}` needs `{belongs}`.")
    if module.request is None and module.paging != NoPaging():
        yield Mistake(("paging",), "Only a `request` has pages.")
    if module.hook and module.bundles != Bundles():
        yield Mistake(("bundles",), "The bundles of a hook are described in its `payload`.")
    if not module.hook and any(isinstance(field, HookUrlField) for field in module.fields):
        yield Mistake(("fields",), "Only a module with a `hook` has a field of the kind `hook_url`.")


def _requests(module: ModuleFile) -> Iterator[tuple[Place, Request]]:
    """The requests that are built from the form, with their places."""
    if module.request:
        yield ("request",), module.request
    if module.hook:
        for place, request in own_requests(module.hook):
            yield ("hook", *place), request


def _check_spread(request: Request, place: Place, fields: Sequence[Field]) -> Iterator[Mistake]:
    for nth, name in enumerate(request.spread):
        yield from check_named(name, (*place, "spread", nth), fields, (KeyValuesField,))


def _check_path_fields(request: Request, fields: Sequence[Field]) -> Iterator[Mistake]:
    """An address with a hole in it cannot be sent."""
    named = set(references(request.path))
    for position, field in enumerate(fields):
        if field.key in named and (field.required_unless or not field.required):
            sentence = f"`{field.key}` is a part of the path, so it must be there."
            yield Mistake(("fields", position), sentence, "Write `required: true`.")


def _check_any_call(call: AnyCall, fields: Sequence[Field]) -> Iterator[Mistake]:
    wanted: dict[str, tuple[type[FieldBase], ...]] = {
        "method": (SelectField,),
        "path": (TextBase,),
        "headers": (KeyValuesField,),
        "query": (KeyValuesField,),
        "body": (),
    }
    for part, kinds in wanted.items():
        yield from check_named(getattr(call, part), ("any_call", part), fields, kinds)
    if call.prefix:
        yield from check_path(call.prefix, ("any_call", "prefix"))
        if call.prefix.endswith("/"):
            yield Mistake(
                ("any_call", "prefix"), "A prefix ends without `/`, because a path begins with one."
            )


def _check_used(module: ModuleFile) -> Iterator[Mistake]:
    sent = fields_of_paging(module.paging)
    sent.update(*(names_in_request(request) for _, request in _requests(module)))
    if call := module.any_call:
        sent |= {call.method, call.path, call.headers, call.query, call.body}
    used = sent | _steering(module) | names_in_bundles(module.bundles)
    if module.hook:
        used |= names_listened_to(module.hook)
    if module.poll:
        used |= names_polled(module.poll)
    yield from check_used(module.fields, used, ("fields",))
    for position, field in enumerate(module.fields):
        if field.local and field.key in sent:
            sentence = f"`{field.key}` is marked `local`, but the request sends it."
            yield Mistake(("fields", position, "local"), sentence)


def _steering(module: ModuleFile) -> set[str]:
    """The keys that other fields and rules depend on: by their conditions or by their choices."""
    conditions = [field.shown_when for field in module.fields] + [rule.when for rule in module.rules]
    return {name for condition in conditions for name in condition} | set(_asked_by_choices(module.fields))


def _asked_by_choices(fields: Sequence[Field]) -> Iterator[str]:
    """What lookups depend on, however deep they lie."""
    for field in fields:
        match field:
            case LookupField():
                yield from field.depends_on
            case GroupField() | ListOfGroupsField():
                yield from _asked_by_choices(field.fields)
            case ListField():
                yield from _asked_by_choices(field.details)


def _check_effect(module: ModuleFile) -> Iterator[Mistake]:
    """What running a module does is said where it matters, and fits its parts."""
    if (module.effect == "by_method") != (module.any_call is not None):
        yield Mistake(("effect",), "The effect `by_method` belongs to an `any_call`, and to nothing else.")
    if module.effect == "delete" and not module.caution:
        yield Mistake(("effect",), "What deletes needs a `caution`, said above the Run button.")
    if module.unsafe_with and module.effect != "idempotent":
        sentence = f"`unsafe_with` belongs to the effect `idempotent`, not to `{module.effect}`."
        yield Mistake(("unsafe_with",), sentence)
    for nth, name in enumerate(module.unsafe_with):
        yield from check_named(name, ("unsafe_with", nth), module.fields, ())
