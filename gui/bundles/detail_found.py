"""Which page of a value something found is on, and where there."""

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from core.model.results import Hit, Node, Place, Steps
from gui.bundles.decoded import Asked
from gui.bundles.detail_pages import PAGE
from gui.bundles.detail_value import legible
from gui.bundles.look import found_form
from gui.bundles.raw_folds import units_of

Found = tuple[Hit, Place]

_BEFORE = PAGE // 4
"""Bytes that are shown before something that was found far within a value."""


def is_within(found: Found | None, bundle: int, steps: Steps) -> bool:
    """Whether something was found in this very value, not in its name nor deeper in it."""
    if found is None:
        return False
    hit, place = found
    return hit.bundle == bundle and place.steps == steps and not place.in_name


def page_and_span(text: str, place: Place) -> tuple[int, int, int]:
    """The page of a text at hand that it begins on, and its characters there, spelled out as they are."""
    begin = len(legible(text[: place.offset]))
    length = len(legible(text[place.offset :][: place.length]))
    page, at = divmod(begin, PAGE)
    return page, at, min(at + length, PAGE)


async def part_and_span(asked: Asked, node: Node, found: Found) -> tuple[int, int, int]:
    """The byte that a part of a large value may begin with to hold it, and its characters there. Raises
    `TrunklineError`."""
    hit, _ = found
    integrator, run = asked.integrator, asked.run
    start = max(node.start, hit.start - _BEFORE)
    before = await integrator.text(run, hit.bundle, node, start, max(hit.start - start, 1))
    itself = await integrator.text(run, hit.bundle, node, hit.start, max(min(hit.end - hit.start, PAGE), 1))
    begin = len(legible(before.text)) if hit.start > before.start else 0
    return before.start, begin, begin + len(legible(itself.text))


def mark(editor: QPlainTextEdit, span: tuple[int, int] | None) -> None:
    """Mark these characters of a text, and bring them into sight; None marks nothing."""
    if span is None:
        editor.setExtraSelections([])
        return
    text = editor.toPlainText()
    begin, end = (units_of(text[:at]) for at in span)
    at, cursor = QTextCursor(editor.document()), QTextCursor(editor.document())
    at.setPosition(begin)
    cursor.setPosition(begin)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    marked = QTextEdit.ExtraSelection()
    marked.cursor = cursor
    marked.format = found_form()
    editor.setExtraSelections([marked])
    editor.setTextCursor(at)
    editor.centerCursor()
