"""How wide columns are at first: as what the rows in sight say, within reason."""

import time
from collections.abc import Sequence

from PySide6.QtGui import QFontMetrics

from gui import theme
from gui.bundles.table_header import MARK
from gui.bundles.table_model import BundleTableModel

_NARROWEST, _WIDEST = 8, 36
MOST_WHEN_ASKED = 4 * _WIDEST
"""Widths of columns, in widths of an average character: at least, at most, and when a person asks for it."""

_ROWS_MEASURED, _TEXTS_MEASURED, _SECONDS = 30, 3, 0.006
"""What is looked at: so many rows, of each column the longest texts, for so long."""

_PADDING = 3 * theme.S
_MARKS = 2 * (MARK + theme.XS)
"""Room beside a heading for how it is sorted, and for the funnel."""


def fitting_widths(
    model: BundleTableModel,
    metrics: QFontMetrics,
    sections: Sequence[int],
    first: int,
    widest: int = _WIDEST,
) -> dict[int, int]:
    """The widths of columns by their headings and what the rows from `first` on say.

    Row by row: a large bundle is taken apart once, not once for each column.
    """
    said: dict[int, list[str]] = {section: [] for section in sections}
    began = time.perf_counter()
    for row in range(first, min(model.rowCount(), first + _ROWS_MEASURED)):
        for section in sections:
            said[section].append(model.cell(row, model.columns()[section]).text)
        if time.perf_counter() - began > _SECONDS:
            break
    character = metrics.averageCharWidth()
    widths = {}
    for section, texts in said.items():
        heading = model.heading(model.columns()[section])
        longest = sorted(texts, key=len)[-_TEXTS_MEASURED:]
        advances = [metrics.horizontalAdvance(text[: 2 * widest]) for text in longest]
        width = max(metrics.horizontalAdvance(heading) + _MARKS, *advances, 0)
        widths[section] = min(max(width, _NARROWEST * character), widest * character) + _PADDING
    return widths
