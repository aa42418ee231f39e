"""What a screen reader gets to know: every control of every screen has a name, a role and its place."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from core.model.fields import (
    BooleanField,
    DateField,
    DateTimeField,
    EmailField,
    Field,
    GroupField,
    HookUrlField,
    IntegerField,
    JsonField,
    KeyValuesField,
    ListField,
    ListOfGroupsField,
    LongTextField,
    LookupField,
    MultiSelectField,
    NoteField,
    NumberField,
    SecretField,
    SelectField,
    TextField,
    UrlField,
)
from core.sandbox import SandboxOptions, SandboxThread
from gui import spoken, theme
from gui.banner import Banner
from gui.forms.form import Form
from gui.modules.run_bar import RunBar
from gui.notice import Choice, Notice
from tests.accessible import tour
from tests.accessible.audit import description_of, findings, name_of, stops
from tests.accessible.longer import cut_off
from tests.journeys.program import program_running
from tests.secret_service import SecretService, require_programs, secret_service_running

# Offscreen, an open menu cannot grab the keyboard.
pytestmark = pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)

CHOICES = {"a": "First", "b": "Second"}
INNER: tuple[Field, ...] = (
    TextField(key="product", label="Product", required=True),
    IntegerField(key="amount", label="Amount"),
)
EVERY_KIND: tuple[Field, ...] = (
    TextField(key="text", label="Text", required=True),
    LongTextField(key="long", label="Long text", required=True),
    SecretField(key="secret", label="Secret", required=True),
    EmailField(key="email", label="E-mail", required=True),
    UrlField(key="url", label="Address", required=True),
    IntegerField(key="whole", label="Whole number", required=True),
    NumberField(key="number", label="Any number", required=True),
    BooleanField(key="flag", label="Flag", required=True),
    DateField(key="date", label="Day", required=True),
    DateTimeField(key="moment", label="Moment", required=True),
    SelectField(key="select", label="One of", required=True, options=CHOICES),
    MultiSelectField(key="several", label="Several of", required=True, options=CHOICES),
    LookupField(key="lookup", label="From a list", required=True, lookup="things"),
    JsonField(key="json", label="Data", required=True),
    GroupField(key="group", label="Group", fields=INNER),
    ListField(key="list", label="Words", required=True),
    ListOfGroupsField(key="items", label="Items", required=True, fields=INNER),
    KeyValuesField(key="pairs", label="Pairs", required=True),
    NoteField(key="note", label="Good to know", help="Read this."),
    HookUrlField(key="hook", label="Webhook"),
)


class Notes:
    """What was found on the way, each thing once, and where it was looked."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self.screens: list[str] = []

    def visit(self, screen: str, root: QWidget) -> None:
        """Look at a screen, with its texts as they are and a third longer."""
        self.screens.append(screen)
        for line in (*findings(screen, root), *cut_off(screen, root)):
            self.found.setdefault(line.removeprefix(f"{screen}: "), line)


@contextmanager
def nothing_found(*, least: int) -> Iterator[Notes]:
    """Fails with all that was found; `least` screens must have been seen."""
    notes = Notes()
    yield notes
    assert not notes.found, "\n" + "\n".join(notes.found.values())
    assert len(notes.screens) >= least, notes.screens


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    theme.apply(qapp, "light")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[SecretService]:
    require_programs()
    with secret_service_running() as service:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", service.address)
        yield service


@pytest.fixture
def sandbox() -> Iterator[SandboxThread]:
    with SandboxThread(SandboxOptions(contacts=60)) as running:
        yield running


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """What is announced, and whether at once."""
    said: list[tuple[str, bool]] = []

    def send(_where: QWidget, words: str, *, urgent: bool) -> None:
        said.append((words, urgent))

    monkeypatch.setattr(spoken, "_send", send)
    return said


@pytest.fixture
def form(qapp: QApplication) -> Iterator[Form]:
    """A form of every kind of field on the screen."""
    area = QScrollArea()
    area.setAccessibleName("Form")
    shown = Form(EVERY_KIND)
    area.setWidgetResizable(True)
    area.setWidget(shown)
    area.resize(480, 900)
    area.show()
    qapp.processEvents()
    yield shown
    area.deleteLater()


