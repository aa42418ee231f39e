"""Requests written as curl commands: read again they are the same, and a shell hands curl just that."""

import shutil
import string
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit, urlunsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.model.http import Exchange, Headers, HttpRequest
from core.rules.curl import CurlCommand, read_curl
from core.rules.curl_text import curl_text, curl_without_secrets
from core.rules.redact import HIDDEN, Redactor
from core.rules.urls import add_query

SECRET = "k3y-th@t/nobody may see"

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
signs = st.characters(min_codepoint=32, max_codepoint=126)
header_names = st.text(string.ascii_letters + string.digits + "-_", min_size=1, max_size=12)
headers = st.lists(st.tuples(header_names, st.text(signs, max_size=20).map(str.strip)), max_size=4)
urls = st.builds(
    add_query,
    st.sampled_from(
        ["https://api.example.com", "http://127.0.0.1:8080/v1/a%20b", "https://x.example/é/{id}"]
    ),
    st.dictionaries(st.text(min_size=1, max_size=6).filter(str.isprintable), texts, max_size=3),
)
requests = st.builds(
    HttpRequest,
    method=st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]),
    url=urls,
    headers=headers.map(tuple),
    body=st.none() | texts.map(str.encode),
)


def as_read(request: HttpRequest) -> CurlCommand:
    """What a reader must make of the command for a request."""
    parts = urlsplit(request.url)
    return CurlCommand(
        method=request.method,
        url=urlunsplit((parts.scheme, parts.netloc, parts.path, "", "")),
        headers=request.headers,
        query=tuple(parse_qsl(parts.query, keep_blank_values=True)),
        body=None if request.body is None else request.body.decode(),
    )


def post(body: bytes | None, *own: tuple[str, str], url: str = "https://api.example.com/a") -> HttpRequest:
    return HttpRequest(method="POST", url=url, headers=own, body=body)


@given(requests)
@example(post(b'it\'s ^"cmd" ^\n and `\n and a \xe2\x80\x93dash'))
@example(post(b"-d @file"))
@example(post(b"@/etc/passwd", ("X-Empty", "")))
@example(post(b"$HOME `id` $(id) \\ !! \r\n\t; | & > <"))
@example(post(b"curly \xe2\x80\x9cquotes\xe2\x80\x9d \xe2\x80\x98here\xe2\x80\x99"))
@example(post(b"|"))
@example(post(b"--next"))
@example(post(b"--", ("X", "-:")))
@example(post(b""))
def test_what_was_written_is_read_again(request: HttpRequest) -> None:
    assert read_curl(curl_text(request)) == as_read(request)


def test_a_command_is_written_to_be_read_by_people() -> None:
    request = HttpRequest(
        method="POST",
        url="https://api.example.com/v1/contacts?page=2",
        headers=(("Accept", "application/json"), ("Content-Type", "application/json")),
        body=b'{"name":"Zo\xc3\xab O\'Neill"}',
    )
    assert curl_text(request) == (
        "curl -X POST 'https://api.example.com/v1/contacts?page=2' \\\n"
        "  -H 'Accept: application/json' \\\n"
        "  -H 'Content-Type: application/json' \\\n"
        """  --data-raw '{"name":"Zoë O'"'"'Neill"}'"""
    )


# --- what a shell hands to curl ---------------------------------------------------------------------------

STAND_IN = """#!{python}
import json, sys
body = sys.stdin.buffer.read() if "@-" in sys.argv else b""
print(json.dumps([sys.argv[1:], body.hex()]))
"""


@pytest.fixture
def shell(tmp_path: Path) -> Path:
    """A folder with a stand-in of curl that tells what it was given."""
    program = tmp_path / "curl"
    program.write_text(STAND_IN.format(python=sys.executable))
    program.chmod(0o755)
    return tmp_path


def given_to_curl(folder: Path, request: HttpRequest) -> tuple[list[str], bytes]:
    """The arguments and the standard input that curl gets from a plain shell."""
    import json

    sh = shutil.which("sh")
    if sh is None:
        pytest.skip("no such shell here")
    done = subprocess.run(
        [sh, "-c", curl_text(request)],
        env={"PATH": f"{folder}:/usr/bin:/bin"},
        capture_output=True,
        check=True,
        cwd=folder,
    )
    assert done.stderr == b""
    arguments, body = json.loads(done.stdout)
    return arguments, bytes.fromhex(body)


@pytest.mark.parametrize(
    "body",
    [b"plain", b"two\nlines\n", b'it\'s "quoted" $HOME `id` \\n !x', "Zoë — “x”".encode(), b"", b"@name"],
)
def test_a_shell_leaves_a_text_as_it_is(shell: Path, body: bytes) -> None:
    arguments, _ = given_to_curl(shell, post(body, ("Content-Type", "text/plain")))
    assert arguments == [
        *("-X", "POST", "https://api.example.com/a"),
        *("-H", "Content-Type: text/plain"),
        *("--data-raw", body.decode()),
    ]


@pytest.mark.parametrize(
    "body", [b"\0", b"\xff\xfe", bytes(range(256)), b"100%s\\n\xff'", b"x" * 100_001], ids=range(5)
)
def test_what_is_no_text_or_too_long_comes_through_a_pipe(shell: Path, body: bytes) -> None:
    arguments, received = given_to_curl(shell, post(body, ("Content-Type", "x/y")))
    assert arguments[-2:] == ["--data-binary", "@-"]
    assert received == body


def test_curl_adds_nothing_of_its_own_and_makes_one_address(shell: Path) -> None:
    url = "https://api.example.com/a?filter[name]={x}"
    arguments, _ = given_to_curl(shell, post(b"{}", url=url))
    assert arguments == ["-X", "POST", "--globoff", url, "-H", "Content-Type:", "--data-raw", "{}"]


def test_a_head_is_asked_for_as_curl_wants_it(shell: Path) -> None:
    arguments, _ = given_to_curl(shell, HttpRequest(method="HEAD", url="https://api.example.com/"))
    assert arguments == ["--head", "https://api.example.com/"]


# --- secrets ----------------------------------------------------------------------------------------------


def seen(url: str, *own: tuple[str, str], body: bytes | None = None) -> Exchange:
    """What people may see of a request that holds the secret."""
    request = HttpRequest(method="POST", url=url, headers=own, body=body)
    return Redactor([SECRET]).request(request, attempt=1, sent_at=0.0)


def test_secrets_are_replaced_by_a_mark_that_a_shell_shows_plainly() -> None:
    auth: Headers = (("Authorization", f"Bearer {SECRET}"), ("Content-Type", "text/plain"))
    exchange = seen(
        add_query("https://api.example.com/a", {"key": SECRET}), *auth, body=f"my {SECRET}".encode()
    )
    assert curl_without_secrets(exchange) == (
        "curl -X POST 'https://api.example.com/a?key=***' \\\n"
        "  -H 'Authorization: ***' \\\n"
        "  -H 'Content-Type: text/plain' \\\n"
        "  --data-raw 'my ***'"
    )
    assert HIDDEN in exchange.url


def test_a_request_without_a_body_is_written_without_one() -> None:
    assert curl_without_secrets(seen("https://api.example.com/a")) == "curl -X POST https://api.example.com/a"
