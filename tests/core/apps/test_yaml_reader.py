"""Reading YAML strictly: what it means, what is refused, and on which line."""

from contextlib import suppress
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from core.apps.mistakes import Mistake, Mistaken
from core.apps.yaml_reader import DEEPEST, line_of, read_yaml


def mistakes_in(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(Mistaken) as caught:
        read_yaml(text)
    return [(mistake.line, mistake.sentence, mistake.suggestion) for mistake in caught.value.mistakes]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("true", True),
        ("false", False),
        ("no", "no"),  # YAML 1.1 would read a boolean
        ("Yes", "Yes"),
        ("on", "on"),
        ("TRUE", "TRUE"),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-12", -12),
        ("012", "012"),  # an octal number
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),  # 750, counted in sixties
        ("9" * 100, int("9" * 100)),
        ("9" * 101, "9" * 101),
        ("1.50", 1.5),
        ("-0.25", -0.25),
        ("1e5", "1e5"),
        (".5", ".5"),
        (".inf", ".inf"),
        ("2018-10-03", "2018-10-03"),  # a date
        ("2018-10-03 12:00:00", "2018-10-03 12:00:00"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("<<", "<<"),
        ("=", "="),
        ("[1, a, [b]]", [1, "a", ["b"]]),
        ("{a: {b: 1}}", {"a": {"b": 1}}),
        (">-\n  one\n  two", "one two"),
        ("# nothing but words", None),
    ],
)
def test_what_is_written_is_what_is_meant(written: str, meant: Any) -> None:
    assert read_yaml(written) == meant
    assert type(read_yaml(written)) is type(meant)


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("a: 1\nb: 2\na: 3", (3, "The key `a` stands here twice.", "")),
        ("a:\n  1: x", (2, "A key must be text.", "Put it in quotes.")),
        ("a: {true: x}", (1, "A key must be text.", "Put it in quotes.")),
        ("a:\n  {{token}}", (2, "A key must be text.", "Put it in quotes.")),
        ("a: !!str 1", (1, "Tags such as `tag:yaml.org,2002:str` are not used here.", "Leave it out.")),
        ("a: !code x", (1, "Tags such as `!code` are not used here.", "Leave it out.")),
        ("a: &x 1\nb: *x", (2, "References with `*` are not used here.", "Write the value out.")),
        ("a: 1\n---\nb: 2", (2, "A second document begins here; a file holds one.", "")),
        ("a: " + "[" * 200, (1, f"The file is nested more than {DEEPEST} levels deep.", "")),
    ],
)
def test_what_would_surprise_is_refused(text: str, mistake: tuple[int, str, str]) -> None:
    assert mistakes_in(text) == [mistake]


@pytest.mark.parametrize(
    ("text", "line", "suggestion"),
    [
        ("a: 1\n\tb: 2", 2, "Indent with spaces, not with tabs."),
        ("a: [1,\nb: 2", 3, ""),  # the bracket is missed at the end of the file
        ("a: 1\nb: \x00", 1, ""),  # of characters that no text holds only the position is told
    ],
)
def test_what_is_not_yaml_is_said_in_the_words_of_the_parser(text: str, line: int, suggestion: str) -> None:
    [(found_line, sentence, found_suggestion)] = mistakes_in(text)
    assert (found_line, found_suggestion) == (line, suggestion)
    assert sentence.startswith("The file is not readable YAML: ")


def test_all_mistakes_up_to_an_unreadable_place_are_named() -> None:
    text = "a: 1\na: 2\nlist:\n  - &x {b: 1, b: 2}\n  - *x\nc: [\n"
    assert [line for line, _, _ in mistakes_in(text)] == [2, 4, 5, 7]


def test_a_repeated_key_has_its_whole_place() -> None:
    with pytest.raises(Mistaken) as caught:
        read_yaml("fields:\n  - {key: a, key: b}")
    assert caught.value.mistakes == (
        Mistake(("fields", 0, "key"), "The key `key` stands here twice.", "", 2),
    )


def test_nesting_that_would_end_the_process_is_only_a_mistake() -> None:
    assert "nested more than" in mistakes_in("- " * 100_000)[0][1]


def test_a_growing_file_is_refused_before_it_grows() -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 30))]
    assert len(mistakes_in("\n".join(lines))) == 58


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ((), 1),
        (("a",), 1),
        (("fields",), 2),
        (("fields", 0), 3),
        (("fields", 0, "label"), 4),
        (("fields", 1, "options", "x"), 6),
        (("fields", 0, "absent"), 3),  # the object that lacks it
        (("a", "b"), 1),  # inside something that has no inside
    ],
)
def test_every_place_has_its_line(place: tuple[str | int, ...], line: int) -> None:
    text = "a: 1\nfields:\n  - key: x\n    label: y\n  - key: z\n    options: {x: 1}\n"
    assert line_of(text, place) == line


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(), inside, max_size=4),
    max_leaves=12,
)


@given(json_values)
def test_any_value_comes_back_from_yaml_as_it_went(value: Any) -> None:
    class NoAliases(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:
            return True

    text = yaml.dump(value, Dumper=NoAliases, allow_unicode=False)
    assert read_yaml(text) == value


@given(st.text() | st.text(alphabet="[]{}&*!:,-#'\"|> \n\tab1"))
def test_no_text_ends_in_anything_but_a_value_or_mistakes(text: str) -> None:
    with suppress(Mistaken):
        read_yaml(text)
