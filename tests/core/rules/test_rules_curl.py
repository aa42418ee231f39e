"""curl commands as browsers, documentation and other tools write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rules.curl import CurlCommand, UnreadableCurl, read_curl
from tests.core.rules.rules_samples import unhurried

PLACE = "https://api.example.com/v1/contacts"


def test_an_address_alone_is_a_get() -> None:
    assert read_curl(f"curl {PLACE}") == CurlCommand(method="GET", url=PLACE)


def test_method_headers_and_body_are_read() -> None:
    command = read_curl(
        f"""$ curl --request PUT "{PLACE}" \\
          --header 'Content-Type: application/json' \\
          -H "X-Trace: a:b" \\
          --data '{{"name": "Ann"}}'"""
    )

    assert command == CurlCommand(
        method="PUT",
        url=PLACE,
        headers=(("Content-Type", "application/json"), ("X-Trace", "a:b")),
        body='{"name": "Ann"}',
    )
    assert command.header("content-type") == "application/json"
    assert command.header("Accept") == ""


def test_data_makes_a_post_and_several_are_joined() -> None:
    command = read_curl(f"curl {PLACE} -d a=1 --data-raw '@b=2' --data-binary c=3")

    assert (command.method, command.body) == ("POST", "a=1&@b=2&c=3")


def test_an_empty_body_is_a_body() -> None:
    command = read_curl(f"curl -d '' {PLACE}")

    assert (command.method, command.body) == ("POST", "")


def test_json_brings_its_headers_along_unless_they_are_written_out() -> None:
    assert read_curl(f"""curl --json '{{"a":' --json '1}}' {PLACE}""") == CurlCommand(
        method="POST",
        url=PLACE,
        headers=(("Content-Type", "application/json"), ("Accept", "application/json")),
        body='{"a":1}',
    )
    own = read_curl(f"curl --json 1 -H 'accept: text/csv' {PLACE}").headers
    assert own == (("Content-Type", "application/json"), ("accept", "text/csv"))


@pytest.mark.parametrize(
    ("written", "sent"),
    [("name=Ann Lee&Co", "name=Ann+Lee%26Co"), ("=a=b", "a%3Db"), ("plain text", "plain+text")],
)
def test_data_to_be_encoded_is_encoded_as_curl_does(written: str, sent: str) -> None:
    assert read_curl(f"curl {PLACE} --data-urlencode '{written}'").body == sent


def test_the_query_is_taken_out_of_the_address_and_get_adds_the_data() -> None:
    command = read_curl(f"curl -G '{PLACE}?page=2&q=a%20b&flag' -d limit=5 --url-query 'x=1&2' -d 'tag=é'")

    assert (command.method, command.url, command.body) == ("GET", PLACE, None)
    assert command.query == (
        ("page", "2"), ("q", "a b"), ("flag", ""), ("limit", "5"), ("tag", "é"), ("x", "1&2"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "written",
    [
        """'{"it''s": "$5"}'""",
        r"""$'{"it\'s": "\x245"}'""".replace("it\\'s", "its"),
        r'''"{\"its\": \"\$5\"}"''',
        r"""{\"its\":\ \"\$5\"}""",
        """$'{"its": "\\u00245"}'""",
        """'{"its":'" "'"$5"}'""",
    ],
    ids=["single", "ansi", "double", "escaped", "unicode", "mixed"],
)
def test_every_way_to_quote_in_bash(written: str) -> None:
    assert read_curl(f"curl {PLACE} -d {written}").body == '{"its": "$5"}'


def test_what_a_browser_escapes_for_bash_is_read_back() -> None:
    command = read_curl(rf"curl '{PLACE}' --data-raw $'it\'s \u0021 \ud83d\ude00\nnext\tline\101'")

    assert command.body == "it's ! 😀\nnext\tlineA"


def test_a_command_of_a_browser_for_the_windows_command_line() -> None:
    command = read_curl(
        'curl ^"https://api.example.com/v1/contacts?a=1^&b=2^" ^\n'
        '  -H ^"accept: */*^" ^\n'
        '  --data-raw ^"^{^\\^"name^\\^":^\\^"Ann ^& Co^\\^"^}^" ^\n'
        "  --compressed"
    )

    assert command.query == (("a", "1"), ("b", "2"))
    assert command.headers == (("accept", "*/*"),)
    assert command.body == '{"name":"Ann & Co"}'


def test_a_caret_in_bash_stays() -> None:
    assert read_curl(f"""curl {PLACE} -d '{{"a":"^"}}'""").body == '{"a":"^"}'


