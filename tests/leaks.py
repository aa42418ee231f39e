"""No secret in any file that the tests leave behind, except where it is sealed; none on the screen, in the
log, on the clipboard or in what a command prints.

What is secret is noted as the program gets to see it: what a connection keeps, the secrets of the network
settings, what opens or shall open the vault or a backup, the vault's own keys, and the credentials of every
sandbox. What lies in the tests' folders at the end (data folders with their database, log and traces), and
every string that was told meanwhile (`tests/told.py`, `tests/painted.py`), is searched for all of it: as it
is, percent-encoded, in JSON, in HTML, in base64. A file that a test itself writes with a secret in it is
written by `input_file`; what is shown on purpose is `excused` where that happens.
"""

import base64
import hashlib
import html
import inspect
import json
import struct
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, wraps
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, quote_plus

import pytest

from tests.told import Telling, test_now

APPS = Path(__file__).resolve().parents[1] / "resources" / "apps"

SHORTEST = 8
"""Characters, or bytes. Anything shorter is in some file by chance."""


@cache
def _own_files() -> frozenset[bytes]:
    """Digests of the program's own files, which tests copy: a word that is a secret in a test stands there by
    chance, and copies of what is published hold nothing that a run has left."""
    root = APPS.parents[1]
    files = (file for room in ("packaging", "resources", "tests") for file in (root / room).rglob("*.*"))
    return frozenset(hashlib.sha256(file.read_bytes()).digest() for file in files if file.is_file())


@cache
def _own_words() -> bytes:
    """All that the program itself says, but for its list of commonplace passphrases. A secret that a test
    took from there ("password", to see it called weak) is everywhere by chance."""
    files = (file for room in ("core", "gui", "resources") for file in (APPS.parents[1] / room).rglob("*.*"))
    read = (file for file in files if file.suffix in _READ and file.stem != "passphrases")
    return b"\0".join(file.read_bytes() for file in read)


_READ = {".py", ".yaml", ".json", ".sql", ".qss", ".md"}


def _is_told_from_chance(secret: str | bytes) -> bool:
    if isinstance(secret, bytes):
        return True
    spelled = secret.encode("utf-8", "surrogatepass")
    return len(secret) >= SHORTEST and len(set(secret)) > 1 and spelled not in _own_words()


class Leak(NamedTuple):
    """A file, and what lies open in it: which secret, used first by which test, written how."""

    file: Path
    secret: str
    test: str
    form: str

    def __str__(self) -> str:
        return f"{self.file}: {self.secret}, {self.form} (seen first in {self.test})"


class ToldLeak(NamedTuple):
    """Where a secret was shown or told, which one it was, used first by which test, written how."""

    telling: Telling
    secret: str
    test: str
    form: str

    def __str__(self) -> str:
        how, test = self.telling
        return f"{how}, in {test}: {self.secret}, {self.form} (seen first in {self.test})"


class Beginnings:
    """The first eight bytes of many texts, looked for in many files together.

    Each text alone would mean reading a suite's files thousands of times over. What was found to hold none,
    as most pages of a small database do, is passed over wherever it comes again.
    """

    def __init__(self, texts: Iterable[bytes]) -> None:
        # Numbers of eight bytes, as a map of memory gives them: compared faster than pieces of bytes.
        self._numbers = frozenset(_NUMBER.unpack_from(text)[0] for text in texts)
        self._clean: set[int] = set()

    def found_in(self, content: bytes) -> set[bytes]:
        """Those that stand in it."""
        found: set[int] = set()
        for start in range(0, len(content), _PIECE):
            piece = content[start : start + _PIECE + SHORTEST - 1]
            digest = hash(piece)
            if digest not in self._clean:
                here = self._numbers_in(piece)
                found |= here
                if not here:
                    self._clean.add(digest)
        return {_NUMBER.pack(number) for number in found}

    def _numbers_in(self, piece: bytes) -> set[int]:
        found: set[int] = set()
        for shift in range(SHORTEST):
            whole = (len(piece) - shift) // SHORTEST * SHORTEST
            if whole > 0:
                numbers = memoryview(piece)[shift : shift + whole].cast("Q")
                found.update(self._numbers.intersection(numbers))
        return found


