"""Mistakes of meaning in `app.yaml`: its connection, its lookups, its limits."""

from collections.abc import Iterable, Iterator, Sequence

from core.apps.field_checks import Surroundings, check_fields
from core.apps.mistakes import Mistake, Place, parts_of
from core.apps.paging_checks import check_paging, params_of
from core.apps.reply_checks import check_error_rules, check_label
from core.apps.request_checks import Known, check_braces, check_names, check_request, names_in_request
from core.model.app import AppFile, Lookup, RateLimit, Verify
from core.model.fields import WITHOUT_VALUE, Field
from core.rules.template import references


def check_app(app: AppFile) -> Iterator[Mistake]:
    """Every mistake of meaning in `app.yaml`."""
    connection = app.connection
    yield from check_fields(connection.fields, ("connection", "fields"), surroundings(app))
    yield from _check_bases(app)
    yield from check_names(connection.auth.value, ("connection", "auth", "value"), _keys(app))
    yield from _check_verify(connection.verify, app)
    yield from _check_connection_used(app)
    yield from check_error_rules(app.errors, ("errors",))
    for name, lookup in app.lookups.items():
        yield from _check_lookup(lookup, ("lookups", name), app)
    if app.rate_limit:
        yield from _check_rate_limit(app.rate_limit)


def surroundings(app: AppFile, wrong: Iterable[Place] = ()) -> Surroundings:
    """What the form of a module may refer to: the parts of the app in which nothing is wrong."""
    doubtful = parts_of(wrong, AppFile.__struct_fields__)
    return Surroundings(
        None if "lookups" in doubtful else app.lookups,
        None if "connection" in doubtful else frozenset(_keys(app)),
        None if "other_bases" in doubtful else app.other_bases,
    )


def check_used(fields: Sequence[Field], used: set[str], place: Place) -> Iterator[Mistake]:
    """No field is filled in for nothing."""
    for position, field in enumerate(fields):
        if field.local or isinstance(field, WITHOUT_VALUE) or field.key in used:
            continue
        yield Mistake((*place, position), f"The field `{field.key}` is never sent.")


def _keys(app: AppFile) -> list[str]:
    return [field.key for field in app.connection.fields]


def _check_bases(app: AppFile) -> Iterator[Mistake]:
    bases: list[tuple[Place, str]] = [(("base_url",), app.base_url)]
    bases += [(("other_bases", name), base) for name, base in app.other_bases.items()]
    for place, base in bases:
        if not base.startswith(("https://", "http://")):
            yield Mistake(place, "A base begins with `https://`.")
        if base.endswith("/"):
            yield Mistake(place, "A base ends without `/`, because every path begins with one.")
        yield from check_braces(base, place)
        yield from check_names(base, place, _keys(app))


def _check_verify(verify: Verify, app: AppFile) -> Iterator[Mistake]:
    place: Place = ("connection", "verify")
    known = Known(connection=frozenset(_keys(app)), bases=app.other_bases)
    yield from check_request(verify.request, (*place, "request"), known)
    yield from check_label(verify.label, (*place, "label"))
    if verify.proof_is != "text" and not verify.proof:
        yield Mistake((*place, "proof_is"), "`proof_is` belongs to `proof`, the path that it speaks of.")


def _check_connection_used(app: AppFile) -> Iterator[Mistake]:
    written = [app.base_url, *app.other_bases.values(), app.connection.auth.value]
    used = {*references(written), *names_in_request(app.connection.verify.request)}
    used.update(*(names_in_request(lookup.request) for lookup in app.lookups.values()))
    yield from check_used(app.connection.fields, used, ("connection", "fields"))


def _check_lookup(lookup: Lookup, place: Place, app: AppFile) -> Iterator[Mistake]:
    """A lookup's request, pages and entries. The names it asks a form for are checked where it is used."""
    known = Known(connection=frozenset(_keys(app)), bases=app.other_bases, open=True)
    yield from check_request(lookup.request, (*place, "request"), known)
    yield from check_paging(lookup.paging, (*place, "paging"), lookup.request.query, ())
    if lookup.search_param in (*lookup.request.query, *params_of(lookup.paging)):
        sentence = f"The parameter `{lookup.search_param}` is set elsewhere, too."
        yield Mistake((*place, "search_param"), sentence)
    for nth, label in enumerate(lookup.label):
        yield from check_label(label, (*place, "label", nth))
    yield from _check_entries(lookup, place)


def _check_entries(lookup: Lookup, place: Place) -> Iterator[Mistake]:
    given = {name for name in ("value", "label", "skip") if getattr(lookup, name)}
    if lookup.names_of:
        for name in ("value", "label"):
            if name in given:
                yield Mistake(
                    (*place, name), f"With `names_of` the names are the list: `{name}` says nothing."
                )
    elif not lookup.value:
        for name in ("label", "skip"):
            if name in given:
                sentence = f"`{name}` looks into an entry, but without `value` an entry is itself the value."
                yield Mistake((*place, name), sentence)


def _check_rate_limit(limit: RateLimit) -> Iterator[Mistake]:
    if limit.requests < 1:
        yield Mistake(("rate_limit", "requests"), "A limit is 1 request or more.")
    if not 0 < limit.seconds < float("inf"):
        yield Mistake(("rate_limit", "seconds"), "A limit holds for some seconds, more than 0.")
