"""What may stand at a place of a file: the words that are known there, and something that fits."""

from collections.abc import Iterator
from typing import Any

import msgspec.inspect as look

from core.apps.mistakes import Place


def words_at(place: Place, value: Any, kind: type) -> list[str]:
    """The keys of an object, the values of a key, or the kinds that there are; of anything else none."""
    here = _type_at(place, value, kind)
    match here:
        case look.UnionType():
            return [str(branch.tag) for branch in _structs(here)]
        case look.LiteralType():
            return [str(known) for known in here.values if known != ""]
        case look.StructType():
            tag_field = [here.tag_field] if here.tag_field else []
            return tag_field + [field.encode_name for field in here.fields]
        case _:
            return []


def fitting(place: Place, value: Any, kind: type) -> tuple[Place, Any]:
    """Something that the decoder takes at a place, and where to put it: a `kind` that is no good, or missing,
    takes with it all that it is the kind of."""
    if not place:
        return (), _something(look.type_info(kind))
    around, last = place[:-1], place[-1]
    outer = _type_at(around, value, kind)
    if isinstance(outer, look.UnionType) and last == "kind":
        return around, _something(outer)
    return place, _something(outer if isinstance(outer, look.UnionType) else _below(outer, last))


def _something(here: Any) -> Any:
    """A value of a type."""
    match here:
        case look.StructType():
            tag = {here.tag_field: here.tag} if here.tag_field else {}
            return tag | {
                field.encode_name: _something(field.type) for field in here.fields if field.required
            }
        case look.UnionType():
            return _something(here.types[0])
        case look.LiteralType():
            return here.values[0]
        case look.TupleType():
            return [_something(one) for one in here.item_types]
        case look.NoneType() | look.AnyType():
            return None
        case _:
            return _PLAIN[type(here)]


_PLAIN: dict[type, Any] = {
    look.StrType: "",
    look.IntType: 0,
    look.FloatType: 0.0,
    look.BoolType: False,
    look.VarTupleType: [],
    look.DictType: {},
}


def _type_at(place: Place, value: Any, kind: type) -> Any:
    """The type of what stands at a place, or of what it chose its `kind` from, where it chose none."""
    here: Any = look.type_info(kind)
    for step in place:
        here = _branch(here, value)
        if isinstance(here, look.UnionType):
            return here
        here = _below(here, step)
        value = value[step]
    return _branch(here, value)


def _below(here: Any, step: str | int) -> Any:
    """The type one step further in."""
    match here:
        case look.VarTupleType():
            return here.item_type
        case look.TupleType():
            assert isinstance(step, int)
            return here.item_types[step]
        case look.DictType():
            return here.value_type
        case _:
            return next(field.type for field in here.fields if field.encode_name == step)


def _branch(here: Any, value: Any) -> Any:
    """Of several types the one that the value chose: by its `kind`, or because no other is a list or an
    object. All of them when it chose none."""
    if not isinstance(here, look.UnionType):
        return here
    if isinstance(value, list):
        return next((one for one in here.types if isinstance(one, look.TupleType | look.VarTupleType)), here)
    chosen = value.get("kind") if isinstance(value, dict) else ...
    return next((one for one in _structs(here) if not one.tag_field or one.tag == chosen), here)


def _structs(union: look.UnionType) -> Iterator[look.StructType]:
    return (branch for branch in union.types if isinstance(branch, look.StructType))
