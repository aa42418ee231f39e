"""Files that only their owner may read, whatever is usual on this computer."""

import os


def private_file(path: str, flags: int) -> int:
    """An opener for `open()` that gives a new file to its owner alone."""
    return os.open(path, flags, 0o600)