_NUMBER = struct.Struct("Q")
_PIECE = 4096
"""Bytes: a page of SQLite's."""


class Secrets:
    """The secrets that were used, and the files in which they may stand."""

    def __init__(self) -> None:
        self._seen: dict[str | bytes, tuple[str, str]] = {}
        self._inputs: set[Path] = set()

    def note(self, name: str, value: str | bytes) -> None:
        """From now on no file may hold this. `name` is what is told about it."""
        if value not in self._seen and _is_told_from_chance(value):
            self._seen[value] = (name, test_now())

    def input_file(self, file: Path, text: str) -> Path:
        """Write a file for the program to read, in which secrets may stand. Gives the file back."""
        file.write_text(text, encoding="utf-8")
        self._inputs.add(file.resolve())
        return file

    def leaks_in(self, folder: Path) -> Iterator[Leak]:
        """Every secret that lies open in a file of the folder, or of any below."""
        forms = list(self._forms())
        beginnings = Beginnings(form for form, *_ in forms)
        for file in sorted(folder.rglob("*")):
            if file.is_symlink() or not file.is_file() or file.resolve() in self._inputs:
                continue
            content = file.read_bytes()
            if hashlib.sha256(content).digest() in _own_files():
                continue
            found = beginnings.found_in(content)
            for form, how, name, test in forms if found else ():
                if form[:SHORTEST] in found and form in content:
                    yield Leak(file, name, test, how)

    def leaks_among(self, told: Mapping[str, Telling]) -> Iterator[ToldLeak]:
        """Every secret that lies open in a string that was told."""
        beginnings: dict[bytes, list[tuple[bytes, str, str, str]]] = {}
        for found in self._forms():
            beginnings.setdefault(found[0][:SHORTEST], []).append(found)
        for text, telling in told.items():
            content = text.encode("utf-8", "surrogatepass")
            pieces = {content[start : start + SHORTEST] for start in range(len(content) - SHORTEST + 1)}
            for beginning in beginnings.keys() & pieces:
                for form, how, name, test in beginnings[beginning]:
                    if form in content:
                        yield ToldLeak(telling, name, test, how)

    def _forms(self) -> Iterator[tuple[bytes, str, str, str]]:
        """Each form of each secret: how it is written, the secret's name, and the test that used it first."""
        for value, seen in self._seen.items():
            yield from ((form, how, *seen) for form, how in _forms(value) if len(form) >= SHORTEST)


USED = Secrets()
"""Those of this process."""

input_file = USED.input_file


