"""The form of a connection that is there: plain values are shown, secrets only as set or not."""

from PySide6.QtWidgets import QToolButton

from core.integrator import ADDRESS, NAME
from core.model.app import App
from core.model.connection import ConnectionChanges, ConnectionValues
from core.model.fields import SecretField
from gui.connections.account_page import address_field, name_field
from gui.forms.editor import LEFT_OUT
from gui.forms.form import Form
from gui.forms.inputs import EndedLine
from gui.icons import icon

_KEPT = "Set; leave empty to keep it"
_GOES = "Removed when you save"


class EditForm(Form):
    """A secret that is set need not be typed again: left empty it stays. An optional one can be removed.

    With `reenter` those that are mandatory are asked for anew, and the connection's name is no question.
    """

    def __init__(self, app: App, now: ConnectionValues, *, reenter: bool = False) -> None:
        own = () if reenter else (name_field(),)
        super().__init__((*own, *app.connection.fields, address_field(app)))
        self._reenter = reenter
        secrets = [field for field in app.connection.fields if isinstance(field, SecretField)]
        self._secrets = [field.key for field in secrets]
        self._plain = [field.key for field in app.connection.fields if field.key not in self._secrets]
        kept = [one for one in secrets if one.key in now.secrets_set and not (reenter and one.required)]
        self._kept = {field.key for field in kept}
        self._removals: dict[str, QToolButton] = {}
        shown = {key: now.values[key] for key in self._plain if key in now.values}
        self.set_values({**shown, NAME: now.name, ADDRESS: now.address or LEFT_OUT})
        for field in kept:
            self._show_as_set(field.key, may_go=not field.required)

    def problems(self) -> dict[str, str]:
        """As of any form; only a secret that is kept is not missing."""
        missing = self._kept - self.values().keys()
        return {key: sentence for key, sentence in super().problems().items() if key not in missing}

    def first_secret(self) -> str:
        """The key of the first field that holds a secret; "" where the app asks for none."""
        return next(iter(self._secrets), "")

    def changes(self) -> ConnectionChanges:
        """What the person changed."""
        values = self.values()
        typed: dict[str, str | None] = {key: values[key] for key in self._secrets if key in values}
        gone: dict[str, str | None] = {key: None for key, one in self._removals.items() if one.isChecked()}
        return ConnectionChanges(
            values={key: values[key] for key in self._plain if key in values},
            secrets={**typed, **gone},
            address=values.get(ADDRESS, ""),
            name=None if self._reenter else values.get(NAME, ""),
        )

    def _show_as_set(self, key: str, *, may_go: bool) -> None:
        line = self.editor(key).input
        assert isinstance(line, EndedLine)
        line.setPlaceholderText(_KEPT)
        if may_go:
            button = self._removals[key] = line.add_button("trash-2", "Remove it")
            button.setObjectName(f"remove-{key}")
            button.setCheckable(True)
            button.toggled.connect(lambda gone: self._remove(key, gone=gone))

    def _remove(self, key: str, *, gone: bool) -> None:
        line, button = self.editor(key).input, self._removals[key]
        assert isinstance(line, EndedLine)
        if gone:
            line.clear()
        line.setReadOnly(gone)
        line.setPlaceholderText(_GOES if gone else _KEPT)
        words = "Keep it after all" if gone else "Remove it"
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setIcon(icon("refresh-cw" if gone else "trash-2", "muted"))