def test_lines_continued_as_in_powershell() -> None:
    command = read_curl(f"curl.exe -X DELETE `\n  -H 'X-A: 1' `\r\n  {PLACE}")

    assert command == CurlCommand(method="DELETE", url=PLACE, headers=(("X-A", "1"),))


def test_windows_line_ends_and_a_backslash_left_at_the_end() -> None:
    assert read_curl(f"curl {PLACE} \\\r\n  -X PATCH \\\r\n \\").method == "PATCH"


def test_letters_may_stand_together_and_with_their_value() -> None:
    command = read_curl(f"/usr/bin/curl -sSLkXPOST -Haccept:text/plain -o out.json -m 30 {PLACE}")

    assert command == CurlCommand(method="POST", url=PLACE, headers=(("accept", "text/plain"),))


def test_credentials_become_the_header_that_curl_sends() -> None:
    expected = (("Authorization", "Basic YW5uOnMzY3JldA=="),)

    assert read_curl(f"curl -u ann:s3cret {PLACE}").headers == expected
    in_address = read_curl("curl https://ann:s3cret@api.example.com/v1/contacts")
    assert (in_address.url, in_address.headers) == (PLACE, expected)
    assert read_curl(f"curl --oauth2-bearer T {PLACE}").header("authorization") == "Bearer T"


def test_cookies_and_agents_are_headers() -> None:
    command = read_curl(f"curl -b 'a=1; b=2' -A Agent/1 -e https://example.com {PLACE}")

    assert command.headers == (
        ("Cookie", "a=1; b=2"),
        ("User-Agent", "Agent/1"),
        ("Referer", "https://example.com"),
    )


def test_headers_without_a_value() -> None:
    command = read_curl(f"curl -H 'X-Empty;' -H 'Accept:' {PLACE}")

    assert command.headers == (("X-Empty", ""),)


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ("-F photo=@cat.png", "the form fields of -F (such bodies cannot be sent here)"),
        ("-d @body.json", "the body in the file 'body.json'"),
        ("--data-urlencode text@notes.txt", "the body in the file 'notes.txt'"),
        ("-H @headers.txt", "the headers in the file 'headers.txt'"),
        ("--cert me.pem", "the client certificate"),
        ("-x http://127.0.0.1:8080", "the proxy"),
        ("--brand-new", "the option --brand-new"),
        ("https://example.com/second", "all addresses but the first"),
        ("--next https://example.com/second", "the requests after the first"),
    ],
)
def test_what_cannot_be_told_is_named(options: str, named: str) -> None:
    command = read_curl(f"curl {PLACE} {options}")

    assert command.left_out == (named,)
    assert (command.url, command.body) == (PLACE, None)


def test_options_about_the_way_are_skipped() -> None:
    options = "--compressed -k --location -s -S -v -i -f --http2 --max-time 5 --retry 3 --cacert ca.pem -4"

    assert read_curl(f"curl {options} {PLACE}") == CurlCommand(method="GET", url=PLACE)


def test_what_follows_in_the_shell_is_not_the_command() -> None:
    assert read_curl(f"curl {PLACE} | jq .data[0] > out") == CurlCommand(method="GET", url=PLACE)


def test_an_address_without_a_scheme_means_https() -> None:
    assert read_curl("curl api.example.com/v1/contacts?a=b").url == PLACE


def test_what_a_word_processor_did_to_it_is_undone() -> None:
    command = read_curl(f"curl \u2013X POST \u2014header \u201cX-A: it\u201d {PLACE}")

    assert (command.method, command.headers) == ("POST", (("X-A", "it"),))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "should begin with the word curl"),
        ("wget https://example.com", "should begin with the word curl"),
        ("curl", "names no address"),
        (f"curl '{PLACE}", "A quotation mark is opened and never closed."),
        (f"curl {PLACE} -H", "ends after -H"),
        (f"curl {PLACE} --data", "ends after --data"),
        ("curl https://", "address in the command cannot be read"),
        ("curl https://[oops/", "address in the command cannot be read"),
    ],
)
def test_what_is_no_command_is_told_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(UnreadableCurl, match=sentence.replace(".", r"\.")) as told:
        read_curl(text)

    assert str(told.value).endswith(".")


@unhurried
@given(st.text(alphabet="curl -XHdFuGbA'\"\\$^`@=:/?&|;.\n\r\tab{}1é\ud800", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        command = read_curl(f"curl {text}")
    except UnreadableCurl:
        return

    assert command.url
    assert command.method
