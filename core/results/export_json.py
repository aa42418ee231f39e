"""Bundles as JSON, exactly as they were received: one array, or a line each."""

import json
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence

import msgspec

from core.model.amounts import counted
from core.results.export_file import NewFile
from core.results.export_forms import was
from core.results.mistakes import first_mistake

_passed_over = msgspec.json.Decoder(msgspec.Raw).decode


class JsonLines:
    """A bundle a line. What is no JSON becomes a JSON text, so that the file can be read."""

    def __init__(self, file: NewFile) -> None:
        self._file = file
        self._odd = 0

    def add(self, lines: Sequence[bytes]) -> None:
        """Append bundles."""
        self._file.write(b"\n".join((*map(self._readable, lines), b"")))

    def close(self) -> None:
        """All were added."""
        self._file.close()

    def notes(self) -> Iterator[str]:
        """Tell of bundles that are no JSON."""
        if self._odd:
            yield (
                f"{counted(self._odd, 'bundle is', 'bundles are')} not JSON and {was(self._odd)} written "
                "as a text."
            )

    def _readable(self, line: bytes) -> bytes:
        try:
            _passed_over(line)
            if line.isascii() or line.decode():
                return line
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            pass
        return self._mended(line.removeprefix(BOM_UTF8))

    def _mended(self, line: bytes) -> bytes:
        text = line.decode("utf-8", "replace")
        if "\ufffd" not in text and first_mistake(line) is None:
            return line
        self._odd += 1
        return json.dumps(text, ensure_ascii=False).encode()


class JsonArray(JsonLines):
    """One array of all bundles, each in a line of its own."""

    def __init__(self, file: NewFile) -> None:
        super().__init__(file)
        self._before = b"[\n"

    def add(self, lines: Sequence[bytes]) -> None:
        """Append bundles."""
        self._file.write(self._before + b",\n".join(map(self._readable, lines)))
        self._before = b",\n"

    def close(self) -> None:
        """All were added."""
        self._file.write(b"[]\n" if self._before == b"[\n" else b"\n]\n")
        super().close()
