"""Which contacts and responses a list call means, and in which order."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from core.sandbox.moments import read_moment, stamp
from core.sandbox.refiner.identity import text_of
from core.sandbox.refiner.project import Project
from core.sandbox.refiner.records import Contact, Response
from core.sandbox.refiner.refusals import bad

ORDERS: dict[str, Callable[[Contact], str | None]] = {
    "first_seen_at": lambda contact: contact.first_seen_at,
    "last_seen_at": lambda contact: contact.last_seen_at,
    "last_form_submission_at": lambda contact: contact.attributes.get("last_form_submission_at"),
    "display_name": lambda contact: contact.display_name and contact.display_name.casefold(),
    "email": lambda contact: contact.email and contact.email.casefold(),
}
"""Sort keys of the contacts."""
ASCENDING = ("display_name", "email")
"""Our own choice: names from A to Z, dates newest first, those without a value last."""
MOST_KEPT = 32


class Selections:
    """Rows that were selected since the last write, so that the next page need not select again."""

    def __init__(self) -> None:
        self._version = -1
        self._rows: dict[Hashable, Sequence[int]] = {}

    def rows(self, version: int, key: Hashable, select: Callable[[], Sequence[int]]) -> Sequence[int]:
        """Return the rows kept under `key`, selected anew if anything was written."""
        if version != self._version or len(self._rows) >= MOST_KEPT:
            self._version, self._rows = version, {}
        if key not in self._rows:
            self._rows[key] = select()
        return self._rows[key]


def select_contacts(project: Project, parameters: Mapping[str, Any]) -> Sequence[int]:
    """Return the numbers of the contacts that `parameters` ask for. There is no date filter."""
    order = text_of(parameters, "order_by") or "first_seen_at"
    if order not in ORDERS:
        raise bad(f"order_by must be one of {', '.join(ORDERS)}")
    tests: list[Callable[[int, Contact], bool]] = []
    if (form_uuid := text_of(parameters, "form_uuid")) is not None:
        linked = _contacts_of_form(project, _form(project, form_uuid))
        tests.append(lambda number, _: number in linked)
    if (segment_uuid := text_of(parameters, "segment_uuid")) is not None:
        segment = _segment(project, segment_uuid)
        tests.append(lambda _, contact: segment in contact.segments)
    if (search := text_of(parameters, "search")) is not None:
        words = search.casefold()
        tests.append(lambda _, contact: mentions(contact, words))
    rows = project.contacts.rows()
    if tests:
        rows = [
            n
            for n in rows
            if (contact := project.contacts.get(n)) and all(test(n, contact) for test in tests)
        ]
    return rows if order == "first_seen_at" else _ordered(project, rows, order)


def select_responses(project: Project, parameters: Mapping[str, Any]) -> Sequence[int]:
    """Return the numbers of the responses that `parameters` ask for, newest first."""
    tests = _response_tests(project, parameters)
    chosen: list[tuple[str, int]] = []
    for number in project.responses.rows():
        response = project.responses.get(number)
        if project.contacts.has(response.contact) and all(test(response) for test in tests):
            chosen.append((response.received_at, number))
    chosen.sort(key=lambda row: row[0], reverse=True)
    return [number for _, number in chosen]


def mentions(contact: Contact, words: str) -> bool:
    """Whether e-mail, own id or name of a contact hold `words` (in lower case)."""
    return any(
        text is not None and words in text.casefold()
        for text in (contact.email, contact.remote_id, contact.display_name)
    )


def _ordered(project: Project, rows: Sequence[int], order: str) -> Sequence[int]:
    key_of = ORDERS[order]
    keyed = [(key_of(project.contacts.get(number)), number) for number in rows]
    with_key = [(key, number) for key, number in keyed if key is not None]
    with_key.sort(key=lambda row: row[0], reverse=order not in ASCENDING)
    return [number for _, number in with_key] + [number for key, number in keyed if key is None]


def _response_tests(project: Project, parameters: Mapping[str, Any]) -> list[Callable[[Response], bool]]:
    include = text_of(parameters, "include") or "completed"
    if include not in ("completed", "partials", "all"):
        raise bad("include must be one of completed, partials, all")
    tests: list[Callable[[Response], bool]] = []
    if include != "all":
        tests.append(lambda response: (response.completed_at is None) == (include == "partials"))
    if uuids := _uuids(parameters, "form_uuid"):
        forms = {_form(project, uuid) for uuid in uuids}
        tests.append(lambda response: response.form in forms)
    if uuids := _uuids(parameters, "segment_uuid"):
        segments = {_segment(project, uuid) for uuid in uuids}
        tests.append(
            lambda response: not segments.isdisjoint(project.contacts.get(response.contact).segments)
        )
    if (tag := text_of(parameters, "tag_uuid")) is not None:
        tests.append(lambda response: tag in (project.tags.get(name) for name in response.tags))
    if (search := text_of(parameters, "search")) is not None:
        words = search.casefold()
        tests.append(lambda response: mentions(project.contacts.get(response.contact), words))
    # Our own choice: the range is one of last_data_reception_at. No source tells which date is meant.
    if (start := _date(parameters, "date_range_start")) is not None:
        tests.append(lambda response: response.received_at >= start)
    if (end := _date(parameters, "date_range_end")) is not None:
        tests.append(lambda response: response.received_at < end)
    return tests


def _contacts_of_form(project: Project, form: int) -> set[int]:
    responses = (project.responses.get(number) for number in project.responses.rows())
    return {response.contact for response in responses if response.form == form}


def _uuids(parameters: Mapping[str, Any], name: str) -> list[str]:
    several = parameters.get(f"{name}s") or []
    if not isinstance(several, list):
        raise bad(f"{name}s must be a list: {name}s[]=…")
    single = text_of(parameters, name)
    return [str(uuid) for uuid in several] + ([single] if single is not None else [])


def _date(parameters: Mapping[str, Any], name: str) -> str | None:
    text = text_of(parameters, name)
    if text is None:
        return None
    moment = read_moment(text)
    if moment is None:
        raise bad(f"{name} is not a date")
    return stamp(moment)


def _form(project: Project, uuid: str) -> int:
    number = project.form_number(uuid)
    if number is None:
        raise bad("form_uuid does not exist")
    return number


def _segment(project: Project, uuid: str) -> int:
    number = project.segment_number(uuid)
    if number is None:
        raise bad("segment_uuid does not exist")
    return number
