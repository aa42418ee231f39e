"""One brand and its user: everything that the token gives access to."""

from datetime import UTC, datetime
from functools import partial

from core.sandbox.qualtrics.catalogue import Catalogue
from core.sandbox.qualtrics.directories import Audience, Directory, Group
from core.sandbox.qualtrics.distributions import (
    EmailDistribution,
    Message,
    Recipients,
    Shelf,
    SmsDistribution,
    SmsLedger,
)
from core.sandbox.qualtrics.envelope import Envelopes, not_found
from core.sandbox.qualtrics.identifiers import Ids
from core.sandbox.qualtrics.responses import Responses
from core.sandbox.qualtrics.subscriptions import Subscriptions
from core.sandbox.qualtrics.switches import PROXIED, first_settings, first_switches
from core.sandbox.qualtrics.times import LATEST, utc_text

BRAND = "sandboxbrand"
DATA_CENTER = "fra1"
NOTICE = f"Request proxied. For faster response times, use this host instead: {DATA_CENTER}.qualtrics.com"


class Account:
    """The state behind one token, and the envelope that it is sent in."""

    def __init__(self, seed: int, size: int) -> None:
        self.user = Ids(seed, "user", "UR_").of(0)
        self.switches = first_switches()
        self.settings = first_settings()
        self.envelopes = Envelopes(seed, lambda: NOTICE if self.switches[PROXIED] else None)
        self.directories = (Directory(seed, 0, size), Directory(seed, 1, size // 10))
        self.catalogue = Catalogue(seed, self.user)
        self.ledger = SmsLedger()
        self.sms: Shelf[SmsDistribution] = Shelf(Ids(seed, "sms", "SMSD_"))
        self.emails: Shelf[EmailDistribution] = Shelf(Ids(seed, "email", "EMD_"))
        self.subscriptions = Subscriptions(Ids(seed, "subscription", "SUB_"))
        self.responses = Responses(seed, BRAND, self.catalogue)
        self._send_the_first()

    def directory(self, identifier: str) -> Directory:
        """Return the directory with that id. Refuses an unknown one."""
        found = next((directory for directory in self.directories if directory.id == identifier), None)
        if found is None:
            raise not_found("The directory")
        return found

    def _send_the_first(self) -> None:
        """Send what had been sent before the start: for the first survey two distributions of each kind."""
        for group, text in zip(self.directories[0].lists, _FIRST_TEXTS, strict=False):
            self.sms.add(partial(self._first_sms, group, Message(text=text)))
            self.emails.add(partial(self._first_email, group, Message(text=text)))

    def _first_sms(self, group: Group, message: Message, number: int, identifier: str) -> SmsDistribution:
        return SmsDistribution(
            number=number,
            id=identifier,
            survey=self.catalogue.survey_id(0),
            name=f"To {group.name}",
            method="Invite",
            send_date=utc_text(LATEST),
            due=datetime.fromtimestamp(LATEST, UTC),
            recipients=self._all_of(group),
            message=message,
            sent=len(group.rows),
            dropped=0,
        )

    def _first_email(self, group: Group, message: Message, number: int, identifier: str) -> EmailDistribution:
        return EmailDistribution(
            number=number,
            id=identifier,
            survey=self.catalogue.survey_id(0),
            request_type="Invite",
            send_date=utc_text(LATEST),
            due=datetime.fromtimestamp(LATEST, UTC),
            recipients=self._all_of(group),
            message=message,
            headers={
                "fromEmail": "survey@example.com",
                "replyToEmail": None,
                "fromName": "Customer Care",
                "subject": f"To {group.name}",
            },
            link_type="Individual",
            expiration=None,
            created=utc_text(LATEST),
        )

    def _all_of(self, group: Group) -> Recipients:
        return Recipients({"mailingListId": group.id}, Audience(self.directories[0], group.rows))


_FIRST_TEXTS = ("Please tell us how we did", "Ready for the autumn?")
