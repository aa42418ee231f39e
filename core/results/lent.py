"""Files whose owner may let go of them while somebody else still reads them."""

import contextlib
from collections.abc import Callable, Iterator
from threading import Lock


class Lent:
    """They are removed when their owner has given them up and nobody uses them. From any thread."""

    def __init__(self, remove: Callable[[], None]) -> None:
        self._remove = remove
        self._lock = Lock()
        self._users = 0
        self.given_up = False
        """Whether the owner wants them no more."""

    @contextlib.contextmanager
    def used(self) -> Iterator[bool]:
        """They stay meanwhile. False: they were given up before."""
        with self._lock:
            self._users += 1
            is_there = not self.given_up
        try:
            yield is_there
        finally:
            with self._lock:
                self._users -= 1
                is_over = self.given_up and not self._users
            if is_over:
                self._remove()

    def give_up(self) -> None:
        """The owner wants them no more."""
        with self._lock:
            self.given_up = True
            is_over = not self._users
        if is_over:
            self._remove()
