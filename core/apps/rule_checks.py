"""Mistakes of meaning in the rules across fields."""

from collections.abc import Iterator, Sequence

from core.apps.field_checks import check_named
from core.apps.mistakes import Mistake, Place
from core.apps.value_checks import check_condition
from core.model.fields import Field
from core.model.module import FieldRule, Needs


def check_rules(rules: Sequence[FieldRule], fields: Sequence[Field], place: Place) -> Iterator[Mistake]:
    """Rules say something, hold at times, and name fields that exist and have values."""
    by_key = {field.key: field for field in fields}
    for position, rule in enumerate(rules):
        here = (*place, position)
        if not rule.sentence.strip():
            yield Mistake((*here, "sentence"), "A rule needs a sentence for when it is broken.")
        yield from check_condition(rule.when, by_key, (*here, "when"))
        if isinstance(rule, Needs):
            yield from check_named(rule.field, (*here, "field"), fields, ())
            yield from _check_needs(rule, (*here, "needs"))
            yield from _check_each(rule.needs, (*here, "needs"), fields)
        else:
            if len(set(rule.fields)) < 2:
                yield Mistake((*here, "fields"), "A rule needs two fields or more.")
            yield from _check_each(rule.fields, (*here, "fields"), fields)


def _check_needs(rule: Needs, place: Place) -> Iterator[Mistake]:
    if not rule.needs:
        yield Mistake(place, "Nothing is needed here.")
    if rule.field in rule.needs:
        yield Mistake(place, "A field cannot need itself.")


def _check_each(names: Sequence[str], place: Place, fields: Sequence[Field]) -> Iterator[Mistake]:
    for nth, name in enumerate(names):
        yield from check_named(name, (*place, nth), fields, ())
