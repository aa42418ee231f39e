"""What the account holds besides people, and no call changes: surveys, libraries and their messages."""

from dataclasses import dataclass
from typing import Any

from core.sandbox.qualtrics.identifiers import Ids
from core.sandbox.qualtrics.times import DAY, LATEST, utc_text
from core.sandbox.seeded import mix

SURVEYS = 120
"""More than a page, so that the way to the second one is walked."""
LANGUAGES = ("EN", "DE", "FR", "ES")

_TITLES = (
    "Customer satisfaction", "Net promoter", "Onboarding", "Exit interview", "Event feedback",
    "Zufriedenheit: Größe & Söhne", "製品アンケート", "Pricing research",
)  # fmt: skip
_LIBRARIES = ("My Library", "Customer Care", "Group: Größe & Söhne")
_MESSAGES = (
    ("invite", "Invitation", "Please tell us how we did: ${l://SurveyLink}"),
    ("invite", "Invitation (Märkte)", "Sagen Sie uns, wie es war: ${l://SurveyLink}"),
    ("reminder", "Gentle reminder", "There is still time: ${l://SurveyLink}"),
    ("thankYou", "Thank you", "Thank you for your answers."),
    ("smsInvite", "Invitation by SMS", "How did we do? ${l://SurveyLink}"),
    ("emailSubject", "Subject: short question", "A short question"),
    ("endOfSurvey", "The end", "That was all. Thank you!"),
    ("general", "Signature", "Your Customer Care"),
)


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a library. Our own choice: its text is the same in each of its languages."""

    id: str
    category: str
    description: str
    text: str


@dataclass(frozen=True, slots=True)
class Library:
    """A library of messages, of a user or of a group."""

    id: str
    name: str
    messages: dict[str, Message]


class Catalogue:
    """The surveys by place, and the libraries by id."""

    def __init__(self, seed: int, owner: str) -> None:
        self._seed = seed
        self._owner = owner
        self._survey_ids = Ids(seed, "survey", "SV_")
        libraries = [self._library(place, name) for place, name in enumerate(_LIBRARIES)]
        self.libraries = {library.id: library for library in libraries}

    def survey_id(self, place: int) -> str:
        """Return the id of a survey."""
        return self._survey_ids.of(place)

    def survey_place(self, identifier: str) -> int | None:
        """Return the place of the survey with that id."""
        place = self._survey_ids.number(identifier)
        return place if place is not None and 0 <= place < SURVEYS else None

    def surveys(self) -> list[dict[str, Any]]:
        """Return all surveys as the list shows them; one in four is not active."""
        return [
            {
                "id": self.survey_id(place),
                "name": f"{_TITLES[place % len(_TITLES)]} {place + 1}",
                "ownerId": self._owner,
                "lastModified": utc_text(LATEST - place * DAY),
                "creationDate": utc_text(LATEST - (place + 90) * DAY),
                "isActive": place % 4 != 3,
            }
            for place in range(SURVEYS)
        ]

    def languages(self, place: int) -> list[str]:
        """Return the languages of a survey."""
        return list(LANGUAGES[: 1 + mix(self._seed, place) % len(LANGUAGES)])

    def _library(self, place: int, name: str) -> Library:
        owner = self._owner if place == 0 else Ids(self._seed, "group", "GR_").of(place)
        ids = Ids(self._seed, f"messages {place}", "MS_")
        messages = [Message(ids.of(number), *message) for number, message in enumerate(_MESSAGES)]
        return Library(owner, name, {message.id: message for message in messages})
