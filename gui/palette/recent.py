"""What was chosen lately, kept from start to start: names of entries only, nothing of what they hold."""

import json

from PySide6.QtCore import QSettings

_KEY = "palette/recent"
_MOST = 12


class Recent:
    """The keys of entries, newest first."""

    def __init__(self, look: QSettings) -> None:
        self._look = look

    def keys(self) -> list[str]:
        """Those that were chosen."""
        try:
            kept = json.loads(str(self._look.value(_KEY, "[]")))
        except ValueError:
            return []
        return [one for one in kept if isinstance(one, str)] if isinstance(kept, list) else []

    def add(self, key: str) -> None:
        """This one was chosen just now."""
        kept = [key, *(one for one in self.keys() if one != key)][:_MOST]
        self._look.setValue(_KEY, json.dumps(kept))
