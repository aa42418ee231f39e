"""One bundle, level by level: everything is there, in its order, and nothing is decoded on the way."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.results import Level, Node, Place, Steps
from core.results import levels
from tests.core.results.bundle_runs import LETTERS, PATIENT, VALUES, Pairs, Raw, read, written


def all_children(text: bytes, node: Node, most: int = 3) -> list[Node]:
    """A level, page by page."""
    nodes: list[Node] = []
    after, level = None, Level(nodes=(), after=0)
    while level.after is not None:
        level = levels.children(text, node.start, node.end, after, len(nodes) + 1, most)
        assert level.mistake is None
        assert len(level.nodes) <= most
        nodes += level.nodes
        after = level.after
    return nodes


def rebuilt(text: bytes, node: Node) -> Any:
    """A value put together from its levels."""
    match node.kind:
        case "object":
            return Pairs((child.name, rebuilt(text, child)) for child in all_children(text, node))
        case "array":
            return [rebuilt(text, child) for child in all_children(text, node)]
        case "text":
            assert node.whole
            return node.preview
    return json.loads(bytes(text[node.start : node.end]), parse_int=Raw, parse_float=Raw, parse_constant=Raw)


VALUES_AND_DICE = st.tuples(VALUES, st.randoms(use_true_random=False))


@PATIENT
@given(VALUES_AND_DICE)
def test_a_bundle_opened_level_by_level_is_the_bundle(drawn: tuple[Any, Any]) -> None:
    value, dice = drawn
    text = f" {written(value, dice.randrange)} ".encode()
    assert rebuilt(text, levels.whole(text)) == read(text)
    assert rebuilt(memoryview(text), levels.whole(memoryview(text))) == read(text)  # type: ignore[arg-type]


def places(value: Any, steps: Steps = ()) -> Iterator[Steps]:
    """Where something is; of names that come twice, only the last one can be named."""
    yield steps
    if isinstance(value, Pairs):
        for name, member in dict(value).items():
            yield from places(member, (*steps, name))
    elif isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield from places(item, (*steps, number))


def value_at(value: Any, steps: Steps) -> Any:
    for step in steps:
        value = dict(value)[step] if isinstance(value, Pairs) else value[int(step) - 1]
    return value


@PATIENT
@given(VALUES_AND_DICE)
def test_what_is_at_a_place_is_found_and_says_where_it_is(drawn: tuple[Any, Any]) -> None:
    value, dice = drawn
    text = written(value, dice.randrange).encode()
    decoded = read(text)
    for steps in places(decoded):
        node = levels.at(text, steps)
        assert node is not None
        assert read(text[node.start : node.end]) == value_at(decoded, steps)
        place = levels.place(text, node.start, node.end)
        if node.kind not in ("object", "array"):
            assert (place.steps, place.in_name, place.offset) == (steps, False, 0)
        for beyond in ("nobody's name", 99):
            assert levels.at(text, (*steps, beyond)) is None


@PATIENT
@given(
    text=st.text(LETTERS, max_size=40),
    size=st.integers(1, 30),
    dice=st.randoms(),
)
def test_a_long_text_is_read_in_parts(text: str, size: int, dice: Any) -> None:
    raw = written(text, dice.randrange).encode()
    node = levels.whole(raw)
    parts, begin = [], None
    while not parts or not parts[-1].last:
        parts.append(levels.text_part(raw, node.start, node.end, begin, size))
        begin = parts[-1].end
        assert len(parts) <= len(raw)
    assert "".join(part.text for part in parts) == read(raw)
    for position in range(node.start + 1, node.end):  # wherever somebody jumps, no character is torn
        part = levels.text_part(raw, node.start, node.end, position, 1000)
        assert part.start <= position
        assert read(raw).endswith(part.text)


def opened(text: bytes) -> Level:
    node = levels.whole(text)
    return levels.children(text, node.start, node.end, None, 1, 1000)


def test_names_received_twice_are_there_twice_and_numbers_as_received() -> None:
    nodes = opened(b'{"a":1.10,"a":1E400,"b":NaN,"c":-0,"d":01}').nodes
    assert [(node.name, node.kind, node.preview) for node in nodes] == [
        ("a", "number", "1.10"),
        ("a", "number", "1E400"),
        ("b", "odd", "NaN"),
        ("c", "number", "-0"),
        ("d", "odd", "01"),
    ]


def test_small_containers_tell_how_many_are_in_them() -> None:
    nodes = opened(b'[[],[1,2],{"a":1,"a":2},{"large":"' + b"x" * 5_000 + b'"}]').nodes
    assert [node.count for node in nodes] == [0, 2, 2, None]


DEEP = b'{"a":[' * 5_000 + b'{"b":1}' + b"]}" * 5_000


def test_ten_thousand_levels_are_opened_one_by_one() -> None:
    node = levels.whole(DEEP)
    for depth in range(40):
        level = levels.children(DEEP, node.start, node.end, None, 1, 10)
        assert (len(level.nodes), level.after, level.mistake) == (1, None, None)
        node = level.nodes[0]
        assert node.name == (None if depth % 2 else "a")
    bottom = levels.at(DEEP, (*("a", 1) * 5_000, "b"))
    assert bottom is not None
    assert (bottom.kind, bottom.preview, bottom.name) == ("number", "1", "b")
    assert levels.at(DEEP, ("a", 1) * 5_000 + ("c",)) is None
    place = levels.place(DEEP, bottom.start, bottom.end)
    steps, numbers = (*("a", 1) * 5_000, "b"), (1,) * 10_001
    assert place == Place(steps=steps, in_name=False, offset=0, length=1, numbers=numbers)


def test_the_place_of_a_name_received_twice_tells_which_of_them_it_is() -> None:
    text = b'{"a":1,"a":[7,{"b":2,"b":3}]}'
    place = levels.place(text, text.index(b"2"), text.index(b"2") + 1)
    assert (place.steps, place.numbers) == (("a", 2, "b"), (2, 2, 1))
    name = levels.place(text, text.rindex(b"b"), text.rindex(b"b") + 1)
    assert (name.steps, name.numbers, name.in_name) == (("a", 2, "b"), (2, 2, 2), True)


def test_a_name_of_a_megabyte_is_cut_and_a_long_text_previewed() -> None:
    level = opened(b'{"' + b"k" * 1_000_000 + b'":"' + "é".encode() * 1_000_000 + b'"}')
    (node,) = level.nodes
    assert (node.name, node.name_cut) == ("k" * levels.LONGEST_NAME, True)
    assert (node.preview, node.whole) == ("é" * levels.SHOWN, False)


@pytest.mark.parametrize(
    ("text", "found", "position", "reason"),
    [
        (b'{"a":1,"b"}', 1, 7, "A name in quotation marks and a colon are missing here."),
        (b"[1,2", 2, 4, "A comma or a closing bracket is missing here."),
        (b"[1 2]", 1, 3, "A comma or a closing bracket is missing here."),
        (b'[1,"no end]', 1, 3, "This text has no end."),
        (b"[1,[2,[3]", 1, 3, "A bracket that opens here is never closed."),
        (b"[1,,2]", 1, 3, "A value is missing here."),
    ],
)
def test_what_stands_before_a_mistake_is_shown(text: bytes, found: int, position: int, reason: str) -> None:
    level = opened(text)
    assert len(level.nodes) == found
    assert level.mistake is not None
    assert (level.mistake.position, level.mistake.reason) == (position, reason)


@pytest.mark.parametrize("text", [b"", b"   ", b"oops and more", b'"no end', b"1 2", b"\xff\xfe\x00"])
def test_what_is_no_json_is_a_node_that_says_so(text: bytes) -> None:
    node = levels.whole(text)
    assert node.kind == "odd"
    assert levels.place(text, 0, 1).steps == ()


def test_a_byte_order_mark_is_no_part_of_the_bundle() -> None:
    text = b'\xef\xbb\xbf {"a":1} '
    assert [node.name for node in opened(text).nodes] == ["a"]


def test_a_level_of_many_large_values_ends_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(levels, "_PASSED", 1_000)
    text = b"[" + b",".join([b'"' + b"x" * 600 + b'"'] * 9) + b"]"
    node = levels.whole(text)
    level = levels.children(text, node.start, node.end, None, 1, 100)
    assert len(level.nodes) == 2
    assert len(all_children(text, node, 100)) == 9


def test_names_are_found_however_they_are_written() -> None:
    text = b'{"caf\\u00e9":{"a\\/b":1},"caf\\u00e8":2}'
    node = levels.at(text, ("café", "a/b"))
    assert node is not None
    assert node.preview == "1"