def _forms(secret: str | bytes) -> Iterator[tuple[bytes, str]]:
    """How a secret may be written. Bytes are the vault's keys, which travel in no other way."""
    if isinstance(secret, bytes):
        yield from ((secret, "as it is"), (base64.b64encode(secret).rstrip(b"="), "in base64"))
        return
    plain = secret.encode("utf-8", "surrogatepass")
    words = {quote(plain, safe=""), quote(plain), quote_plus(plain)}
    encoded = {form.encode() for word in words for form in (word, _in_small_hex(word))}
    yield plain, "as it is"
    dumped = {json.dumps(secret, ensure_ascii=ascii)[1:-1] for ascii in (True, False)}
    in_json = dumped | {word.replace("/", "\\/") for word in dumped}
    yield from (
        (form, "in JSON") for form in {word.encode("utf-8", "surrogatepass") for word in in_json} - {plain}
    )
    yield from (
        (form, "in HTML") for form in {html.escape(secret).encode("utf-8", "surrogatepass")} - {plain}
    )
    yield from ((form, "percent-encoded") for form in encoded - {plain})
    for shift in range(3):  # within a longer base64 text it may begin at any of three places
        code = base64.b64encode(b"\0" * shift + plain)
        cut = code[(shift * 4 + 2) // 3 : (len(plain) + shift) * 4 // 3]
        yield from ((form, "in base64") for form in {cut, cut.translate(_FOR_ADDRESSES)})


_FOR_ADDRESSES = bytes.maketrans(b"+/", b"-_")


def _in_small_hex(word: str) -> str:
    first, *others = word.split("%")
    return "%".join([first, *(other[:2].lower() + other[2:] for other in others)])


@contextmanager
def secrets_noted(used: Secrets = USED) -> Iterator[None]:
    """Note every secret that the program gets to see meanwhile: those parts of it that the tests imported."""

    def sealed(_: object, place: str, text: str) -> None:
        used.note(f"what is sealed for {place}", text)

    def unlocked(_: object, stored: object, key: Any) -> None:
        used.note("a key of the vault", key.secret)

    def learned(_: object, secrets: Iterable[str]) -> None:
        for secret in secrets:
            used.note("a secret of a connection", secret)

    def served(sandbox: Any, _: object) -> None:
        for app, account in sandbox.description()["apps"].items():
            for key in account["values"].keys() - _public_keys(app):
                used.note(f"{key} of the sandbox's {app}", account["values"][key])

    with pytest.MonkeyPatch.context() as patch:
        _listen(patch, "core.store.vault", "Vault.seal", sealed)
        _listen(patch, "core.store.vault", "Vault._hold", unlocked)
        _listen(patch, "core.diagnostics", "Diagnostics.learn_secrets", learned)
        _listen(patch, "core.sandbox.server", "Sandbox.listen", served)
        for module, owner in TAKE_SECRETS:
            for method, parameters in _taking_secrets(module, owner):
                _listen(patch, module, method, _noting(used, parameters))
        yield


TAKE_SECRETS = (
    ("core.store.vault", "Vault"),
    ("core.store.backup", "Backups"),
    ("core.store.network", "NetworkStore"),
    ("core.faces.vault", "VaultFace"),
    ("core.faces.network", "NetworkFace"),
)
"""Modules and classes whose methods are given passphrases and passwords as they were typed, before anything
is sealed: also those that are refused."""

_SECRET_PARAMETERS = {
    "passphrase": "a passphrase",
    "old": "a passphrase",
    "new": "a new passphrase",
    "proxy_password": "a proxy's password",
    "key_passphrase": "the passphrase of a certificate's key",
}


def _taking_secrets(module: str, owner: str) -> Iterator[tuple[str, inspect.Signature]]:
    """The methods that are given one."""
    if module in sys.modules:
        for name, method in list(vars(getattr(sys.modules[module], owner)).items()):
            if inspect.isfunction(method):
                signature = inspect.signature(method)
                if signature.parameters.keys() & _SECRET_PARAMETERS.keys():
                    yield f"{owner}.{name}", signature


def _noting(used: Secrets, signature: inspect.Signature) -> Callable[..., None]:
    def note(*given: Any, **named: Any) -> None:
        for name, text in signature.bind(*given, **named).arguments.items():
            if name in _SECRET_PARAMETERS and isinstance(text, str):
                used.note(_SECRET_PARAMETERS[name], text)

    return note


def _listen(patch: pytest.MonkeyPatch, module: str, method: str, note: Callable[..., None]) -> None:
    """Tell `note` what a method is called with, before it is carried out."""
    if module not in sys.modules:  # what no test imports sees nothing, and need not work
        return
    owner_name, _, name = method.partition(".")
    owner = getattr(sys.modules[module], owner_name)
    genuine = getattr(owner, name)

    @wraps(genuine)
    def noting(*given: Any, **named: Any) -> Any:
        note(*given, **named)
        return genuine(*given, **named)

    patch.setattr(owner, name, noting)


@cache
def _public_keys(app: str) -> set[str]:
    """What an app's connection asks for and may be seen, such as the number of an account."""
    from core.apps.catalogue import Catalogue
    from core.model.fields import SecretField

    found = {one.id: one for one in Catalogue([APPS]).apps()}
    fields = found[app].connection.fields if app in found else ()
    return {field.key for field in fields if not isinstance(field, SecretField)}
