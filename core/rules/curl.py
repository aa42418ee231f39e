"""A curl command as people paste it, read as the request that it would send.

Services' documentation, browsers ("Copy as cURL") and other tools all write them, for bash, for the Windows
command line (`^`) and for PowerShell (a backtick at the end of a line).
"""

import base64
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote_plus, unquote, urlsplit, urlunsplit

import msgspec

Pairs = tuple[tuple[str, str], ...]


class CurlCommand(msgspec.Struct, frozen=True, kw_only=True):
    """What the command sends. The address has no query: its pairs, decoded, are in `query`, in their order.

    `body` is None where nothing is sent. `left_out`: what the command asks for beyond that, in words.
    """

    method: str
    url: str
    headers: Pairs = ()
    query: Pairs = ()
    body: str | None = None
    left_out: tuple[str, ...] = ()

    def header(self, name: str) -> str:
        """The last header of that name, in any case; "" when there is none."""
        return next((text for one, text in reversed(self.headers) if one.lower() == name.lower()), "")


class UnreadableCurl(ValueError):
    """The text is no curl command that can be read; the message is a sentence for the person."""


def read_curl(text: str) -> CurlCommand:
    """The request of a curl command. Raises `UnreadableCurl`.

    Options that say how to send (`--compressed`, `-k`, `-L`, `-s`, `--max-time`) are skipped; what would
    change the request and cannot be told here is named in `left_out`.
    """
    words = _words(text)
    if not words or not _PROGRAM.fullmatch(words[0]):
        raise UnreadableCurl("This is no curl command: it should begin with the word curl.")
    draft = _Draft()
    for name, value in _options(words[1:], draft):
        _take(draft, name, value)
    return _finished(draft)


# --- the shell's part ---------------------------------------------------------------------------------------

_PROGRAM = re.compile(r"(?:.*[/\\])?curl(?:\.exe)?", re.IGNORECASE | re.DOTALL)
_PROMPT = re.compile(r"\A\s*[$>#%]\s+(?=\S*curl)")
_CARET = re.compile(r"\^(?:\r?\n|(.))", re.DOTALL)
_QUOTED = r"""(?P<quoted>\\.|'[^']*'|"(?:[^"\\]|\\.)*")"""
_IN_CMD = re.compile(_QUOTED + r"""|(?P<caret>\^\r?\n|\s\^")""", re.DOTALL)
_CUT_OFF = re.compile(r"[\\^`]\s*\Z")
_DASH = re.compile(_QUOTED + r"|(?<=\s)[\u2013\u2014](?=[A-Za-z])", re.DOTALL)
_STRAIGHT = {0x201C: '"', 0x201D: '"', 0x2018: "'", 0x2019: "'"}
_TICK_AT_END = re.compile(_QUOTED + r"|`[ \t]*\r?\n", re.DOTALL)
_PART = re.compile(
    r"""(?P<continued>\\\r?\n)|(?P<ansi>\$'(?P<inside>(?:[^'\\]|\\.)*)')|(?P<plain>'[^']*')"""
    r"""|\$?(?P<double>"(?:[^"\\]|\\.)*")|(?P<escaped>\\.)""",
    re.DOTALL,
)
_ANSI = re.compile(r"\\(x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|[0-7]{1,3}|.)", re.DOTALL)
_ANSI_SIGNS = {"n": "\n", "r": "\r", "t": "\t", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "e": "\x1b"}
_ENDS = ("|", "||", "&&", "&", ";", ">", ">>", "<")


def _words(text: str) -> list[str]:
    text = _CUT_OFF.sub("", _straightened(_PROMPT.sub("", text.strip())))
    if any(found["caret"] for found in _IN_CMD.finditer(text)):
        text = _CARET.sub(lambda found: found[1] or "", text)
    else:
        text = _TICK_AT_END.sub(lambda found: found["quoted"] or " ", text)
    try:
        return shlex.split(_PART.sub(_as_shlex_reads, text))
    except ValueError as error:
        raise UnreadableCurl(
            "A quotation mark is opened and never closed. Copy the whole command."
        ) from error


def _straightened(text: str) -> str:
    """The command with straight quotes and plain hyphens, where a word processor has made them fine ones."""
    if '"' not in text and "'" not in text:
        text = text.translate(_STRAIGHT)
    return _DASH.sub(lambda found: found["quoted"] or _hyphens(text[found.end() + 1 :]), text)


def _hyphens(rest: str) -> str:
    """What a dash before an option of more than one letter was, and before one of one letter."""
    return "--" if rest[:1].isalpha() else "-"


