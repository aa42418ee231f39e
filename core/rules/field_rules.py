"""Rules across fields: whether one is broken, and at which fields that is said."""

from collections.abc import Collection, Sequence

from core.model.module import AllOrNone, AtLeastOneOf, AtMostOneOf, ExactlyOneOf, FieldRule, Needs


def keys_of(rule: FieldRule) -> tuple[str, ...]:
    """The fields that a rule is about, in its order."""
    return (rule.field, *rule.needs) if isinstance(rule, Needs) else rule.fields


def broken_at(rule: FieldRule, shown: Collection[str], filled: Collection[str]) -> Sequence[str]:
    """The fields at which a broken rule is told, of those that are shown; none when it is kept.

    `shown` and `filled` are keys, `filled` only of fields that are shown. What is hidden cannot be filled
    in, so a rule asks for nothing of it.
    """
    there = [key for key in keys_of(rule) if key in shown]
    full = [key for key in there if key in filled]
    empty = [key for key in there if key not in filled]
    match rule:
        case ExactlyOneOf() if len(full) != 1:
            return full or there
        case AtMostOneOf() if len(full) > 1:
            return full
        case AtLeastOneOf() if not full:
            return there
        case AllOrNone() if full:
            return empty
        case Needs(field=field) if field in full:
            return empty
        case _:
            return ()
