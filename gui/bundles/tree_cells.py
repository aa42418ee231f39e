"""What the rows of the tree say: kinds and counts, and beside some values what they mean."""

from typing import Any

import msgspec

from core.model.amounts import byte_size, counted
from core.model.results import Node
from gui.bundles.detail_value import date_in_words, link_in, time_stamp_in_words
from gui.bundles.table_lines import node_cell
from gui.bundles.tree_deep import DeepContainer, is_sentence
from gui.bundles.values import (
    EMPTY_NAME,
    Cell,
    Members,
    Number,
    Unopened,
    Unreadable,
    cell,
    is_container,
    one_line,
    summary,
)


class TreeLine(msgspec.Struct, frozen=True):
    """A row: its name and its value, what stands quietly beside the value, and whether that is a link."""

    name: Cell
    value: Cell
    aside: str = ""
    is_link: bool = False


def item_line(step: str | int, value: Any) -> TreeLine:
    """A value within a decoded bundle."""
    return _with_aside(_name_cell(step), value, _cell(value))


def node_line(node: Node, count: int | None) -> TreeLine:
    """A value that lies undecoded; `count` of its children, where that is known."""
    if is_sentence(node):
        return TreeLine(Cell("", ""), _node_cell(node, count))
    name = _name_cell(node.number if node.name is None else node.name, cut=node.name_cut)
    return _with_aside(name, deep_value(node), _node_cell(node, count))


def bundle_line(number: int, value: Any, size: int, deep: DeepContainer | None) -> TreeLine:
    """A bundle (from 1), and what it is known by. `deep`: it lies undecoded, and somebody opened it."""
    name = f"Bundle {number:,}"
    return TreeLine(Cell(name, name), _bundle_cell(value, size, deep))


def group_line(first: int, last: int, what: str) -> TreeLine:
    """Some of many children, counted from 1."""
    name = f"{what}{first:,} to {last:,}"
    return TreeLine(Cell(name, name, muted=True), Cell("", ""))


def _with_aside(name: Cell, value: Any, shown: Cell) -> TreeLine:
    if type(value) is str:
        is_link = link_in(value) is not None
        return TreeLine(name, shown, "" if is_link else date_in_words(value), is_link)
    return TreeLine(name, shown, time_stamp_in_words(value, name.text) if type(value) is Number else "")


def _name_cell(step: str | int, *, cut: bool = False) -> Cell:
    if isinstance(step, int):
        return Cell(f"[{step:,}]", f"item {step}", muted=True)
    name = one_line(step) or EMPTY_NAME
    return Cell(name, name, whole=not step or (name == step and not cut))


def _cell(value: Any) -> Cell:
    if is_container(value):
        return _container_cell(type(value) is Members, len(value), "")
    return cell(value)


def _bundle_cell(value: Any, size: int, deep: DeepContainer | None) -> Cell:
    if deep is not None and deep.node is not None:
        count = deep.count if deep.complete else None
        shown = _node_cell(deep.node, count)
        if count is None:
            return shown
        return Cell(f"{shown.text} · {byte_size(size)}", f"{shown.said}, {byte_size(size)}", muted=True)
    if size and isinstance(value, Unreadable) and value.is_json:
        return Cell(f"{byte_size(size)}, nested deeply", f"{byte_size(size)}, nested deeply", muted=True)
    known_by = summary(value)
    return _cell(value) if is_container(value) and known_by == cell(value) else known_by


def deep_value(node: Node) -> Any:
    """What a value is that lies undecoded, as far as its beginning tells all of it."""
    if is_sentence(node):
        return node.preview
    if not node.whole or node.kind in ("object", "array", "odd"):
        return Unopened(node.end - node.start)
    if node.kind == "number":
        return Number(node.preview)
    return node.preview if node.kind == "text" else {"true": True, "false": False}.get(node.preview)


def _node_cell(node: Node, count: int | None) -> Cell:
    if node.kind not in ("object", "array"):
        return node_cell(node)
    return _container_cell(node.kind == "object", count, byte_size(node.end - node.start))


def _container_cell(is_object: bool, count: int | None, size: str) -> Cell:
    """An object or an array: what it is, and how much is in it."""
    kind, noun = ("object", "field") if is_object else ("list", "item")
    if count is None:
        return Cell(f"{kind} · {size}", f"{kind} of {size}", muted=True)
    return Cell(f"{kind} · {count:,}", f"{kind} of {counted(count, noun)}", muted=True)