def _as_shlex_reads(found: re.Match[str]) -> str:
    """A piece of the command in quotes that shlex knows; it has no $'…' and continues no lines."""
    if found["continued"]:
        return ""
    if found["ansi"]:
        inside = _ANSI.sub(_ansi_sign, found["inside"])
        # Browsers write a sign beyond 16 bits as its two halves.
        return shlex.quote(inside.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    if found["double"]:
        # In double quotes a shell takes the backslash away before $ and ` too, and at the end of a line.
        inside = re.sub(r"\\\r?\n", "", found["double"])
        return re.sub(r"\\([\\\"$`])", lambda one: rf"\{one[1]}" if one[1] in '\\"' else one[1], inside)
    return found[0]


def _ansi_sign(found: re.Match[str]) -> str:
    sign = found[1]
    if sign[0] in "xuU" and len(sign) > 1:
        number = int(sign[1:], 16)
        return chr(number) if number <= 0x10FFFF else ""
    return chr(int(sign, 8) & 0xFF) if sign.isdigit() else _ANSI_SIGNS.get(sign, sign)


# --- curl's part --------------------------------------------------------------------------------------------

_SHORT = {
    "X": "request", "H": "header", "d": "data", "F": "form", "u": "user", "b": "cookie", "A": "user-agent",
    "e": "referer", "T": "upload-file", "G": "get", "I": "head", "E": "cert", "x": "proxy", "o": "output",
    "m": "max-time", "w": "write-out", "c": "cookie-jar", "D": "dump-header", "K": "config", "r": "range",
    "U": "proxy-user", "y": "speed-time", "Y": "speed-limit", "z": "time-cond", "C": "continue-at",
    "P": "ftp-port", "Q": "quote", "t": "telnet-option",
}  # fmt: skip
"""One-letter options by their long names. All but -G and -I take a value; letters not named take none."""

_ALONE = {"get", "head"}

_WITH_VALUE = {
    *_SHORT.values(), "url", "url-query", "json", "data-raw", "data-ascii", "data-binary", "data-urlencode",
    "form-string", "oauth2-bearer", "aws-sigv4",
    "connect-timeout", "retry", "retry-delay", "retry-max-time", "max-redirs", "max-filesize", "limit-rate",
    "cacert", "capath", "key", "key-type", "pass", "cert-type", "ciphers", "tls-max", "tls13-ciphers",
    "curves", "pinnedpubkey", "resolve", "connect-to", "interface", "dns-servers", "local-port", "noproxy",
    "proxy-header", "socks5", "socks5-hostname", "socks4", "preproxy", "unix-socket", "stderr", "trace",
    "trace-ascii", "output-dir", "keepalive-time", "expect100-timeout", "variable", "proto", "proto-redir",
    "proto-default", "happy-eyeballs-timeout-ms", "etag-save", "etag-compare", "rate", "parallel-max",
} - _ALONE  # fmt: skip

_HOW_TO_SEND = _WITH_VALUE | {
    "compressed", "insecure", "location", "silent", "show-error", "verbose", "include", "fail",
    "fail-with-body", "globoff", "http1.0", "http1.1", "http2", "http2-prior-knowledge", "http3", "ipv4",
    "ipv6", "no-buffer", "buffer", "progress-bar", "path-as-is", "tlsv1", "tlsv1.0", "tlsv1.1", "tlsv1.2",
    "tlsv1.3", "sslv3", "ssl-no-revoke", "tcp-nodelay", "no-keepalive", "remote-name", "remote-header-name",
    "junk-session-cookies", "create-dirs", "styled-output", "no-progress-meter", "raw", "retry-all-errors",
    "retry-connrefused", "location-trusted", "basic", "disable", "post301", "post302", "post303",
    "tr-encoding", "parallel", "no-styled-output", "no-location", "no-compressed", "head", "get",
}  # fmt: skip
"""Options that do not change what is asked for."""

_UNSAID = {
    "form": "the form fields of -F (such bodies cannot be sent here)",
    "form-string": "the form fields of -F (such bodies cannot be sent here)",
    "upload-file": "the file to upload",
    "cert": "the client certificate", "key": "the client certificate", "proxy": "the proxy",
    "socks5": "the proxy", "config": "the file of further options", "aws-sigv4": "the AWS signature",
    "range": "the byte range",
}  # fmt: skip
"""Options that would change the request, or its way, and have no place in a request as it is written here."""


@dataclass
class _Draft:
    """What has been read so far."""

    method: str = ""
    addresses: list[str] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)
    query: list[tuple[str, str]] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    is_json: bool = False
    as_query: bool = False
    left_out: list[str] = field(default_factory=list)


def _options(words: list[str], draft: _Draft) -> Iterator[tuple[str, str]]:
    """Each option of the first command with its value, "" where it takes none; an address is a `url`."""
    rest = iter(words)
    for word in rest:
        if word in _ENDS:
            return
        if word in ("--next", "-:"):
            draft.left_out.append("the requests after the first")
            return
        if word == "--":
            for address in rest:
                yield "url", address
        elif word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            if name in _WITH_VALUE and not equals:
                value = _next(rest, word)
            yield name, value
        elif word.startswith("-") and len(word) > 1:
            yield from _letters(word, rest)
        else:
            yield "url", word


