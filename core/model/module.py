"""A module as a value: its form, its request, and where its bundles are."""

from typing import Any, Literal

import msgspec

from core.model.app import ErrorRule
from core.model.fields import Field
from core.model.request import AnyCall, Bundles, NoPaging, Paging, Request

ModuleKind = Literal["trigger-instant", "trigger-polling", "action", "search", "api-call"]

Effect = Literal["read", "idempotent", "unsafe", "delete", "by_method"]
"""What running it twice does. Drives retry and warnings; `by_method` is for calls that people write."""


class OneOfBase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """A rule across fields, with the sentence that is shown at each of them when it is broken."""

    fields: tuple[str, ...]
    sentence: str


class ExactlyOneOf(OneOfBase, frozen=True, kw_only=True, tag="exactly_one_of"):
    """One of the fields is filled, the others are not."""


class AtMostOneOf(OneOfBase, frozen=True, kw_only=True, tag="at_most_one_of"):
    """No two of the fields are filled."""


class AtLeastOneOf(OneOfBase, frozen=True, kw_only=True, tag="at_least_one_of"):
    """One or more of the fields are filled."""


FieldRule = ExactlyOneOf | AtMostOneOf | AtLeastOneOf


class Hook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An instant trigger: the service calls us. `steps` tell the person what to do in the service."""

    steps: tuple[str, ...]


class ModuleFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`modules/<id>.yaml`, as written. Exactly one of `request`, `any_call` and `hook` is there.

    `caution` is said above the Run button, for what cannot be taken back. `errors` are tried before
    the app's own rules.
    """

    label: str
    kind: ModuleKind
    effect: Effect
    summary: str
    fields: tuple[Field, ...]
    rules: tuple[FieldRule, ...] = ()
    request: Request | None = None
    any_call: AnyCall | None = None
    hook: Hook | None = None
    paging: Paging = NoPaging()
    bundles: Bundles = Bundles()
    errors: tuple[ErrorRule, ...] = ()
    caution: str = ""


class Module(ModuleFile, frozen=True, kw_only=True):
    """A module that is loaded: its file, its id (the file's name) and its app's id."""

    id: str
    app: str

    @property
    def needs_connection(self) -> bool:
        """False for a trigger that the service calls: its address is pasted there by hand."""
        return self.hook is None


def as_module(file: ModuleFile, **more: Any) -> Module:
    """Complete what the file says by what its place says."""
    return Module(**{name: getattr(file, name) for name in ModuleFile.__struct_fields__}, **more)
