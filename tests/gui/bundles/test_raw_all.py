"""All bundles as one text: only what is in sight is laid out."""

import json

import pytest
from bundle_screen import Screen, painted
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from test_bundle_laziness import Counter

from core.model.results import Hit, Place
from gui.bundles.raw_all import AllBundles

MANY = 20_000


def every(screen: Screen, *bundles: object) -> AllBundles:
    """The text of all these bundles."""
    screen.open(*bundles)
    return turned_on(screen)


def turned_on(screen: Screen) -> AllBundles:
    screen.view.show_tab("raw")
    screen.find(QToolButton, "raw-all").click()
    painted(screen)
    return screen.find(AllBundles, "bundle-raw-all")


def test_bundles_follow_one_another(screen: Screen) -> None:
    text = every(screen, {"a": 1.10}, {"b": []}, b"<oops>")
    assert text.texts() == ["{", '  "a": 1.1', "}", "{", '  "b": []', "}", "<oops>"]


def test_a_jump_anywhere_reads_only_what_is_painted(screen: Screen) -> None:
    source = Counter(screen.source({"id": number, "name": "x"} for number in range(MANY)))
    screen.view.open(source)
    text = turned_on(screen)
    source.reads = 0
    source.numbers.clear()
    screen.view.select(MANY - 1)
    painted(screen)
    assert text.texts()[-1] == "}"
    assert f'  "id": {MANY - 1},' in text.texts()
    text.verticalScrollBar().setValue(text.verticalScrollBar().maximum() // 2)
    painted(screen)
    assert f'  "id": {MANY // 2},' in text.texts(10)
    assert len(source.numbers) < 100


def test_keys_go_line_by_line_page_by_page_and_to_both_ends(screen: Screen) -> None:
    screen.view.open(screen.source({"id": number} for number in range(MANY)))
    text = turned_on(screen)
    for _ in range(4):
        QTest.keyClick(text, Qt.Key.Key_Down)
    assert screen.view.current() == 1
    QTest.keyClick(text, Qt.Key.Key_PageDown)
    assert screen.view.current() > 5
    QTest.keyClick(text, Qt.Key.Key_End)
    assert screen.view.current() == MANY - 1
    assert screen.label("raw-title").text() == "Bundle 20,000 of 20,000"
    assert text.texts()[-2:] == [f'  "id": {MANY - 1}', "}"]
    QTest.keyClick(text, Qt.Key.Key_Home)
    assert screen.view.current() == 0


def test_the_wheel_goes_through_the_text_and_stops_at_its_ends(screen: Screen) -> None:
    text = every(screen, *({"id": number} for number in range(200)))

    def turn(by: int) -> None:
        event = QWheelEvent(
            QPointF(50, 50),
            QPointF(text.mapToGlobal(QPoint(50, 50))),
            QPoint(),
            QPoint(0, by),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(text.viewport(), event)

    turn(-120)
    assert text.texts()[0] == "{"
    assert text.texts()[1] == '  "id": 1'
    turn(120 * 10)
    assert text.texts()[1] == '  "id": 0'
    turn(-120 * 1000)
    assert text.texts()[-1] == "}"
    assert len(text.texts()) >= 10


def test_folding_keeps_each_bundle_to_so_many_levels(screen: Screen) -> None:
    text = every(screen, {"a": {"b": 1}}, {"c": [1, 2]})
    screen.view._raw.fold_to(1)
    assert text.texts() == ["{", '  "a": {', "  }", "}", "{", '  "c": [', "  ]", "}"]
    screen.view._raw.fold_to(0)
    assert text.texts() == ["{", "}", "{", "}"]
    text.setFocus()
    QTest.keyClick(text, Qt.Key.Key_Home)
    QTest.keyClick(text, Qt.Key.Key_Right)
    assert text.texts() == ["{", '  "a": {', "  }", "}", "{", "}"]
    QTest.keyClick(text, Qt.Key.Key_Left)
    assert text.texts() == ["{", "}", "{", "}"]
    screen.view._raw.fold_to(None)
    assert len(text.texts()) == 11


def test_chosen_lines_are_copied(screen: Screen) -> None:
    text = every(screen, {"a": 1}, {"b": 2})
    QTest.keyClick(text, Qt.Key.Key_Down)
    for _ in range(3):
        QTest.keyClick(text, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == '  "a": 1\n}\n{\n  "b": 2'


def test_a_hit_is_unfolded_and_gone_to(screen: Screen) -> None:
    screen.view.open(screen.source({"id": number, "in": {"name": "Ada"}} for number in range(3000)))
    text = turned_on(screen)
    screen.view._raw.fold_to(0)
    raw = json.dumps({"id": 2500, "in": {"name": "Ada"}}, ensure_ascii=False)
    start = raw.index("Ada")
    assert screen.view._bundles is not None
    place = Place(steps=("in", "name"), in_name=False, offset=0, length=3)
    screen.view._raw.show_hit(screen.view._bundles, Hit(2500, start, start + 3), place)
    painted(screen)
    row, begin, end = text._found or pytest.fail("nothing is marked")
    assert row.bundle == 2500
    assert text._lines is not None
    assert text._lines.text(row)[begin:end] == "Ada"


def test_a_large_bundle_says_that_it_is_shown_by_itself(screen: Screen) -> None:
    text = every(screen, {"a": "x" * 300_000}, {"b": 1})
    assert text.texts()[0] == "A bundle of 300 kB: shown by itself only"


def test_a_long_bundle_says_where_it_is_cut(screen: Screen) -> None:
    text = every(screen, list(range(5000)), 7)
    shown = text.texts(3000)
    assert shown[2000] == "This bundle goes on after 2,000 lines: the rest is shown by itself only"
    assert shown[2001] == "7"


def test_back_to_one_bundle_shows_the_one_that_is_current(screen: Screen) -> None:
    text = every(screen, {"a": 1}, {"b": 2})
    QTest.keyClick(text, Qt.Key.Key_End)
    screen.find(QToolButton, "raw-all").click()
    assert '"b": 2' in screen.text("bundle-raw")


def test_bundles_that_arrive_belong_to_the_text(screen: Screen) -> None:
    source = screen.source([{"a": 1}, {"b": 2}], visible=1)
    screen.view.open(source)
    text = turned_on(screen)
    assert len(text.texts()) == 3
    source.visible = 2
    screen.view.grow()
    assert len(text.texts()) == 6
