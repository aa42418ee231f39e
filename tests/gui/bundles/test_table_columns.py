"""Columns of the table: found in the data, chosen, ordered, pinned, and remembered."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QTableView, QToolButton
from table_screen import MODULE, table_of

from core.model.results import Column
from gui.bundles.columns_model import ColumnsModel

# Offscreen only.
pytestmark = pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier

PEOPLE: list[Any] = [
    {"id": 1, "name": "Ada", "attributes": {"plan": "pro", "seats": 3}, "tags": ["a"]},
    {"id": 2, "name": "Grace", "attributes": {"plan": None}, "tags": []},
    {"id": 3, "name": "Linus", "note": ""},
]
FOUND = ["id", "name", "attributes.plan", "attributes.seats", "tags", "note"]


@pytest.fixture
def look(tmp_path: Path) -> QSettings:
    """The file that keeps the look of the window."""
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


async def test_a_field_that_appears_late_gets_its_column(qapp: QApplication, tmp_path: Path) -> None:
    late: list[Any] = [{"id": n} for n in range(2000)] + [{"id": 2000, "deep": {"er": {"still": "here"}}}]
    async with table_of(tmp_path, late) as screen:
        assert screen.headers() == ["id", "deep.er.still"]
        assert screen.cells(2000) == ["2000", "here"]
        assert screen.table.columnWidth(1) > 0
        screen.arrive({"id": 2001, "later": True})
        await screen.until(lambda: "later" in screen.headers())
        assert screen.headers() == ["id", "deep.er.still", "later"]


async def test_an_object_is_shown_by_its_members_until_somebody_wants_it_whole(
    qapp: QApplication, tmp_path: Path
) -> None:
    async with table_of(tmp_path, PEOPLE) as screen:
        assert screen.headers() == FOUND
        screen.click("table-columns")
        assert screen.listed() == [
            "*id",
            "*name",
            "attributes",
            "*attributes.plan",
            "*attributes.seats",
            "*tags",
            "*note",
        ]
        screen.go_to_listed("attributes")
        screen.press(Qt.Key.Key_Return)
        assert screen.headers() == [*FOUND[:2], "attributes", *FOUND[2:]]
        assert screen.column("attributes") == ["2 fields", "1 field", "·"]


async def test_the_panel_says_what_is_in_each_column(qapp: QApplication, tmp_path: Path) -> None:
    async with table_of(tmp_path, PEOPLE) as screen:
        screen.click("table-columns")
        model = screen.find(QTableView, "columns-list").model()
        holds = {str(model.index(row, 0).data()): str(model.index(row, 1).data()) for row in range(7)}
        assert holds["id"] == "number"
        assert holds["tags"] == "list · 33 % missing"
        assert holds["note"] == "missing 67 % · empty 33 %"
        tip = model.index(3, 1).data(Qt.ItemDataRole.ToolTipRole)
        assert "text: 1\nnull: 1\nmissing: 1" in tip
        assert screen.text("columns-count") == "6 of 7"
        assert screen.text("table-columns").strip() == "Columns 6 of 7"


async def test_a_search_narrows_the_panel_and_enter_ticks(qapp: QApplication, tmp_path: Path) -> None:
    async with table_of(tmp_path, PEOPLE) as screen:
        screen.click("table-columns")
        assert screen.find(QLineEdit, "columns-search").hasFocus()
        screen.keys("SEATS")
        assert screen.listed() == ["*attributes.seats"]
        screen.press(Qt.Key.Key_Return)
        assert screen.listed() == ["attributes.seats"]
        assert "attributes.seats" not in screen.headers()
        screen.find(QLineEdit, "columns-search").clear()
        screen.press(Qt.Key.Key_Down)
        screen.press(Qt.Key.Key_Return)
        assert screen.headers() == ["id", "attributes.plan", "tags", "note"]
        screen.press(Qt.Key.Key_Escape)
        assert not screen.panel.isVisible()
        assert screen.table.hasFocus()


async def test_all_none_and_as_found(qapp: QApplication, tmp_path: Path) -> None:
    async with table_of(tmp_path, PEOPLE) as screen:
        screen.table.setCurrentIndex(screen.index(2, "name"))
        screen.click("table-columns")
        screen.click("columns-none")
        assert screen.headers() == []
        screen.click("columns-all")
        assert screen.headers() == [*FOUND[:2], "attributes", *FOUND[2:]]
        assert screen.table.currentIndex().row() == 2
        assert screen.view.current() == 2
        screen.click("columns-found")
        assert screen.headers() == FOUND


async def test_columns_are_put_in_order_by_keys_and_by_their_headings(
    qapp: QApplication, tmp_path: Path
) -> None:
    async with table_of(tmp_path, PEOPLE) as screen:
        screen.click("table-columns")
        screen.go_to_listed("note")
        for _ in range(2):
            screen.press(Qt.Key.Key_Up, ALT)
        assert screen.headers() == [*FOUND[:3], "note", *FOUND[3:5]]
        screen.press(Qt.Key.Key_Down, ALT)
        assert screen.headers() == [*FOUND[:4], "note", "tags"]
        screen.panel.leave()
        screen.table.head.moveSection(0, 2)  # what dragging a heading ends in
        await screen.settled()
        assert screen.headers() == ["name", "attributes.plan", "id", "attributes.seats", "note", "tags"]
        assert [screen.table.head.logicalIndex(place) for place in range(6)] == [0, 1, 2, 3, 4, 5]
        assert screen.cells(0)[:3] == ["Ada", "pro", "1"]


async def test_dragging_in_the_panel_puts_columns_in_order(qapp: QApplication, tmp_path: Path) -> None:
    async with table_of(tmp_path, PEOPLE) as screen:
        screen.click("table-columns")
        model = screen.panel.columns
        data = model.mimeData([model.index(6, 0)])
        model.dropMimeData(data, Qt.DropAction.MoveAction, 1, 0, model.index(-1, -1))
        assert screen.headers() == ["id", "note", *FOUND[1:5]]


async def test_pinned_columns_stay_while_the_others_scroll(qapp: QApplication, tmp_path: Path) -> None:
    wide = [{"id": n, **{f"field {m}": f"value {m} of {n}" for m in range(30)}} for n in range(40)]
    async with table_of(tmp_path, wide) as screen:
        screen.choose("`field 3`", "Pin on the left")
        assert screen.headers()[:3] == ["`field 3`", "id", "`field 0`"]
        pinned = screen.table.pinned
        assert pinned.isVisible()
        assert pinned.horizontalHeader().height() == screen.table.head.height()
        screen.table.setCurrentIndex(screen.index(5, "`field 29`"))
        screen.table.scrollTo(screen.table.currentIndex())
        await screen.settled()
        assert screen.table.horizontalScrollBar().value() > 0
        assert pinned.indexAt(QPoint(5, 5)).data() == "value 3 of 0"
        screen.table.setCurrentIndex(screen.index(5, "id"))
        left = screen.table.visualRect(screen.table.currentIndex()).left()
        assert left >= pinned.width() - 1, "the current cell must not lie below the pinned columns"
        place = pinned.visualRect(screen.index(2, "`field 3`")).center()
        QTest.mouseClick(pinned.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert screen.table.currentIndex().data() == "value 3 of 2"
        assert screen.view.focusWidget() is screen.table
        screen.table.verticalScrollBar().setValue(12)
        assert pinned.verticalScrollBar().value() == 12
        screen.choose("`field 3`", "Unpin")
        assert not pinned.isVisible()
        assert screen.headers()[:2] == ["id", "`field 0`"]


async def test_a_pinned_column_is_as_wide_as_it_is_made(qapp: QApplication, tmp_path: Path) -> None:
    async with table_of(tmp_path, PEOPLE) as screen:
        screen.choose("name", "Pin on the left")
        screen.table.pinned.head.resizeSection(0, 222)
        assert screen.table.columnWidth(0) == 222
        assert screen.table.pinned.width() == 223
        screen.table.head.resizeSection(0, 150)
        assert screen.table.pinned.columnWidth(0) == 150


async def test_a_column_is_hidden_from_its_menu_and_comes_back_in_its_place(
    qapp: QApplication, tmp_path: Path
) -> None:
    async with table_of(tmp_path, PEOPLE) as screen:
        screen.choose("name", "Hide column")
        assert screen.headers() == ["id", *FOUND[2:]]
        screen.click("table-columns")
        screen.go_to_listed("name")
        screen.press(Qt.Key.Key_Return)
        assert screen.headers() == FOUND


async def test_the_last_column_cannot_be_hidden(qapp: QApplication, tmp_path: Path) -> None:
    async with table_of(tmp_path, [{"only": 1}]) as screen:
        menu = screen.menu("only")
        (hide,) = [one for one in menu.actions() if one.text().replace("&", "") == "Hide column"]
        assert not hide.isEnabled()
        menu.close()


async def test_choices_are_kept_for_the_module_and_found_again(
    qapp: QApplication, tmp_path: Path, look: QSettings
) -> None:
    async with table_of(tmp_path / "1", PEOPLE, look=look) as screen:
        screen.choose("tags", "Hide column")
        screen.choose("note", "Pin on the left")
        screen.table.head.resizeSection(screen.headers().index("name"), 321)
        chosen = screen.headers()
    look.sync()
    kept = QSettings(look.fileName(), QSettings.Format.IniFormat)
    async with table_of(tmp_path / "2", PEOPLE, look=kept) as screen:
        assert screen.headers() == chosen == ["note", "id", "name", "attributes.plan", "attributes.seats"]
        assert screen.table.columnWidth(chosen.index("name")) == 321
        assert screen.table.pinned.isVisible()
        screen.click("table-columns")
        screen.click("columns-found")
        assert screen.headers() == FOUND
    async with table_of(tmp_path / "3", PEOPLE, look=kept, module="other/list") as screen:
        assert screen.headers() == FOUND
        screen.view.grab()
    assert "columns/other/list" not in kept.allKeys(), "nothing is kept that nobody chose"


async def test_a_spoilt_file_of_choices_is_no_reason_to_stop(
    qapp: QApplication, tmp_path: Path, look: QSettings
) -> None:
    look.setValue(f"columns/{MODULE}", '{"shown": 3')
    async with table_of(tmp_path, PEOPLE, look=look) as screen:
        assert screen.headers() == FOUND


async def test_a_column_beyond_those_listed_is_shown_by_its_path(qapp: QApplication, tmp_path: Path) -> None:
    many = {f"f{n}": n for n in range(3000)}
    async with table_of(tmp_path, [many, {**many, "odd": {"a b": "seen"}}]) as screen:
        assert screen.text("table-columns").strip() == "Columns 100 of 3,001"
        screen.click("table-columns")
        assert screen.sees("columns-more")
        assert "1,001 further columns" in screen.text("columns-more")
        screen.keys("odd.`a b`")
        assert screen.text("columns-add") == "Show “odd.`a b`”"
        screen.press(Qt.Key.Key_Return)
        assert screen.headers()[-1] == "odd.`a b`"
        assert screen.column("odd.`a b`") == ["·", "seen"]


async def test_numbers_stand_right_by_what_all_bundles_hold(qapp: QApplication, tmp_path: Path) -> None:
    mixed = [{"zip": 1}] + [{"zip": f"A{n}"} for n in range(9)] + [{"zip": "x", "n": 5}]
    async with table_of(tmp_path, mixed) as screen:
        model, role = screen.table.model(), Qt.ItemDataRole.TextAlignmentRole
        right = [
            bool(model.headerData(section, Qt.Orientation.Horizontal, role) & Qt.AlignmentFlag.AlignRight)
            for section in range(2)
        ]
        assert right == [False, True]


async def test_keys_choose_whole_rows_columns_and_everything(qapp: QApplication, tmp_path: Path) -> None:
    async with table_of(tmp_path, PEOPLE) as screen:
        screen.table.setFocus()
        screen.table.setCurrentIndex(screen.index(1, "name"))
        for key, held, area in (
            (Qt.Key.Key_Space, CTRL, (0, 2, 1, 1)),
            (Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier, (1, 1, 0, 5)),
            (Qt.Key.Key_A, CTRL, (0, 2, 0, 5)),
        ):
            screen.press(key, held)
            (chosen,) = screen.table.areas()
            assert (chosen.top, chosen.bottom, chosen.left, chosen.right) == area


def test_a_hundred_thousand_columns_are_listed_by_reading_those_in_sight(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [Column(path=("attributes", f"field {n}"), numbers=1) for n in range(100_000)]
    asked: set[int] = set()
    data = ColumnsModel.data

    def counting(self: ColumnsModel, index: Any, role: int = 0) -> Any:
        asked.add(index.row())
        return data(self, index, role)

    monkeypatch.setattr(ColumnsModel, "data", counting)
    model = ColumnsModel()
    view = QTableView()
    view.setModel(model)
    view.resize(300, 400)
    paths = [one.path for one in found]
    model.show_columns(paths, {one.path: one for one in found}, frozenset(paths[:100]), frozenset())
    view.show()
    view.grab()
    assert 5 < len(asked) < 60
    asked.clear()
    model.search("FIELD 99999")
    view.grab()
    assert model.rowCount() == 1
    assert asked == {0}
    view.close()


def test_the_list_of_columns_keeps_the_rules_of_item_models(qapp: QApplication) -> None:
    model = ColumnsModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    paths = [("a",), ("b", "c"), ()]
    columns = {path: Column(path=path, texts=2, nulls=1) for path in paths}
    model.show_columns(paths, columns, frozenset(paths[:1]), frozenset(paths[:1]))
    model.search("b")
    model.search("")
    assert model.rowCount() == 3


async def test_the_button_says_how_many_columns_are_shown(qapp: QApplication, tmp_path: Path) -> None:
    async with table_of(tmp_path, [{"a": 1, "b": 2}]) as screen:
        button = screen.find(QToolButton, "table-columns")
        assert button.text().strip() == "Columns 2"
        screen.view.show_tab("tree")
        assert not button.isVisible()


async def test_with_all_columns_hidden_the_way_back_is_offered(qapp: QApplication, tmp_path: Path) -> None:
    async with table_of(tmp_path, PEOPLE) as screen:
        screen.page.toggle_panel()
        screen.click("columns-none")
        assert screen.text("table-notice-words") == "All columns are hidden."
        screen.page.toggle_panel()
        screen.click("table-notice-columns")
        assert screen.sees("columns-panel")
        screen.click("columns-found")
        assert not screen.sees("table-notice")
        assert screen.headers()


async def test_columns_are_not_moved_among_those_that_a_search_leaves(
    qapp: QApplication, tmp_path: Path
) -> None:
    async with table_of(tmp_path, PEOPLE) as screen:
        screen.page.toggle_panel()
        for typed, can_move in (("n", False), ("", True)):
            screen.find(QLineEdit, "columns-search").setText(typed)
            for name in ("columns-up", "columns-down"):
                assert screen.find(QToolButton, name).isEnabled() is can_move
