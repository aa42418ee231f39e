"""What the sandbox has of contacts, and how that stands in files; nothing of it comes from the program."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from core.sandbox import SandboxOptions
from core.sandbox.refiner.project import Project

Told = dict[str, Any]

MISSING = object()


def contacts(count: int) -> list[Told]:
    """Contacts as the service tells them, newest first."""
    project = Project(SandboxOptions().seed, count)
    return [project.contact_item(project.contacts.get(number)) for number in range(count)]


def looked_for(everybody: Sequence[Told]) -> list[Told]:
    """Those on the plan for enterprises with more than 61 seats: by e-mail, those without one last."""
    found = [
        one
        for one in everybody
        if one["attributes"]["plan"] == "enterprise" and one["attributes"]["seats"] > 61
    ]
    return sorted(found, key=lambda one: (one["email"] is None, (one["email"] or "").casefold()))


def columns(everybody: Sequence[Told]) -> set[str]:
    """The paths of all values; an object that has values of its own is none."""
    found = {path for one in everybody for path, _ in _values(one)}
    return {path for path in found if not any(other.startswith(f"{path}.") for other in found)}


def value(contact: Told, path: str) -> Any:
    """The value there; `MISSING` where there is none."""
    found: Any = contact
    for name in path.split("."):
        if not isinstance(found, dict) or name not in found:
            return MISSING
        found = found[name]
    return found


def _values(told: Told, before: str = "") -> Iterator[tuple[str, Any]]:
    for name, one in told.items():
        if isinstance(one, dict) and one:
            yield from _values(one, f"{before}{name}.")
        else:
            yield f"{before}{name}", one


def as_text(found: Any, blanks: tuple[str, str, str] = ("", "", "")) -> str:
    """How a value stands in a text file; `blanks` for missing, null and empty. What is nested is one JSON."""
    if found is MISSING:
        return blanks[0]
    if found is None:
        return blanks[1]
    if found == "":
        return blanks[2]
    return found if isinstance(found, str) else compact(found)


def compact(found: Any) -> str:
    """JSON in one way of writing it."""
    return json.dumps(found, ensure_ascii=False, sort_keys=True)


def as_row(contact: Told, head: Sequence[str], blanks: tuple[str, str, str] = ("", "", "")) -> list[str]:
    """A contact in the columns of a text file."""
    return [as_text(value(contact, path), blanks) for path in head]


def read_again(row: Sequence[str], nested: Sequence[int]) -> list[str]:
    """A row of a text file, with its nested values in that one way of writing."""
    cells = list(row)
    for place in nested:
        if cells[place][:1] in ("[", "{"):
            cells[place] = compact(json.loads(cells[place]))
    return cells


def as_cell(found: Any) -> Any:
    """How a value stands in a workbook: numbers and yes or no as such, texts as texts."""
    if found is MISSING or found is None or found == "":
        return None
    return compact(found) if isinstance(found, dict | list) else found
