"""Searching: everything is found, however JSON writes it, and nothing else."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.model.results import SearchFor, Steps
from core.results import ahead, escapes, levels, search
from core.results.lines import Lines
from core.results.questions import SearchBundles, Source
from tests.core.results.bundle_runs import (
    LETTERS,
    PATIENT,
    VALUES,
    Pairs,
    hits_of,
    lines,
    read,
    run_of,
    written,
)

Match = tuple[int, Steps, bool, int, int]
"""Bundle, steps, whether in a name, offset, length."""


def matches(source: Source, wanted: SearchFor) -> list[Match]:
    """What the job finds, each by its place."""
    hits, last = hits_of(search.work, lambda out: SearchBundles(source, wanted, out), source)
    assert last.count == len(hits)
    assert last.in_bundles == len({bundle for bundle, _, _ in hits})
    texts, found = Lines(source), []
    for bundle, start, end in hits:
        place = levels.place(texts.where_it_lies(bundle), start, end)
        found.append((bundle, place.steps, place.in_name, place.offset, place.length))
    return found


def texts_in(value: Any, steps: Steps = ()) -> Iterator[tuple[Steps, bool, str]]:
    """The names and values of a bundle as they read, in their order."""
    if isinstance(value, Pairs):
        for name, member in value:
            yield (*steps, name), True, name
            yield from texts_in(member, (*steps, name))
    elif isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield from texts_in(item, (*steps, number))
    else:
        words = {None: "null", True: "true", False: "false"}
        yield steps, False, value if isinstance(value, str) else words[value]


def plainly(text: str, wanted: SearchFor) -> list[tuple[int, int]]:
    """Matches of a plain text, one after the other, as offset and length."""
    needle = wanted.text if wanted.match_case else wanted.text.casefold()
    found, at = [], 0
    while at < len(text):
        for end in range(at + 1, min(at + len(needle), len(text)) + 1):
            part = text[at:end]
            if (part if wanted.match_case else part.casefold()) == needle:
                found.append((at, end - at))
                at = end - 1
                break
        at += 1
    return found


def by_pattern(text: str, wanted: SearchFor) -> list[tuple[int, int]]:
    """Matches of an expression."""
    found = re.finditer(wanted.text, text, 0 if wanted.match_case else re.IGNORECASE)
    return [(one.start(), len(one[0])) for one in found if one[0] or not text]


def expected(bundles: Sequence[bytes], wanted: SearchFor) -> list[Match]:
    """What a plain loop over decoded bundles finds."""
    look = by_pattern if wanted.pattern else plainly
    return [
        (number, steps, in_name, offset, length)
        for number, bundle in enumerate(bundles)
        for steps, in_name, text in texts_in(read(bundle))
        if wanted.among == "all" or in_name == (wanted.among == "names")
        if steps[: len(wanted.below)] == wanted.below and (len(steps) > len(wanted.below) or not in_name)
        for offset, length in look(text, wanted)
    ]


@pytest.fixture(params=["large blocks", "tiny blocks"])
def _blocks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Matches across the borders of blocks and regions, too."""
    if request.param == "tiny blocks":
        for module in (ahead, search, escapes):
            monkeypatch.setattr(module, "BLOCK", 7)
        monkeypatch.setattr(ahead, "REGION", 21)


NEEDLES = st.text(LETTERS, min_size=1, max_size=3)
AMONG = st.sampled_from(["all", "names", "values"])


@pytest.mark.usefixtures("_blocks")
@PATIENT
@example([b"null"] * 5 + [b'{"":null,"00":"\\uD800\\uDC00"}'], "\udc00", True, "all")
@given(bundles=lines(), text=NEEDLES, match_case=st.booleans(), among=AMONG)
def test_a_plain_text_is_found_however_json_writes_it(
    bundles: list[bytes], text: str, match_case: bool, among: Any
) -> None:
    wanted = SearchFor(text, match_case=match_case, among=among)
    with run_of(bundles) as source:
        source = msgspec.structs.replace(source, notes=f"{source.folder}/notes")
        assert matches(source, wanted) == expected(bundles, wanted)
        assert matches(source, wanted) == expected(bundles, wanted)  # with what the first one has learned


