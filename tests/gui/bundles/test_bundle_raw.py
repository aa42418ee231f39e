"""One bundle as text."""

from bundle_screen import Screen, painted
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QToolButton

from gui.bundles.raw_view import MOST_LINES


def test_a_bundle_is_indented_with_its_numbers_as_received(screen: Screen) -> None:
    screen.open(b'{"price":1.10,"name":"Zo\\u00eb","tags":[]}')
    screen.view.show_tab("raw")
    assert screen.text("bundle-raw") == '{\n  "price": 1.10,\n  "name": "Zoë",\n  "tags": []\n}'
    assert screen.label("raw-title").text() == "Bundle 1 of 1"
    assert screen.label("raw-note").text() == ""


def test_the_neighbours_are_a_step_away(screen: Screen) -> None:
    source = screen.source([{"id": 0}, {"id": 1}, {"id": 2}], visible=2)
    screen.view.open(source)
    screen.view.show_tab("raw")
    previous, following = (screen.find(QToolButton, name) for name in ("raw-previous", "raw-next"))
    assert not previous.isEnabled()
    QTest.mouseClick(following, Qt.MouseButton.LeftButton)
    assert '"id": 1' in screen.text("bundle-raw")
    assert not following.isEnabled()
    source.visible = 3
    screen.view.grow()
    assert screen.label("raw-title").text() == "Bundle 2 of 3"
    QTest.mouseClick(following, Qt.MouseButton.LeftButton)
    QTest.mouseClick(previous, Qt.MouseButton.LeftButton)
    assert screen.label("raw-title").text() == "Bundle 2 of 3"
    screen.view.show_tab("tree")
    assert screen.tree.currentIndex().data() == "Bundle 2"


def test_a_long_bundle_shows_its_beginning_and_says_so(screen: Screen) -> None:
    screen.open({"items": list(range(5000))})
    screen.view.show_tab("raw")
    shown = screen.text("bundle-raw").splitlines()
    assert len(shown) == MOST_LINES
    assert shown[:3] == ["{", '  "items": [', "    0,"]
    assert screen.label("raw-note").text() == "Lines 1 to 2,000; it goes on in the next part."
    assert len(screen.copied("copy-bundle").splitlines()) == 5004


def test_a_long_line_is_shortened_and_copied_whole(screen: Screen) -> None:
    screen.open({"file": "A" * 100_000})
    screen.view.show_tab("raw")
    assert len(screen.text("bundle-raw")) < 3000
    assert screen.label("raw-note").text() == "Long lines are shortened; Copy bundle gives all of them."
    assert "A" * 100_000 in screen.copied("copy-bundle")


def test_what_is_no_json_is_shown_as_it_came(screen: Screen) -> None:
    screen.open(b"<html>\t{502}  [Bad]</html>")
    screen.view.show_tab("raw")
    assert screen.text("bundle-raw") == "<html>\t{502}  [Bad]</html>"


def test_json_too_deep_for_the_tree_is_still_text(screen: Screen) -> None:
    screen.open(b"[" * 5000 + b"1" + b"]" * 5000)
    screen.view.show_tab("raw")
    assert len(screen.text("bundle-raw").splitlines()) == MOST_LINES
    assert screen.copied("copy-bundle").splitlines()[5000].strip() == "1"


def test_names_and_numbers_stand_out(screen: Screen) -> None:
    screen.open({"id": 5})
    screen.view.show_tab("raw")
    painted(screen)
    editor = screen.find(QPlainTextEdit, "bundle-raw")
    formats = editor.document().findBlockByNumber(1).layout().formats()
    text = editor.document().findBlockByNumber(1).text()
    parts = {
        text[part.start : part.start + part.length]: part.format.foreground().color() for part in formats
    }
    assert set(parts) == {'"id"', ":", "5"}
    assert parts['"id"'] != parts["5"]
