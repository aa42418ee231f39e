"""How amounts are told, wherever they are: numbers of things, bytes, lengths of time."""

_LARGER = ("kB", "MB", "GB", "TB")
"""Than a byte, each a thousand of the one before."""


def counted(number: int, noun: str, several: str = "") -> str:
    """ "1 item", "2,000 items"; `several` where the noun takes more than an "s"."""
    return f"{number:,} {noun if number == 1 else several or f'{noun}s'}"


def counted_of(number: int, total: int | None, noun: str) -> str:
    """ "2,000 of 3,000 items"; where the total is not known, "2,000 items"."""
    return f"{number:,} of {counted(total, noun)}" if total else counted(number, noun)


def byte_size(size: int) -> str:
    """A number of bytes: "640 bytes", "3.4 kB", "12 MB"."""
    if size < 1000:
        return counted(size, "byte")
    amount, steps = size / 1000, 0
    while amount >= 999.5 and steps + 1 < len(_LARGER):
        amount, steps = amount / 1000, steps + 1
    unit = _LARGER[steps]
    return f"{amount:.1f} {unit}" if amount < 9.95 else f"{amount:,.0f} {unit}"


def lasted(seconds: float) -> str:
    """A length of time: "340 ms", "2.3 s", "4 min 05 s", "2 h 03 min"."""
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s"
