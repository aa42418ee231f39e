"""One editor for each kind of field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from core.model.fields import Field, kind_of
from gui.forms.editor import Around, Editor
from gui.forms.editors.boolean import boolean_editor
from gui.forms.editors.date import DateEditor
from gui.forms.editors.datetime import DateTimeEditor
from gui.forms.editors.email import EmailEditor
from gui.forms.editors.group import GroupEditor
from gui.forms.editors.hook_url import HookUrlEditor
from gui.forms.editors.integer import IntegerEditor
from gui.forms.editors.json import JsonEditor
from gui.forms.editors.key_values import KeyValuesEditor
from gui.forms.editors.list import ListEditor
from gui.forms.editors.list_of_groups import ListOfGroupsEditor
from gui.forms.editors.long_text import LongTextEditor
from gui.forms.editors.lookup import LookupEditor
from gui.forms.editors.multi_select import MultiSelectEditor
from gui.forms.editors.note import NoteEditor
from gui.forms.editors.number import NumberEditor
from gui.forms.editors.secret import SecretEditor
from gui.forms.editors.select import SelectEditor
from gui.forms.editors.suggested_text import text_editor
from gui.forms.editors.url import UrlEditor

EDITORS: dict[str, Callable[[Any, Around, QWidget], Editor]] = {
    "text": text_editor,
    "long_text": LongTextEditor,
    "secret": SecretEditor,
    "email": EmailEditor,
    "url": UrlEditor,
    "integer": IntegerEditor,
    "number": NumberEditor,
    "boolean": boolean_editor,
    "date": DateEditor,
    "datetime": DateTimeEditor,
    "select": SelectEditor,
    "multi_select": MultiSelectEditor,
    "lookup": LookupEditor,
    "json": JsonEditor,
    "group": GroupEditor,
    "list": ListEditor,
    "list_of_groups": ListOfGroupsEditor,
    "key_values": KeyValuesEditor,
    "hook_url": HookUrlEditor,
    "note": NoteEditor,
}
"""Kind of field → what makes its editor. A test holds it against the kinds that there are."""


def make_editor(field: Field, around: Around, parent: QWidget) -> Editor:
    """An editor for the field, not yet laid out."""
    return EDITORS[kind_of(field)](field, around, parent)
