"""What a service sends becomes bundles, or is dropped with a reason."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.request import Bundles
from core.model.trigger import Payload, PayloadRule
from core.rules.deliveries import Delivery, Dropped
from tests.core.rules.delivery_samples import bundles, delivered, dropped, form_hook, hook, read
from tests.core.rules.rules_samples import json_values, shortly, unhurried

ANYTHING = hook()
KEEPING = hook(payload=Payload(keep_unreadable=True))


# --- what is in the body ----------------------------------------------------------------------------


def test_the_body_is_event_and_bundle_as_it_came() -> None:
    body = (
        b' {"id": 12345678901234567890, "price": 1.50, "rate": 1E2,\r\n "tiny": 1e-400, "name": "\\u00e4"}\n'
    )
    one_line = body.strip().replace(b"\r\n", b"  ")
    came = delivered(ANYTHING, body)
    assert [bytes(item) for item in came.bundles] == [one_line]
    assert came.event == one_line


@pytest.mark.parametrize(
    ("body", "event"),
    [
        ('\ufeff{"a": 1.50}'.encode(), b'{"a": 1.50}'),
        ('{"a": "ä", "n": 1.50}'.encode("utf-16"), '{"a": "ä", "n": 1.50}'.encode()),
        ('{"a": 1.50}'.encode("utf-32-be"), b'{"a": 1.50}'),
        (b'{"n": 1.50, "a": "\\ud83d"}', b'{"n": 1.50, "a": "\\ufffd"}'),
        (b'{"\\uDE00\\ud83d": 1}', b'{"\\ufffd\\ufffd": 1}'),
        (b'{"a": "\\ud83d\\ude00 \\\\ud83d \\n"}', b'{"a": "\\ud83d\\ude00 \\\\ud83d \\n"}'),
        (b'{"a": "\\\\\\ud83d"}', b'{"a": "\\\\\\ufffd"}'),
        ('{"a": "caf\xe9"}'.encode("latin-1"), '{"a": "caf\ufffd"}'.encode()),
        (b'{"a": "\xed\xa0\xbd", "n": 1e999}', '{"a": "\ufffd\ufffd\ufffd", "n": 1e999}'.encode()),
    ],
    ids=shortly,
)
def test_what_is_no_character_is_replaced_and_numbers_stay(body: bytes, event: bytes) -> None:
    assert delivered(ANYTHING, body).event == event


@unhurried
@given(event=st.dictionaries(st.text(max_size=5), json_values, max_size=4))
def test_any_object_comes_through(event: dict[str, Any]) -> None:
    assert bundles(ANYTHING, json.dumps(event)) == [event]
    assert bundles(ANYTHING, json.dumps(event, ensure_ascii=False, indent=1)) == [event]


def test_the_bundles_may_be_inside() -> None:
    inside = hook(payload=Payload(bundles=Bundles(at="data.items", add={"word": "$word"})))
    body = '{"data": {"items": [{"a": 1.0}, {"a": 2, "word": "own"}]}}'
    came = delivered(inside, body, {"word": "w"})
    assert [bytes(item) for item in came.bundles] == [b'{"a": 1.0,"word":"w"}', b'{"a": 2, "word": "own"}']
    assert came.event == body.encode()


def test_a_list_in_place_of_an_event_is_taken_as_it_is_or_apart() -> None:
    assert bundles(ANYTHING, '[{"a": 1}, 2]') == [[{"a": 1}, 2]]
    apart = hook(payload=Payload(bundles=Bundles(or_whole=True, wrap="value")))
    assert bundles(apart, '[{"a": 1}, 2]') == [{"a": 1}, {"value": 2}]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "Its body is empty."),
        (" \r\n", "Its body is empty."),
        ("hello", "Its body is no JSON object."),
        ("7", "Its body is no JSON object."),
        ("null", "Its body is no JSON object."),
        ('{"a": 1', "Its body is no JSON object."),
        ('{"a": NaN}', "Its body is no JSON object."),
        ('{"a": "x\ny"}', "Its body is no JSON object."),
        (b"\x00\x01", "Its body is no JSON object."),
    ],
    ids=shortly,
)
def test_a_body_that_cannot_be_read_is_dropped_or_kept_as_text(body: bytes | str, reason: str) -> None:
    assert dropped(ANYTHING, body) == reason
    text = body.decode() if isinstance(body, bytes) else body
    kept = delivered(KEEPING, body)
    assert [json.loads(bytes(item)) for item in kept.bundles] == [json.loads(kept.event)] == [{"body": text}]


def test_text_in_another_encoding_is_kept_as_far_as_it_goes() -> None:
    assert bundles(KEEPING, b"caf\xe9") == [{"body": "caf\ufffd"}]


def test_what_cannot_be_read_is_kept_whatever_else_counts_and_repeats_nothing() -> None:
    strict = hook(payload=Payload(keep_unreadable=True), counts=(rule(at="a", equals="1"),), dedupe=("body",))
    assert delivered(strict, "hello").key == ""


@pytest.mark.parametrize("body", ['{"other": 1}', '{"data": null}', "[1]"])
def test_a_body_without_the_bundles_is_dropped_or_kept_as_text(body: str) -> None:
    inside = Bundles(at="data.items")
    assert dropped(hook(payload=Payload(bundles=inside)), body) == "It holds no bundles at 'data.items'."
    assert bundles(hook(payload=Payload(bundles=inside, keep_unreadable=True)), body) == [{"body": body}]


def test_an_empty_list_of_bundles_is_dropped() -> None:
    assert (
        dropped(hook(payload=Payload(bundles=Bundles(at="data"))), '{"data": []}') == "It holds no entries."
    )


# --- forms ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "event"),
    [
        ("a=1&b=", {"a": "1", "b": ""}),
        ("a=x+y%20z%2Bw", {"a": "x y z+w"}),
        ("a+b=c%3Dd=e", {"a b": "c=d=e"}),
        ("&&a=1&", {"a": "1"}),
        ("a", {"a": ""}),
        ("a=1&b=2&a=3", {"a": ["1", "3"], "b": "2"}),
        ("%C3%A4=%c3%a4", {"ä": "ä"}),
        ("a=%E4", {"a": "\ufffd"}),
        (b"a=\xc3\xa4\xe4", {"a": "ä\ufffd"}),
        ("a=100%&b=%zz%4", {"a": "100%", "b": "%zz%4"}),
        ("a=%00%22%5C", {"a": '\0"\\'}),
        ("user[name]=Ann&x.y=1", {"user[name]": "Ann", "x.y": "1"}),
    ],
    ids=shortly,
)
def test_the_fields_of_a_form_are_the_event(body: bytes | str, event: dict[str, Any]) -> None:
    assert bundles(form_hook(), body) == [event]


@unhurried
@given(st.dictionaries(st.text(min_size=1, max_size=5), st.text(max_size=8), min_size=1, max_size=5))
def test_any_form_comes_through(fields: dict[str, str]) -> None:
    assert bundles(form_hook(), urlencode(fields)) == [fields]


def test_a_part_of_a_form_that_holds_json_is_the_event() -> None:
    parted = form_hook(part="MSG")
    assert delivered(parted, urlencode({"Topic": "t", "MSG": '{"a": 1.50}'})).event == b'{"a": 1.50}'
    assert bundles(parted, "Topic=t&a=1") == [{"Topic": "t", "a": "1"}], "when the part is there"
    assert dropped(parted, "Topic=t&MSG=") == "'MSG' in its form is empty."
    assert dropped(parted, "Topic=t&MSG=hello") == "'MSG' in its form is no JSON object."


@pytest.mark.parametrize("body", ["", "&&", "a=1&" * 1000], ids=shortly)
def test_a_body_without_fields_or_with_too_many_is_no_form(body: str) -> None:
    assert dropped(form_hook(), body) == "Its body is no form."


def test_a_form_that_cannot_be_read_is_kept_whole() -> None:
    keeping = hook(payload=Payload(encoding="form", part="MSG", keep_unreadable=True))
    assert bundles(keeping, "Topic=t&MSG=hello+you") == [{"body": "Topic=t&MSG=hello+you"}]


# --- what counts ------------------------------------------------------------------------------------

LEFT_OUT = "It tells of something that this trigger leaves out."
ANOTHER = "It tells of something else than this trigger waits for."


def rule(**declared: Any) -> PayloadRule:
    return PayloadRule(**declared)


def counts(asked: PayloadRule, event: dict[str, Any] | str, **values: Any) -> bool:
    """Whether an event counts by one condition; by the same it is left out."""
    is_left_out = isinstance(read(hook(drops=(asked,)), event, values), Dropped)
    assert isinstance(read(hook(counts=(asked,)), event, values), Delivery if is_left_out else Dropped)
    return is_left_out


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("Completed Survey", True),
        ("Survey Completed", True),
        ("SURVEY was COMPLETED!", True),
        ("cOmPlEtEd sURVEY", True),
        ("survey.completed", True),
        ("survey_completed", True),
        ("surveyCompleted", True),
        ("NPSSurveyCompleted", True),
        (["survey", 3, "completed"], True),
        ("Uncompleted Survey", False),
        ("Completed", False),
        ("", False),
        (None, False),
        (7, False),
        ({"completed": "survey"}, False),
    ],
)
def test_words_stand_in_any_order_and_case_and_by_themselves(text: Any, holds: bool) -> None:
    asked = rule(at="kind.name", words=("completed", "survey"))
    assert counts(asked, {"kind": {"name": text}}) is holds


def test_a_word_is_no_part_of_another() -> None:
    tag = rule(at="event", words=("tag",))
    assert counts(tag, {"event": "Tag added"})
    assert not counts(tag, {"event": "Stage: Advantage, tags, tagged"})
    assert counts(rule(at="event", words=("c++ (new)",)), {"event": "All of C++ (NEW)."})
    assert counts(rule(at="event", words=("größe",)), {"event": "GRÖSSE"})


@pytest.mark.parametrize(
    ("there", "wanted", "holds"),
    [
        ('"SV_1"', "SV_1", True),
        ('"sv_1"', "SV_1", False),
        ('"7"', 7, True),
        ("7", "7", True),
        ("7.0", 7, True),
        ("12345678901234567891", "12345678901234567891", True),
        ("12345678901234567890", 12345678901234567891, False),
        ("9007199254740992", 9007199254740993, False),
        ("1e999", "1e999", True),
        ("true", True, True),
        ('"true"', True, True),
        ("1", True, False),
        ("null", "null", False),
        ('["SV_1"]', "SV_1", False),
        ('"b"', ["a", "b"], True),
        ('"c"', ["a", "b"], False),
    ],
)
def test_a_value_is_what_the_form_says(there: str, wanted: Any, holds: bool) -> None:
    assert counts(rule(at="id", equals="$wanted"), f'{{"id": {there}}}', wanted=wanted) is holds


def test_a_value_may_be_written_out_or_around_a_field() -> None:
    assert counts(rule(at="kind", equals="done"), {"kind": "done"})
    assert not counts(rule(at="kind", equals="done"), {"other": "done"})
    topic = rule(at="topic", equals="done.{survey}")
    assert counts(topic, {"topic": "done.SV_1"}, survey="SV_1")
    assert not counts(topic, {"topic": "done.SV_2"}, survey="SV_1")


@pytest.mark.parametrize("values", [{}, {"empty": ""}, {"empty": None}, {"empty": []}])
@pytest.mark.parametrize("equals", ["$empty", "done.{empty}"])
def test_a_condition_on_a_field_left_empty_asks_for_nothing(equals: str, values: dict[str, Any]) -> None:
    asked = rule(at="id", equals=equals)
    assert bundles(hook(counts=(asked,)), {"id": "x"}, values) == [{"id": "x"}]
    assert bundles(hook(drops=(asked,)), {"id": ""}, values) == [{"id": ""}]
    other = rule(at="id", equals="y")
    assert dropped(hook(counts=(asked, other)), {"id": "x"}, values) == ANOTHER


@pytest.mark.parametrize(
    ("there", "filled"),
    [
        ('"x"', True),
        ("0", True),
        ("false", True),
        ("1e999", True),
        ('{"a": {"b": 1}}', True),
        ("null", False),
        ('" "', False),
        ("{}", False),
        ("[]", False),
        ('{"a": null}', False),
    ],
)
def test_a_place_is_filled_or_not(there: str, filled: bool) -> None:
    event = f'{{"a": 1, "response": {{"at": {there}}}}}'
    assert counts(rule(at="response.at", filled=True), event) is filled
    assert counts(rule(at="response.at", filled=False), event) is not filled


@pytest.mark.parametrize("event", ["{}", '{"response": null}', '{"response": "at"}', '{"response": [1]}'])
def test_a_place_that_is_not_there_is_not_filled(event: str) -> None:
    assert not counts(rule(at="response.at", filled=True), event)
    assert counts(rule(at="response.at", filled=False), event)


def test_of_a_name_that_stands_twice_the_last_counts() -> None:
    event = '{"id": "mine", "id": "other"}'
    assert counts(rule(at="id", equals="other"), event)
    assert not counts(rule(at="id", equals="mine"), event)


def test_one_condition_is_enough_to_count_and_one_to_be_left_out() -> None:
    choosy = hook(
        counts=(rule(at="kind", words=("done",)), rule(at="done_at", filled=True)),
        drops=(rule(at="test", equals="true"), rule(at="kind", words=("draft",))),
    )
    assert bundles(choosy, {"kind": "Done"})
    assert bundles(choosy, {"done_at": 1})
    assert dropped(choosy, {"kind": "seen"}) == ANOTHER
    assert dropped(choosy, {"kind": "Done", "test": True}) == LEFT_OUT
    assert dropped(choosy, {"kind": "draft done"}) == LEFT_OUT


# --- what tells a repetition ------------------------------------------------------------------------


def key(dedupe: tuple[str, ...], event: str) -> str:
    return delivered(hook(dedupe=dedupe), event).key


def test_a_repetition_has_the_key_of_the_first() -> None:
    first = key(("id", "at.day"), '{"id": "a", "at": {"day": 1}, "try": 1}')
    assert first
    assert key(("id", "at.day"), '{"at": {"day": 1}, "try": 2,\n"id": "a"}') == first
    others = [
        '{"id": "b", "at": {"day": 1}}',
        '{"id": "a", "at": {"day": 2}}',
        '{"id": 1, "at": {"day": "a"}}',
    ]
    assert first not in {key(("id", "at.day"), other) for other in others}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12345678901234567.1", "12345678901234567.2"),
        ("1e999", "2e999"),
        ('"1"', "1"),
        ('["a"]', '"a"'),
        ('[{"a": 1}]', '[{"a": 2}]'),
    ],
)
def test_what_differs_a_little_is_no_repetition(one: str, other: str) -> None:
    assert key(("id",), f'{{"id": {one}}}') != key(("id",), f'{{"id": {other}}}')


@pytest.mark.parametrize(
    "event", ['{"id": "a"}', '{"id": "a", "more": null}', '{"more": 1}', '{"id": "", "more": 1}', "[1]"]
)
def test_without_all_of_it_nothing_tells_a_repetition(event: str) -> None:
    assert key(("id", "more"), event) == ""
    assert key((), event) == ""


def test_a_key_does_not_show_what_it_was_made_of() -> None:
    assert "ann@example.com" not in key(("email",), '{"email": "ann@example.com"}')
    assert len(key(("email",), '{"email": "%s"}' % ("x" * 100_000))) == 64
