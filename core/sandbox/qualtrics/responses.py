"""The responses to the surveys, and the events that tell of them.

Response `number` of a survey is always the same one; a few were there before the start, the others come to
be when their event is sent. An id can be turned back into survey and number.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.sandbox.qualtrics.catalogue import SURVEYS, Catalogue
from core.sandbox.qualtrics.identifiers import Ids
from core.sandbox.qualtrics.times import LATEST, plain_text, utc_text
from core.sandbox.seeded import mix, pick

TOPIC = "surveyengine.completedResponse."
"""What the topic of an event begins with; the id of the survey follows."""
EVENT = "completed_response"
"""The event of any survey: those of the first one are sent."""
THERE_AT_THE_START = 20
"""So many responses of each survey were there before the start. They are the newest events, too."""
MOST = 1_000_000
STEP = 1_800
"""Seconds between two responses to a survey."""

_ANSWERS = ("Very dissatisfied", "Dissatisfied", "Neither", "Satisfied", "Very satisfied")
_REASONS = ("Fast", "Too slow", "¡Genial!", "Zu kompliziert", "他社へ", "")


@dataclass(frozen=True, slots=True)
class Completed:
    """A completed response, as an event tells of it; `topic` is without the brand."""

    survey: str
    response: str
    completed: str
    brand: str

    @property
    def topic(self) -> str:
        """The topic that one subscribes to."""
        return TOPIC + self.survey


class Responses:
    """All responses of all surveys."""

    def __init__(
        self, seed: int, brand: str, catalogue: Catalogue, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seed = seed
        self._brand = brand
        self._catalogue = catalogue
        self._clock = clock
        self._ids = Ids(seed, "response", "R_")
        self._told: dict[int, float] = {}
        self._next: dict[int, int] = {}

    def complete(self, event: str, number: int | None) -> Completed:
        """Let response `number` (None: the next) of the survey that `event` names be completed now.

        `event` is a topic, or `completed_response`. Raises ValueError for any other, and for a number that
        no response has.
        """
        survey = self._survey(event)
        if number is None:
            number = self._next.get(survey, 0)
            self._next[survey] = number + 1
        if not isinstance(number, int) or not 0 <= number < MOST:
            raise ValueError(f"The number of a response is one from 0 to {MOST - 1}.")
        place = number * SURVEYS + survey
        self._told.setdefault(place, self._clock())
        return Completed(
            survey=self._catalogue.survey_id(survey),
            response=self._ids.of(place),
            completed=plain_text(_ended(number)),
            brand=self._brand,
        )

    def find(self, survey_id: str, response_id: str, lag: float) -> dict[str, Any] | None:
        """Return a response as its call shows it; None within `lag` seconds of its event."""
        place = self._ids.number(response_id)
        if place is None or place < 0:
            return None
        number, survey = divmod(place, SURVEYS)
        told = self._told.get(place)
        is_there = number < THERE_AT_THE_START if told is None else self._clock() - told >= lag
        return (
            self._view(number, place) if is_there and self._catalogue.survey_id(survey) == survey_id else None
        )

    def _survey(self, event: str) -> int:
        place = 0 if event == EVENT else self._catalogue.survey_place(str(event).removeprefix(TOPIC))
        if place is None:
            raise ValueError(f"No such event: {event}. Known: {EVENT}, {TOPIC}<id of a survey>.")
        return place

    def _view(self, number: int, place: int) -> dict[str, Any]:
        bits = mix(self._seed ^ 0x5EED, place)
        duration = 20 + bits % 400
        choice = (bits >> 12) % len(_ANSWERS)
        answers = {"QID1": choice + 1, "QID2_TEXT": pick(_REASONS, bits >> 16)}
        ended = _ended(number)
        return {
            "responseId": self._ids.of(place),
            "values": {
                "startDate": utc_text(ended - duration),
                "endDate": utc_text(ended),
                "status": 0,
                "ipAddress": f"192.0.2.{bits >> 20 & 127}",
                "progress": 100,
                "duration": duration,
                "finished": 1,
                "recordedDate": utc_text(ended + 1),
                "_recordId": self._ids.of(place),
                "distributionChannel": pick(("anonymous", "email", "sms"), bits >> 28),
                "userLanguage": "EN",
                **answers,
            },
            "labels": {"status": "IP Address", "finished": "True", "QID1": _ANSWERS[choice]},
            "displayedFields": list(answers),
            "displayedValues": {"QID1": list(range(1, len(_ANSWERS) + 1))},
        }


def _ended(number: int) -> int:
    return LATEST + number * STEP
