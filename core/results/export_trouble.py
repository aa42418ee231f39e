"""What keeps a file from being written, in sentences."""

import contextlib
import errno
import sys
from collections.abc import Iterator
from pathlib import Path

from core.model.errors import DataUnreadable, TrunklineError

NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""What a full disk says."""

_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}
_IN_USE = {errno.EBUSY, errno.ETXTBSY}


@contextlib.contextmanager
def explained(file: Path) -> Iterator[None]:
    """Whatever the disk refuses inside becomes a sentence about the file that is wanted."""
    try:
        yield
    except OSError as error:
        raise trouble(file, error) from error


def trouble(file: Path, error: OSError) -> TrunklineError:
    """The sentence for an error of the file system while the file is made."""
    if error.errno in NO_SPACE:
        return DataUnreadable(
            "The disk is full.",
            f"There is not enough room in {file.parent} for “{file.name}”.",
            "Free some space there or choose another folder, then export again.",
        )
    if error.errno in _NOT_ALLOWED:
        return DataUnreadable(
            f"“{file.name}” cannot be saved there.",
            f"The folder {file.parent} is read-only or belongs to somebody else.",
            "Choose another folder.",
        )
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return DataUnreadable(
            f"“{file.name}” cannot be saved there.",
            f"There is no folder {file.parent}.",
            "Choose another folder.",
        )
    return DataUnreadable(
        f"“{file.name}” cannot be saved there.",
        f"The disk says: {error.strerror or type(error).__name__}.",
        "Choose another name or another folder.",
    )


def cannot_replace(file: Path, error: OSError) -> TrunklineError:
    """The sentence for a complete file that cannot take its place: mostly because another program has it."""
    in_use = error.errno in _IN_USE or (sys.platform == "win32" and error.errno in _NOT_ALLOWED)
    if in_use:
        return DataUnreadable(
            f"“{file.name}” is open in another program.",
            "As long as it is, it cannot be replaced.",
            "Close it there, then export again; or choose another name.",
        )
    return trouble(file, error)


def already_there(file: Path) -> TrunklineError:
    """The sentence for a file that nobody said may be replaced."""
    return DataUnreadable(
        f"There is a file “{file.name}” already.",
        f"It lies in {file.parent}, and was left as it is.",
        "Choose another name, or say that it may be replaced.",
    )


def is_a_folder(file: Path) -> TrunklineError:
    """The sentence for a name that a folder has."""
    return DataUnreadable(
        f"“{file.name}” is a folder.",
        "A file cannot have its name.",
        "Choose another name.",
    )


def is_no_file(file: Path) -> TrunklineError:
    """The sentence for a name that a device or a pipe has: a file must not take its place."""
    return DataUnreadable(
        f"“{file.name}” is no ordinary file.",
        f"It lies in {file.parent}, and was left as it is.",
        "Choose another name.",
    )


def too_much(most: int) -> TrunklineError:
    """The sentence for a text that is no matter for the clipboard."""
    return TrunklineError(
        "This is too much to copy.",
        f"The text is larger than {most // 1_000_000} MB.",
        "Export it to a file instead.",
    )


def bundles_are_gone() -> TrunklineError:
    """The sentence for a run whose files were removed meanwhile."""
    return DataUnreadable(
        "The bundles of this run are not there any more.",
        "Its files were removed, as old runs are to make room.",
        "Run the module again, then export.",
    )


def rows_are_gone() -> TrunklineError:
    """The sentence for a view that was left before its rows were read."""
    return DataUnreadable(
        "The rows are not there any more.",
        "The answer, or the sorted or filtered view, that they were taken from has been left.",
        "Ask, sort or filter again, then try again.",
    )
