"""No secret in any file that the tests leave behind, except where it is sealed.

What is secret is noted as the program gets to see it: what a connection keeps, what opens the vault, the
vault's own keys, and the credentials of every sandbox. What lies in the tests' folders at the end (data
folders with their database, log and traces) is searched for all of it: as it is, percent-encoded, in JSON,
in base64. A file that a test itself writes with a secret in it is written by `input_file`.
"""

import base64
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, quote_plus

import pytest

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


class Leak(NamedTuple):
    """A file, and what lies open in it: which secret, used first by which test, written how."""

    file: Path
    secret: str
    test: str
    form: str

    def __str__(self) -> str:
        return f"{self.file}: {self.secret}, {self.form} (seen first in {self.test})"


class Secrets:
    """The secrets that were used, and the files in which they may stand."""

    def __init__(self) -> None:
        self._seen: dict[str | bytes, tuple[str, str]] = {}
        self._inputs: set[Path] = set()

    def note(self, name: str, value: str | bytes) -> None:
        """From now on no file may hold this. `name` is what is told about it."""
        if len(value) >= SHORTEST:
            test = os.environ.get("PYTEST_CURRENT_TEST", "no test").partition(" (")[0]
            self._seen.setdefault(value, (name, test))

    def input_file(self, file: Path, text: str) -> Path:
        """Write a file for the program to read, in which secrets may stand. Gives the file back."""
        file.write_text(text, encoding="utf-8")
        self._inputs.add(file.resolve())
        return file

    def leaks_in(self, folder: Path) -> Iterator[Leak]:
        """Every secret that lies open in a file of the folder, or of any below."""
        forms = [(form, how, *seen) for value, seen in self._seen.items() for form, how in _forms(value)]
        for file in sorted(folder.rglob("*")):
            if file.is_symlink() or not file.is_file() or file.resolve() in self._inputs:
                continue
            content = file.read_bytes()
            if hashlib.sha256(content).digest() in _own_files():
                continue
            anything = not content.isascii()  # text need not be searched for what no text can hold
            for form, how, name, test in forms:
                if (anything or form.isascii()) and form in content:
                    yield Leak(file, name, test, how)


USED = Secrets()
"""Those of this process."""

input_file = USED.input_file


def _forms(secret: str | bytes) -> Iterator[tuple[bytes, str]]:
    """How a secret may be written in a file. Bytes are the vault's keys, which travel in no other way."""
    if isinstance(secret, bytes):
        yield from ((secret, "as it is"), (base64.b64encode(secret).rstrip(b"="), "in base64"))
        return
    plain = secret.encode("utf-8", "surrogatepass")
    words = {quote(plain, safe=""), quote(plain), quote_plus(plain)}
    encoded = {form.encode() for word in words for form in (word, _in_small_hex(word))}
    yield plain, "as it is"
    yield from ((form, "in JSON") for form in {json.dumps(secret)[1:-1].encode()} - {plain})
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

    def passphrase(_: object, text: str) -> None:
        used.note("a passphrase", text)

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
        _listen(patch, "core.store.vault", "Vault.unlock", passphrase)
        _listen(patch, "core.store.vault", "Vault.create_with_passphrase", passphrase)
        _listen(patch, "core.store.vault", "Vault._hold", unlocked)
        _listen(patch, "core.diagnostics", "Diagnostics.learn_secrets", learned)
        _listen(patch, "core.sandbox.server", "Sandbox.listen", served)
        yield


def _listen(patch: pytest.MonkeyPatch, module: str, method: str, note: Callable[..., None]) -> None:
    """Tell `note` what a method is called with, before it is carried out."""
    if module not in sys.modules:  # what no test imports sees nothing, and need not work
        return
    owner_name, _, name = method.partition(".")
    owner = getattr(sys.modules[module], owner_name)
    genuine = getattr(owner, name)

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
