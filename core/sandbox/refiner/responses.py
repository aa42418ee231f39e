"""The responses of a project: generated ones, and over them what was written."""

from collections.abc import Sequence

from core.sandbox.refiner.generated import Generated
from core.sandbox.refiner.records import Response


class Responses:
    """Responses by number; those added later have the numbers -1, -2 and so on."""

    def __init__(self, generated: Generated) -> None:
        self._generated = generated
        self._added = 0
        self._written: dict[int, Response] = {}

    def get(self, number: int) -> Response:
        """Return a response. A change to it counts once it is handed to `write`."""
        return self._written.get(number) or self._generated.response(number)

    def rows(self) -> Sequence[int]:
        """Return the numbers of all responses, also of those whose contact is gone."""
        return range(-self._added, self._generated.responses)

    def find(self, uuid: str) -> int | None:
        """Return the number of the response with that uuid."""
        number = self._generated.response_uuids.number(uuid)
        return number if number is not None and number in self.rows() else None

    def next(self) -> tuple[int, str]:
        """Return number and uuid for a response that is about to be written."""
        self._added += 1
        return -self._added, self._generated.response_uuids.of(-self._added)

    def write(self, number: int, response: Response) -> None:
        """Keep what a response has become."""
        self._written[number] = response
