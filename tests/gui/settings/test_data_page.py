"""Where my data goes: hosts that were contacted are listed, found, sorted, copied and forgotten."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton

from core.integrator import NETWORK_TEST, Integrator, open_integrator
from core.model.connection import Connection
from core.model.errors import DataUnreadable
from core.model.network import HostContact
from gui import theme
from gui.connections.words import moment
from gui.settings import data_page, data_place
from gui.settings.data_hosts import FIRST, HOST, LAST, TIMES
from gui.settings.data_page import DataPage
from gui.settings.data_words import HostRow, as_tsv, is_this_computer, rows_of, searched
from tests.sandboxes import until

NOW = 1_600_000_000.0
ADA = Connection(id="c1", app="refiner", name="Main", account="ada@lab.test")


def contact(connection: str = "c1", host: str = "api.refiner.io", **more: object) -> HostContact:
    """A host that was contacted once."""
    plain = {"proxy": "", "first_at": NOW, "last_at": NOW, "times": 1, "name": ""}
    return HostContact(connection=connection, host=host, **{**plain, **more})  # type: ignore[arg-type]


def told(row: HostRow) -> str:
    """Whom and what for, as it stands in the table."""
    return f"{row.host} {row.way}: {row.purpose} {row.purpose_more}".strip()


@pytest.mark.parametrize(
    ("seen", "sentence"),
    [
        (contact(), "api.refiner.io directly: Main ada@lab.test"),
        (
            contact(proxy="proxy.test:3128"),
            "api.refiner.io through proxy.test:3128: Main ada@lab.test",
        ),
        (contact(""), "api.refiner.io directly: An account being connected"),
        (contact(NETWORK_TEST), "api.refiner.io directly: A test of network settings"),
        (contact("gone"), "api.refiner.io directly: A connection that was removed"),
        (
            contact("practice-x", "127.0.0.1", name="Practice workspace"),
            "This computer 127.0.0.1: Practice workspace",
        ),
    ],
)
def test_a_host_is_told_with_what_it_was_contacted_for(seen: HostContact, sentence: str) -> None:
    (row,) = rows_of([seen], [ADA])
    assert told(row) == sentence


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "[::1]", "localhost", "a.localhost."])
def test_this_computer_is_called_so(host: str) -> None:
    assert is_this_computer(host)


@pytest.mark.parametrize("host", ["10.0.0.1", "localhost.example.com", "127.0.0.1.example.com", "example"])
def test_another_computer_is_not_called_this_one(host: str) -> None:
    assert not is_this_computer(host)


def test_rows_are_copied_as_a_spreadsheet_takes_them() -> None:
    rows = rows_of([contact(times=3400, proxy="p:1"), contact("", "::1")], [ADA])
    lines = [line.split("\t") for line in as_tsv(rows).splitlines()]
    assert lines[0] == ["Host", "For", "Proxy", "First", "Last", "Requests"]
    assert lines[1][:3] == ["api.refiner.io", "Main · ada@lab.test", "p:1"]
    assert lines[1][3] == lines[1][4]
    assert lines[1][5] == "3400"
    assert lines[2][:3] == ["::1 (this computer)", "An account being connected", ""]


def test_a_name_cannot_make_cells_of_its_own() -> None:
    (row,) = rows_of([contact()], [Connection(id="c1", app="a", name="one\ttwo\nthree")])
    assert as_tsv([row]).splitlines()[1].split("\t")[1] == "one two three"


def test_a_row_is_found_by_all_that_is_told_of_it() -> None:
    (row,) = rows_of([contact(host="127.0.0.1", proxy="Proxy.test:1")], [ADA])
    for word in ("this computer", "127.0.0.1", "main", "ada@"):
        assert word in searched(row)


class Shown:
    """The page on the screen, over a profile of its own."""

    def __init__(self, integrator: Integrator) -> None:
        self.integrator = integrator
        self.page = DataPage(integrator)
        self.page.resize(900, 900)

    async def contact(
        self, connection: str, host: str, proxy: str = "", at: float = NOW, times: int = 1
    ) -> None:
        """Have the core count requests, as its client does."""
        hosts = self.integrator._core.store.network.hosts
        hosts._clock = lambda: at
        for _ in range(times):
            hosts.of(connection).seen(host, proxy)

    async def look(self) -> None:
        """Wait until it shows what is so now."""
        await self.page.jobs.idle()
        self.page.refresh()
        await self.page.jobs.idle()

    def hosts(self) -> list[str]:
        """The first column, from top to bottom."""
        return [row.host for row in self.page.table.rows()]

    def text(self, name: str) -> str:
        """What a label says."""
        label = self.page.findChild(QLabel, name)
        assert label is not None, name
        return label.text()

    def press(self, name: str) -> None:
        """Click a button."""
        button = self.page.findChild(QPushButton, name)
        assert button is not None
        assert button.isVisible()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def sort_by(self, column: int) -> None:
        """Click a heading."""
        header = self.page.table.header()
        place = QPoint(header.sectionViewportPosition(column) + 10, header.height() // 2)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)


@asynccontextmanager
async def page_shown(qapp: QApplication, folder: Path) -> AsyncIterator[Shown]:
    """The page, looked at."""
    theme.apply(qapp, "light")
    async with open_integrator(folder) as integrator:
        shown = Shown(integrator)
        shown.page.show()
        await shown.page.jobs.idle()
        try:
            yield shown
        finally:
            shown.page.hide()
            await shown.page.jobs.idle()
            shown.page.deleteLater()


async def three_hosts(shown: Shown) -> None:
    """Contact three, and look."""
    await shown.contact("c1", "b.test", at=NOW)
    await shown.contact("c1", "a.test", "proxy.test:3128", at=NOW + 60, times=3400)
    await shown.contact(NETWORK_TEST, "c.test", at=NOW + 30)
    await shown.look()


async def test_an_empty_list_teaches(qapp: QApplication, tmp_path: Path) -> None:
    async with page_shown(qapp, tmp_path) as shown:
        assert not shown.page.table.isVisible()
        assert "Connect an account or run a module" in shown.text("hosts-empty-words")
        assert not shown.page.forget.isVisible()


async def test_hosts_stand_newest_first_with_how_often(qapp: QApplication, tmp_path: Path) -> None:
    async with page_shown(qapp, tmp_path) as shown:
        await three_hosts(shown)
        assert shown.hosts() == ["a.test", "c.test", "b.test"]
        assert shown.text("host-count") == "3 rows · 3,402 requests"
        model = shown.page.table.model()
        first_row = [model.index(0, column).data() for column in range(model.columnCount())]
        assert first_row[HOST] == "a.test through proxy.test:3128"
        assert first_row[TIMES] == "3,400"
        assert first_row[LAST] == moment(NOW + 60, NOW * 2)


async def test_a_heading_puts_the_rows_in_order(qapp: QApplication, tmp_path: Path) -> None:
    async with page_shown(qapp, tmp_path) as shown:
        await three_hosts(shown)
        shown.sort_by(HOST)
        assert shown.hosts() == ["a.test", "b.test", "c.test"]
        shown.sort_by(HOST)
        assert shown.hosts() == ["c.test", "b.test", "a.test"]
        shown.sort_by(TIMES)
        assert shown.hosts()[-1] == "a.test"


async def test_each_typed_word_narrows_the_list(qapp: QApplication, tmp_path: Path) -> None:
    async with page_shown(qapp, tmp_path) as shown:
        await three_hosts(shown)
        QTest.keyClicks(shown.page.search, "NETWORK c.te")
        assert shown.hosts() == ["c.test"]
        assert shown.text("host-count") == "1 of 3 rows · 1 request"
        QTest.keyClicks(shown.page.search, "zzz")
        assert shown.text("hosts-empty-title") == "Nothing here fits “NETWORK c.tezzz”"
        assert not shown.page.copy.isEnabled()
        shown.page.search.clear()
        assert len(shown.hosts()) == 3


async def test_chosen_rows_are_copied_and_else_all_that_are_shown(qapp: QApplication, tmp_path: Path) -> None:
    async with page_shown(qapp, tmp_path) as shown:
        await three_hosts(shown)
        table = shown.page.table
        shown.press("copy-hosts")
        assert len(QGuiApplication.clipboard().text().splitlines()) == 1 + 3
        assert shown.text("hosts-confirmation") == "Copied 3 rows"
        place = table.visualRect(table.model().index(2, HOST)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        (_, copied) = QGuiApplication.clipboard().text().splitlines()
        assert copied.startswith("b.test\t")
        assert shown.text("hosts-confirmation") == "Copied 1 row"


async def test_what_is_new_shows_by_itself_and_the_chosen_row_stays(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data_page, "_LOOK_EVERY", 10)
    async with page_shown(qapp, tmp_path) as shown:
        await three_hosts(shown)
        table = shown.page.table
        table.setCurrentIndex(table.model().index(1, HOST))
        await shown.contact("c1", "b.test", at=NOW + 90)
        await shown.contact("c1", "d.test", at=NOW + 95)
        await until(lambda: shown.hosts() == ["d.test", "b.test", "a.test", "c.test"])
        assert [row.host for row in table.chosen()] == ["c.test"]


async def test_nobody_looks_while_the_page_is_out_of_sight(qapp: QApplication, tmp_path: Path) -> None:
    async with page_shown(qapp, tmp_path) as shown:
        assert shown.page._clock.isActive()
        shown.page.hide()
        assert not shown.page._clock.isActive()
        await shown.contact("c1", "a.test")
        shown.page.show()
        await shown.page.jobs.idle()
        assert shown.hosts() == ["a.test"]


def open_question(shown: Shown) -> QMessageBox | None:
    """The question that is asked, if one is."""
    boxes = shown.page.findChildren(QMessageBox, "confirm")
    return next((box for box in boxes if box.isVisible()), None)


async def asked(shown: Shown) -> QMessageBox:
    """Press the button, and wait for the question."""
    shown.press("forget-hosts")
    await until(lambda: open_question(shown) is not None)
    box = open_question(shown)
    assert box is not None
    return box


async def test_the_list_is_emptied_only_after_a_question(qapp: QApplication, tmp_path: Path) -> None:
    async with page_shown(qapp, tmp_path) as shown:
        await three_hosts(shown)
        QTest.keyClick(await asked(shown), Qt.Key.Key_Escape)
        await shown.look()
        assert len(shown.hosts()) == 3
        box = await asked(shown)
        go_on = next(one for one in box.buttons() if one.objectName() == "confirm-action")
        QTest.mouseClick(go_on, Qt.MouseButton.LeftButton)
        await shown.page.jobs.idle()
        assert shown.hosts() == []
        assert await shown.integrator.hosts() == ()
        assert "Nothing is listed yet" in shown.text("hosts-empty-title")


async def test_trouble_with_the_data_is_said_on_the_page(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with page_shown(qapp, tmp_path) as shown:

        async def unreadable() -> tuple[HostContact, ...]:
            raise DataUnreadable("Trunkline's data is damaged.", "The disk is ill.", "Put a copy back.")

        with monkeypatch.context() as patch:
            patch.setattr(shown.integrator, "hosts", unreadable)
            await shown.look()
            assert "The disk is ill." in shown.page.problem.text()
        await shown.look()
        assert shown.page.problem.text() == ""


async def test_the_data_folder_is_told_and_opens_by_a_click_only(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    class Desktop:
        works = True

        @classmethod
        def openUrl(cls, url: QUrl) -> bool:
            opened.append(url.toLocalFile())
            return cls.works

    monkeypatch.setattr(data_place, "QDesktopServices", Desktop)
    async with page_shown(qapp, tmp_path) as shown:
        assert shown.text("data-path").replace("\u200b", "") == str(tmp_path)
        assert shown.text("size-database").endswith("kB")
        assert shown.text("size-runs") == "0 bytes"
        assert opened == []
        shown.press("open-data-folder")
        assert opened == [str(tmp_path)]
        Desktop.works = False
        shown.press("open-data-folder")
        assert "could not be opened" in shown.text("data-folder-remark")


async def test_a_narrow_table_has_room_for_what_matters_most(qapp: QApplication, tmp_path: Path) -> None:
    async with page_shown(qapp, tmp_path) as shown:
        await three_hosts(shown)
        table = shown.page.table
        assert not table.isColumnHidden(FIRST)
        shown.page.resize(560, 500)
        assert table.isColumnHidden(FIRST)
        assert not table.isColumnHidden(LAST)
        assert not table.horizontalScrollBar().isVisible()
