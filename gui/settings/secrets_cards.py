"""The cards of the page about secrets: where the key is, locking by itself, copies, and what is protected."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from gui import theme
from gui.icons import icon
from gui.settings.secrets_rows import ActionRow, Card, SignedList, line, text_label
from gui.settings.secrets_words import Action, Standing

_SIGN = QSize(theme.L, theme.L)

_ROWS: dict[Action, tuple[str, str, str]] = {
    "choose": ("Use a passphrase", "It guards your secrets without a keyring.", "Choose…"),
    "look again": ("Look again", "Once the keyring runs and is unlocked.", "Look again"),
    "lock": (
        "Lock your secrets",
        "From then on the passphrase is asked for. Runs that go on are not stopped.",
        "Lock now",
    ),
    "unlock": ("Unlock your secrets", "Runs, lists and backups need your secrets.", "Unlock…"),
    "guard": (
        "Use a passphrase instead",
        "Then your secrets can be locked, by hand or by the clock, while you are away.",
        "Choose…",
    ),
    "change": ("Change the passphrase", "The connections stay as they are.", "Change…"),
    "to keyring": (
        "Move the key to the system keyring",
        "It opens with your computer; no passphrase is needed any more.",
        "Move…",
    ),
    "forgotten": (
        "Forgotten the passphrase?",
        "You can begin anew with another one. All credentials must then be entered again.",
        "Begin anew…",
    ),
    "anew": (
        "Begin anew",
        "With a passphrase, when the key is lost for good. All credentials must then be entered again.",
        "Begin anew…",
    ),
}
"""What each row says: what it is, what it means, its button."""

_PROTECTED = (
    "Secrets are encrypted on this computer. A stolen disk or a copied data folder does not give them away.",
    "A secret is sent to its own service only, or to the address that you gave its connection instead.",
    "While a passphrase vault is locked, nobody at your computer can use your connections.",
    "A backup of connections opens only with its own passphrase, and a changed one does not open at all.",
)
_NOT_PROTECTED = (
    "Names, addresses, filled forms, the history and the bundles are not encrypted. Your account on this "
    "computer can read them, and so can its administrators.",
    "Programs that run as you can read an open keyring, and your secrets while they are open.",
    "A passphrase that is easy to guess protects little. For a forgotten one there is no other way in.",
    "Whoever can write to your data folder can change what is not encrypted, such as an address.",
    "A backup from somebody else is as trustworthy as they are: look at its addresses before you import it.",
)


class VaultCard(Card):
    """Where the key is, open or locked, and a row for each thing that can be done."""

    wanted = Signal(object)
    """An `Action`."""

    def __init__(self) -> None:
        super().__init__("vault-card", "Looking where the key is…")
        self.badge = QLabel()
        self.badge.setObjectName("vault-badge")
        self.badge.setProperty("role", "badge")
        self.badge.hide()
        self.words = text_label("", "", "vault-words")
        self._done_sign, self.said = QLabel(), text_label("", "", "vault-said")
        self._done_sign.setPixmap(icon("circle-check", "success").pixmap(_SIGN))
        self._rows = {action: self._row(action) for action in _ROWS}
        self._lay_out()
        self.say("")

    def show_standing(self, standing: Standing) -> None:
        """Show how things stand."""
        self.heading.setText(standing.headline)
        self.badge.setText(standing.badge)
        theme.set_flag(self.badge, "tone", standing.tone)
        self.badge.show()
        self.words.setText(standing.text)
        first = standing.actions[0]
        for action, (row, above) in self._rows.items():
            above.setVisible(action in standing.actions)
            row.setVisible(action in standing.actions)
            is_next = action == first and action in ("unlock", "choose", "look again")
            theme.set_flag(row.button, "role", "primary" if is_next else "")

    def say(self, sentence: str) -> None:
        """Say what was just done; "" for nothing."""
        self.said.setText(sentence)
        for part in (self.said, self._done_sign):
            part.setVisible(bool(sentence))

    def _row(self, action: Action) -> tuple[ActionRow, QWidget]:
        title, text, button = _ROWS[action]
        row = ActionRow(title, text, button, f"vault-{action.replace(' ', '-')}")
        row.button.clicked.connect(lambda: self.wanted.emit(action))
        return row, line()

    def _lay_out(self) -> None:
        self.body.removeWidget(self.heading)
        top = QHBoxLayout()
        top.setSpacing(theme.M)
        top.addWidget(self.heading, 1)
        top.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignTop)
        said = QHBoxLayout()
        said.setSpacing(theme.S)
        said.addWidget(self._done_sign, 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(self.said, 1)
        self.body.addLayout(top)
        self.body.addWidget(self.words)
        self.body.addLayout(said)
        for row, above in self._rows.values():
            for part in (above, row):
                self.body.addWidget(part)
                part.hide()


class BackupCard(Card):
    """Connections out into a file, and from a file in."""

    def __init__(self) -> None:
        super().__init__("backup-card", "Copies of your connections")
        self.export = ActionRow(
            "Export connections",
            "Into one encrypted file, with their secrets: for another computer, or to be safe.",
            "Export…",
            "backup-export",
        )
        self.bring_in = ActionRow(
            "Import connections",
            "From such a file. You see what is in it before anything is changed.",
            "Import…",
            "backup-import",
        )
        self.none = text_label(
            "There is nothing to export yet: no account is connected.", "caption", "backup-none"
        )
        for part in (self.export, self.none, line(), self.bring_in):
            self.body.addWidget(part)
        self.show_count(0)

    def show_count(self, count: int) -> None:
        """So many connections could be exported."""
        self.export.button.setEnabled(count > 0)
        self.none.setVisible(not count)


class ProtectionCard(Card):
    """The essentials of what is protected, and what is not."""

    def __init__(self) -> None:
        super().__init__("protection-card", "What is protected, and what is not")
        self.body.addWidget(SignedList("Protected", _PROTECTED, "shield-check", "success"))
        self.body.addWidget(line())
        self.body.addWidget(SignedList("Not protected", _NOT_PROTECTED, "triangle-alert", "warning"))