def _letters(word: str, rest: Iterator[str]) -> Iterator[tuple[str, str]]:
    """The options of a word such as `-sSL` or `-XPOST`."""
    for at, letter in enumerate(word[1:], start=2):
        name = _SHORT.get(letter, "")
        if name in _WITH_VALUE:
            yield name, word[at:] or _next(rest, f"-{letter}")
            return
        if name:
            yield name, ""


def _next(rest: Iterator[str], option: str) -> str:
    value = next(rest, None)
    if value is None:
        raise UnreadableCurl(f"The command ends after {option}. Copy the whole command.")
    return value


def _take(draft: _Draft, name: str, value: str) -> None:
    match name:
        case "url":
            draft.addresses.append(value)
        case "request":
            draft.method = value.upper()
        case "header":
            _take_header(draft, value)
        case "user-agent" | "referer":
            draft.headers.append((name.title(), value))
        case "cookie" if "=" in value:
            draft.headers.append(("Cookie", value))
        case "user":
            credentials = base64.b64encode(value.encode(errors="replace")).decode()
            draft.headers.append(("Authorization", f"Basic {credentials}"))
        case "oauth2-bearer":
            draft.headers.append(("Authorization", f"Bearer {value}"))
        case "get":
            draft.as_query = True
        case "head":
            draft.method = draft.method or "HEAD"
        case "url-query":
            draft.query += parse_qsl(_encoded_pair(value), keep_blank_values=True)
        case _ if name.startswith("data") or name == "json":
            _take_data(draft, name, value)
        case _ if name in _UNSAID:
            draft.left_out.append(_UNSAID[name])
        case _ if name not in _HOW_TO_SEND:
            draft.left_out.append(f"the option --{name}")


def _take_header(draft: _Draft, text: str) -> None:
    if text.startswith("@"):
        draft.left_out.append(f"the headers in the file '{text[1:]}'")
        return
    name, colon, value = text.partition(":")
    if colon and value.strip():
        draft.headers.append((name.strip(), value.strip()))
    elif not colon and text.endswith(";"):  # how curl writes a header without a value
        draft.headers.append((text[:-1].strip(), ""))


def _take_data(draft: _Draft, name: str, value: str) -> None:
    from_file = value[1:] if value.startswith("@") and name != "data-raw" else ""
    if name == "data-urlencode":
        before, equals, _ = value.partition("=")
        if not equals and "@" in before:
            from_file = value.partition("@")[2]
    if from_file:
        draft.left_out.append(f"the body in the file '{from_file}'")
        return
    draft.is_json = draft.is_json or name == "json"
    draft.data.append(_encoded_pair(value) if name == "data-urlencode" else value)


def _encoded_pair(text: str) -> str:
    """`name=value` with the value encoded; `=value` or a value alone, encoded whole."""
    name, equals, value = text.partition("=")
    if not equals:
        return quote_plus(text)
    return f"{name}={quote_plus(value)}" if name else quote_plus(value)


def _finished(draft: _Draft) -> CurlCommand:
    if not draft.addresses:
        raise UnreadableCurl("The command names no address. Copy the whole command.")
    if len(draft.addresses) > 1:
        draft.left_out.append("all addresses but the first")
    address = next((one for one in draft.addresses if "://" in one), draft.addresses[0])
    url, query = _without_query(address, draft)
    body = ("" if draft.is_json else "&").join(draft.data) if draft.data else None
    if body is not None and draft.as_query:
        query, body = [*query, *parse_qsl(body, keep_blank_values=True)], None
    return CurlCommand(
        method=draft.method or ("GET" if body is None else "POST"),
        url=url,
        headers=(*_said_by_json(draft), *draft.headers),
        query=(*query, *draft.query),
        body=body,
        left_out=tuple(dict.fromkeys(draft.left_out)),
    )


def _said_by_json(draft: _Draft) -> Iterator[tuple[str, str]]:
    """The headers that --json brings along, unless they are written out."""
    own = {name.lower() for name, _ in draft.headers}
    for name in ("Content-Type", "Accept") if draft.is_json else ():
        if name.lower() not in own:
            yield name, "application/json"


def _without_query(address: str, draft: _Draft) -> tuple[str, list[tuple[str, str]]]:
    """The address without query and credentials, and the query. Without a scheme, https is meant."""
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        host = parts.hostname
    except ValueError:
        host = None
    if not host:
        raise UnreadableCurl("The address in the command cannot be read. Copy the whole command.")
    credentials, at, place = parts.netloc.rpartition("@")
    if at:
        _take(draft, "user", unquote(credentials))
    url = urlunsplit((parts.scheme, place, parts.path, "", ""))
    return url, parse_qsl(parts.query, keep_blank_values=True)