def input_of(form: Form, key: str) -> QWidget:
    """The input of a field."""
    return form.editor(key).input


def test_fields_of_every_kind(form: Form) -> None:
    assert findings("every kind of field", form.window()) == []


def test_mandatory_fields_say_so_and_no_others(form: Form) -> None:
    for field in EVERY_KIND:
        row = form.rows()[field.key]
        label = form.findChild(QLabel, f"label-{field.key}")
        if label is None:
            continue
        assert input_of(form, field.key).accessibleName().endswith(", required") == field.required, field.key
        assert name_of(label) == input_of(form, field.key).accessibleName()
        assert row.is_required == field.required


def test_a_problem_is_in_the_description_and_announced(form: Form, heard: list[tuple[str, bool]]) -> None:
    assert not form.check()
    problems = form.problems()
    assert {"text", "secret", "select", "date"} <= problems.keys()
    for key, sentence in problems.items():
        assert description_of(input_of(form, key)) == sentence
        assert (sentence, False) in heard
    heard.clear()
    assert not form.check()
    assert heard == [], "what is known is not said again"


def test_a_mended_problem_leaves_the_description(form: Form) -> None:
    form.check()
    form.set_values({"text": "there"})
    assert description_of(input_of(form, "text")) == ""


def test_a_run_is_told_from_its_beginning_to_its_end(
    qapp: QApplication, heard: list[tuple[str, bool]]
) -> None:
    bar = RunBar()
    bar.refuse(2)
    bar.begin()
    bar.stopped()
    assert heard == [
        ("Not sent: 2 fields need a look.", True),
        ("Running", False),
        ("Stopped by you.", False),
    ]
    bar.deleteLater()


def test_messages_are_announced_once_and_trouble_at_once(
    qapp: QApplication, heard: list[tuple[str, bool]]
) -> None:
    banner, notice = Banner("trouble"), Notice("done")
    for _ in range(2):
        banner.say("danger", "It did not work", "The service is away.")
        notice.say("success", "It is done.")
    assert heard == [("It did not work. The service is away.", True), ("It is done.", False)]
    banner.clear()
    banner.say("danger", "It did not work", "The service is away.")
    assert len(heard) == 3, "it appeared anew"
    for one in (banner, notice):
        one.hide()
        one.deleteLater()


def test_tab_comes_to_the_buttons_of_a_notice_where_it_stands(qapp: QApplication) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    above, notice, below = QPushButton("Above"), Notice("notice"), QPushButton("Below")
    for part in (above, notice, below):
        column.addWidget(part)
    window.show()
    notice.say("accent", "A question.", choices=[Choice(name, print, name) for name in ("Yes", "No")])
    assert [name_of(one) for one in stops(window)] == ["Above", "Yes", "No", "Below"]
    window.deleteLater()


async def test_first_steps(qapp: QApplication, folder: Path, sandbox: SandboxThread) -> None:
    with nothing_found(least=4) as notes:
        async with program_running(folder) as program:
            await tour.first_steps(program, sandbox, notes.visit)


async def test_forms(qapp: QApplication, folder: Path) -> None:
    with nothing_found(least=10) as notes:
        async with program_running(folder) as program:
            await tour.forms(program, notes.visit)


async def test_bundles(qapp: QApplication, folder: Path) -> None:
    with nothing_found(least=10) as notes:
        async with program_running(folder) as program:
            await tour.bundles(program, notes.visit)


async def test_connections(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    with nothing_found(least=7) as notes:
        async with program_running(folder) as program:
            await tour.connections(program, sandbox, notes.visit)


async def test_past_runs(qapp: QApplication, folder: Path) -> None:
    with nothing_found(least=5) as notes:
        async with program_running(folder) as program:
            await tour.past_runs(program, notes.visit)


async def test_overlays(qapp: QApplication, folder: Path) -> None:
    with nothing_found(least=2) as notes:
        async with program_running(folder) as program:
            await tour.overlays(program, notes.visit)


async def test_settings(qapp: QApplication, folder: Path, keyring: SecretService) -> None:
    with nothing_found(least=5) as notes:
        async with program_running(folder) as program:
            await tour.settings(program, notes.visit)
