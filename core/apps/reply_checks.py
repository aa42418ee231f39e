"""Mistakes of meaning in how replies are read: error rules that catch everything, bundles said twice."""

import re
from collections.abc import Iterator, Sequence

import msgspec

from core.apps.mistakes import Mistake, Place
from core.apps.request_checks import check_names
from core.model.app import ErrorRule
from core.model.fields import Field, SecretField
from core.model.request import Bundles
from core.rules.envelope import is_json, value_at
from core.rules.template import references

_STATUS_CLASS = re.compile(r"[1-5]xx")
_LABEL_PLACE = re.compile(r"\{[^{}\s]+\}")


def check_error_rules(rules: Sequence[ErrorRule], place: Place) -> Iterator[Mistake]:
    """Every rule has a condition, and statuses that exist."""
    for position, rule in enumerate(rules):
        here = (*place, position)
        asks = rule.contains or rule.equals or rule.differs_from
        looks = rule.filled_at or rule.absent_at
        if not asks and not looks and rule.status == () and rule.json is None:
            yield Mistake(here, "A rule without a condition catches every reply, good ones too.")
        if rule.text_at and not asks:
            suggestion = "Add `contains`, `equals` or `differs_from`."
            yield Mistake((*here, "text_at"), "`text_at` alone is no condition.", suggestion)
        for status in rule.status if isinstance(rule.status, tuple) else (rule.status,):
            if not _is_status(status):
                sentence = f"`{status}` is no status. Write a number such as 404, or a class such as 4xx."
                yield Mistake((*here, "status"), sentence)


def check_bundles(bundles: Bundles, place: Place, fields: Sequence[Field] | None) -> Iterator[Mistake]:
    """What bundles say of the form is in it, and no secret. None: names are not known here."""
    if bundles.or_whole and not bundles.at:
        yield Mistake((*place, "or_whole"), "Without `at` the whole body is taken anyway.")
    if bundles.wrap and bundles.wrap in bundles.add:
        yield Mistake((*place, "add", bundles.wrap), f"`{bundles.wrap}` is the key of `wrap` already.")
    known = None if fields is None else [field.key for field in fields]
    yield from check_names(bundles.say, (*place, "say"), known)
    yield from check_names(bundles.add, (*place, "add"), known)
    for field in fields or ():
        if isinstance(field, SecretField) and field.key in names_in_bundles(bundles):
            yield Mistake(place, f"`{field.key}` is a secret, and would stand in every bundle.")


def names_in_bundles(bundles: Bundles) -> set[str]:
    """The keys of the fields that bundles repeat."""
    return set(references([bundles.say, bundles.add]))


def check_label(label: str, place: Place) -> Iterator[Mistake]:
    """A label is a path, or a text with paths in braces."""
    if re.search(r"[{}]", _LABEL_PLACE.sub("", label)):
        yield Mistake(place, "Braces in a label hold the path of a value: `{name}`.")


def check_sample(sample: bytes, bundles: Bundles) -> Iterator[Mistake]:
    """A sample reply is JSON and holds bundles where the module looks for them, or may hold none."""
    if not is_json(sample):
        yield Mistake((), "The sample is not JSON.")
    elif bundles.say is not None or (bundles.or_whole and sample.lstrip().startswith(b"[")):
        return
    elif bundles.at and value_at(sample, bundles.at) in (msgspec.UNSET, None, []):
        yield Mistake((), f"The sample holds no bundle at `{bundles.at}`.")


def _is_status(status: int | str) -> bool:
    if isinstance(status, int):
        return 100 <= status <= 599
    return _STATUS_CLASS.fullmatch(status) is not None
