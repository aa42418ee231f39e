"""The kinds of field that a form can have, and what each may declare.

    Field
    ├─ one value    text, long_text, secret, email, url, integer, number, boolean, date, datetime,
    │               select, lookup, json
    ├─ several      multi_select, list, list_of_groups, key_values
    ├─ nested       group
    └─ shown only   hook_url, note

A value is left out (the key is absent), null, empty or a value: four different things, also on the wire.
"""

from typing import Any, Literal

import msgspec

Scalar = str | int | float | bool | None
"""A value that stands in one cell."""

Clearing = Literal["null", "empty"]

Condition = dict[str, Scalar | tuple[Scalar, ...]]
"""Sibling key → the value, or one of the values, that it must have. All must hold."""


class FieldBase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """What every field may declare.

    `required` makes the label bold; `required_unless` names fields any one of which makes this one
    optional (`additional_data.email` looks inside a key-value field) and, without `required`, makes it
    mandatory while all of them are empty. `local` marks a value that steers the form and is never sent.
    `clears`: what the field's menu offers besides leaving it out, where the service clears with it.
    """

    key: str
    label: str
    required: bool = False
    required_unless: tuple[str, ...] = ()
    shown_when: Condition = {}
    advanced: bool = False
    help: str = ""
    default: Any = msgspec.UNSET
    example: Any = msgspec.UNSET
    mappable: bool = True
    local: bool = False
    clears: "tuple[Clearing, ...]" = ()


class TextBase(FieldBase, frozen=True, kw_only=True):
    """A line of text. `keep_number`: a number that was given stays a number on the wire.

    `pattern`: a regular expression that the whole text matches; `pattern_sentence` is said when it does not.
    """

    min_length: int = 0
    max_length: int | None = None
    keep_number: bool = False
    pattern: str = ""
    pattern_sentence: str = ""


class TextField(TextBase, frozen=True, kw_only=True, tag="text"):
    """One line of text. `suggestions` (value → label) are offered; anything else may be typed as well."""

    suggestions: dict[str, str] = {}


class LongTextField(TextBase, frozen=True, kw_only=True, tag="long_text"):
    """Several lines of text."""


class SecretField(TextBase, frozen=True, kw_only=True, tag="secret"):
    """A masked line, kept in the vault, hidden everywhere else."""


class EmailField(TextBase, frozen=True, kw_only=True, tag="email"):
    """An e-mail address."""


class UrlField(TextBase, frozen=True, kw_only=True, tag="url"):
    """An absolute http or https address."""


class IntegerField(FieldBase, frozen=True, kw_only=True, tag="integer"):
    """A whole number. `unit: cents` shows the amount in units beside it."""

    minimum: int | None = None
    maximum: int | None = None
    unit: Literal["", "cents"] = ""


class NumberField(FieldBase, frozen=True, kw_only=True, tag="number"):
    """A number with an optional decimal point."""

    minimum: float | None = None
    maximum: float | None = None


class BooleanField(FieldBase, frozen=True, kw_only=True, tag="boolean"):
    """Yes or no; when optional also "leave out". Sent as true/false or as 1/0."""

    sent_as: Literal["true_false", "one_zero"] = "true_false"


class DateField(FieldBase, frozen=True, kw_only=True, tag="date"):
    """A day, sent as YYYY-MM-DD."""


class DateTimeField(FieldBase, frozen=True, kw_only=True, tag="datetime"):
    """A moment. Sent in UTC by `sent_as`, a strftime pattern; a time typed without offset counts as UTC."""

    sent_as: str = "%Y-%m-%dT%H:%M:%SZ"


class SelectField(FieldBase, frozen=True, kw_only=True, tag="select"):
    """One of fixed options: value sent → label shown."""

    options: dict[str, str]


class MultiSelectField(FieldBase, frozen=True, kw_only=True, tag="multi_select"):
    """Any of fixed options: value sent → label shown."""

    options: dict[str, str]


class LookupField(FieldBase, frozen=True, kw_only=True, tag="lookup"):
    """One entry of a list that the account holds (`lookup` names it); a typed id is accepted as well.

    `depends_on`: fields whose values the list's request needs; changing one clears this one. `options`
    (value → label) are fixed entries that stand before the account's own.
    """

    lookup: str
    depends_on: tuple[str, ...] = ()
    options: dict[str, str] = {}


class JsonField(FieldBase, frozen=True, kw_only=True, tag="json"):
    """Any JSON value."""


class GroupField(FieldBase, frozen=True, kw_only=True, tag="group"):
    """Several fields that make one object. `bare`: when only that key is filled, its value is sent alone."""

    fields: "tuple[Field, ...]"
    bare: str = ""


class ListField(FieldBase, frozen=True, kw_only=True, tag="list"):
    """Texts or whole numbers. With `details`, an entry may instead be an object of those fields."""

    item: Literal["text", "integer"] = "text"
    keep_number: bool = False
    details: "tuple[Field, ...]" = ()


class ListOfGroupsField(FieldBase, frozen=True, kw_only=True, tag="list_of_groups"):
    """Objects of the same fields, in an order. `item_label` names one of them ("Item").

    `unique`: the key of a field that no two of them may have in common. `as_object`: the keys of a name and
    of a value; the list is then sent as one object, name → value.
    """

    fields: "tuple[Field, ...]"
    item_label: str = "Item"
    unique: str = ""
    as_object: tuple[str, str] | None = None


class KeyValuesField(FieldBase, frozen=True, kw_only=True, tag="key_values"):
    """Pairs of a name and a value, sent as an object.

    `values: any` keeps numbers, yes/no and null apart from text. `must_contain` names keys that have to be
    there as soon as the field is filled. `names_from`: a lookup whose entries are suggested as names.
    """

    values: Literal["text", "any"] = "text"
    must_contain: tuple[str, ...] = ()
    names_from: str = ""


class HookUrlField(FieldBase, frozen=True, kw_only=True, tag="hook_url"):
    """The address that a service must call; read-only, with a copy button."""


class NoteField(FieldBase, frozen=True, kw_only=True, tag="note"):
    """A paragraph between fields. It has no value."""


Field = (
    TextField
    | LongTextField
    | SecretField
    | EmailField
    | UrlField
    | IntegerField
    | NumberField
    | BooleanField
    | DateField
    | DateTimeField
    | SelectField
    | MultiSelectField
    | LookupField
    | JsonField
    | GroupField
    | ListField
    | ListOfGroupsField
    | KeyValuesField
    | HookUrlField
    | NoteField
)

WITHOUT_VALUE = (HookUrlField, NoteField)
"""Kinds that are shown and never carry a value."""


def kind_of(field: Field) -> str:
    """The kind as the app files write it: `text`, `list_of_groups`, …"""
    return str(type(field).__struct_config__.tag)
