"""A module as a value: its form, its request, and where its bundles are."""

from typing import Any, Literal

import msgspec

from core.model.app import ErrorRule
from core.model.fields import Condition, Field
from core.model.request import AnyCall, Bundles, NoPaging, Paging, Request
from core.model.trigger import Hook, Poll

ModuleKind = Literal["trigger-instant", "trigger-polling", "action", "search", "api-call"]

Effect = Literal["read", "idempotent", "unsafe", "delete", "by_method"]
"""What running it twice does. Drives retry and warnings; `by_method` is for calls that people write."""


class RuleBase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """A rule across fields, with the sentence that is shown at the fields concerned when it is broken.

    It holds only while `when` does. `warns`: the sentence is shown, and Run does not wait for it.
    """

    sentence: str
    when: Condition = {}
    warns: bool = False


class OneOfBase(RuleBase, frozen=True, kw_only=True):
    """A rule about several fields that are alike."""

    fields: tuple[str, ...]


class ExactlyOneOf(OneOfBase, frozen=True, kw_only=True, tag="exactly_one_of"):
    """One of the fields is filled, the others are not."""


class AtMostOneOf(OneOfBase, frozen=True, kw_only=True, tag="at_most_one_of"):
    """No two of the fields are filled."""


class AtLeastOneOf(OneOfBase, frozen=True, kw_only=True, tag="at_least_one_of"):
    """One or more of the fields are filled."""


class AllOrNone(OneOfBase, frozen=True, kw_only=True, tag="all_or_none"):
    """All of the fields are filled, or none is."""


class Needs(RuleBase, frozen=True, kw_only=True, tag="needs"):
    """When `field` is filled, so are all of `needs`."""

    field: str
    needs: tuple[str, ...]


FieldRule = ExactlyOneOf | AtMostOneOf | AtLeastOneOf | AllOrNone | Needs


class ModuleFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`modules/<id>.yaml`, as written. Exactly one of `request`, `any_call` and `hook` is there.

    `caution` is said above the Run button, for what cannot be taken back. `errors` are tried before
    the app's own rules. `unsafe_with`: fields that make running it twice do something twice.
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
    poll: Poll | None = None
    unsafe_with: tuple[str, ...] = ()
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
        """False for a trigger whose address is pasted at the service by hand."""
        return self.hook is None or self.hook.attach is not None or self.hook.keeps_connection


def as_module(file: ModuleFile, **more: Any) -> Module:
    """Complete what the file says by what its place says."""
    return Module(**{name: getattr(file, name) for name in ModuleFile.__struct_fields__}, **more)
