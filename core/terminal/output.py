"""What commands say: errors in words, answers as JSON."""

import json
import sys
import time
from typing import Any

from core.model.errors import TrunklineError


def say(error: TrunklineError) -> None:
    """Title, reason and next step, a line each, to standard error."""
    for part in (error.title, error.reason, error.next_step):
        if part:
            print(part, file=sys.stderr)


def print_json(value: Any) -> None:
    """A value as indented JSON, to standard output."""
    # As bytes: JSON is UTF-8 whatever the terminal speaks.
    sys.stdout.buffer.write(json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n")


def moment(at: float) -> str:
    """A moment, in seconds since 1970, as the clock here shows it."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(at))