@pytest.mark.parametrize(
    ("bundle", "text", "count"),
    [
        (r'"x\/y and x/y and x\u002Fy"', "x/y", 3),
        (r'"\nnn"', "nn", 1),  # the first n belongs to a line break
        (r'"\\u0041"', "A", 0),  # a backslash, and no escape
        (r'"\\u0041"', r"\u0041", 1),
        (r'"\u00e9"', "u00", 0),
        (r'"\u00e9 é \u00E9"', "é", 3),
        (r'"\u0070ro and p\u0072o"', "pro", 2),
        (r'"\uD83D\uDE00 😀"', "😀", 2),
        (r'"say \"hi\" \u0022hi\u0022"', '"hi"', 2),
        (r'"a\tb"', "\t", 1),
        ('{"n": 1, "a": 2}', "1, ", 0),
        (r'["1, 2", 1, 2]', "1, 2", 1),
        (r'["a, b","c"]', ", ", 1),  # not what stands between values
        ('{"a": "b"}', '": "', 0),
        ('{"a": -1.50e3}', "1.50", 1),
        ("[true, null]", "ru", 1),
    ],
)
@pytest.mark.parametrize("match_case", [True, False])
def test_letters_are_found_in_every_spelling_and_only_there(
    bundle: str, text: str, count: int, match_case: bool
) -> None:
    with run_of([bundle.encode()]) as source:
        assert len(matches(source, SearchFor(text, match_case=match_case))) == count


@pytest.mark.parametrize("text", ["STRASSE", "straße", "Strasse"])
def test_case_is_folded_as_people_read_it(text: str) -> None:
    bundle = '["Straße","STRASSE","strasse","stra\\u1E9Ee","Strase","\u212aelvin"]'
    with run_of([bundle.encode()]) as source:
        assert len(matches(source, SearchFor(text))) == 4
        assert len(matches(source, SearchFor("kelvin"))) == 1


@PATIENT
@given(
    bundles=lines(),
    text=st.sampled_from(
        ["^a", "b$", "[a-s]+", "é|ß", "^$", r"\d", r"a*", "(?:s|S)s", '"', r"\\", ".", "0.0"]
    ),
    match_case=st.booleans(),
    among=AMONG,
)
def test_a_regular_expression_is_tried_on_each_name_and_value(
    bundles: list[bytes], text: str, match_case: bool, among: Any
) -> None:
    wanted = SearchFor(text, pattern=True, match_case=match_case, among=among)
    with run_of(bundles) as source:
        assert matches(source, wanted) == expected(bundles, wanted)


@PATIENT
@given(
    values=st.lists(VALUES, max_size=6),
    text=NEEDLES,
    pattern=st.booleans(),
    dice=st.randoms(use_true_random=False),
)
def test_below_a_path_only_what_is_there_is_found(
    values: list[Any], text: str, pattern: bool, dice: Any
) -> None:
    shapes = [Pairs([("a", Pairs([("b", value), ("c", "a")])), ("b", value)]) for value in values]
    bundles = [written(shape, dice.randrange).encode() for shape in shapes]
    wanted = SearchFor(
        re.escape(text) if pattern else text, pattern=pattern, match_case=True, below=("a", "b")
    )
    with run_of(bundles) as source:
        assert matches(source, wanted) == expected(bundles, wanted)


def test_what_is_learned_about_escapes_holds_for_a_run_that_has_grown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (ahead, search, escapes):
        monkeypatch.setattr(module, "BLOCK", 50)
    monkeypatch.setattr(ahead, "REGION", 100)
    plain, escaped = b'{"a":"' + b"x" * 40 + b'"}', b'{"a":"n\\u0065edle"}'
    with run_of([plain] * 20 + [escaped] + [plain] * 20) as whole:
        notes = f"{whole.folder}/notes"
        begun = msgspec.structs.replace(whole, count=10, notes=notes)
        whole = msgspec.structs.replace(whole, notes=notes)
        escapes.learn(notes, Path(whole.folder) / "bundles.jsonl", 10 * (len(plain) + 1))
        known = escapes.EscapeNotes(notes, 10 * (len(plain) + 1))
        assert known.is_plain(0)
        assert not known.is_plain(400)  # the block after it was not whole
        for source, bundles in ((begun, []), (whole, [20]), (whole, [20])):
            found = matches(source, SearchFor("needle", match_case=True))
            assert [bundle for bundle, *_ in found] == bundles
