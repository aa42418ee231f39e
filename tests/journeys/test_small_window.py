"""The smallest window, with a banner: what came back is still what most of it shows."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QTreeView, QWidget

from gui import theme
from tests.accessible.longer import cut_off, lengthened
from tests.journeys.program import Program, program_running


async def past_run(program: Program) -> None:
    """The practice workspace in the smallest window, at a run of the past."""
    program.window.resize(program.window.minimumSize())
    await program.begin_practice()
    program.choose_module("List Contacts", "Refiner")
    await program.until(lambda: not program.is_recalling())
    program.type_into("field-limit", "40")
    await program.run_to_end()
    program.click("rail-history")
    await program.until(lambda: program.sees("bundle-tree") and program.sees("practice"))


def bundles_in_sight(program: Program) -> int:
    """How many bundles of the tree are seen from top to bottom."""
    tree = program.see(QTreeView, "bundle-tree")
    rows = [tree.visualRect(tree.model().index(row, 0)) for row in range(tree.model().rowCount())]
    return sum(tree.viewport().rect().contains(row) for row in rows)


async def test_a_run_of_the_past_shows_its_bundles(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    theme.apply(qapp, "light")
    async with program_running(folder) as program:
        await past_run(program)
        assert bundles_in_sight(program) >= 7
        assert "Run again" in program.text("run-again")
        assert not program.sees("run-account"), "the row of the list says it"
        assert "Practice Refiner" in program.see(QWidget, "run-title").toolTip()
        assert cut_off("history", program.window) == []
        with lengthened(program.window):
            assert bundles_in_sight(program) >= 5
        program.click("open-run")
        assert program.sees("run-account"), "the list is gone, so it is said here"
        assert bundles_in_sight(program) >= 9
        program.press(Qt.Key.Key_Escape)
        assert not program.sees("run-account")


async def test_every_screen_begins_at_the_same_edge(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await past_run(program)
        edges = {}
        for screen, title in (
            ("connections", "Connections"),
            ("history", "History"),
            ("sql", "Ask with SQL"),
        ):
            program.click(f"rail-{screen}")
            root = program.window.stack.currentWidget()
            assert root is not None
            root.ensurePolished()
            (label,) = [one for one in root.findChildren(QLabel) if one.text() == title and one.isVisible()]
            edges[screen] = label.mapTo(program.window, QPoint()).x()
        banner = program.see(QWidget, "practice").mapTo(program.window, QPoint()).x()
        assert set(edges.values()) == {banner}, edges


async def test_a_form_is_not_cut_off_where_it_is_narrow(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    theme.apply(qapp, "light")
    async with program_running(folder) as program:
        await past_run(program)
        program.click("rail-modules")
        with lengthened(program.window):
            area = program.see(QScrollArea, "form-area")
            content = area.widget()
            assert content is not None
            assert content.width() <= area.viewport().width()
