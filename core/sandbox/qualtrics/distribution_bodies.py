"""The bodies that create distributions, and the rules between their fields."""

from collections.abc import Callable
from typing import Any

from core.sandbox.moments import now
from core.sandbox.qualtrics.account import Account
from core.sandbox.qualtrics.contact_body import read_embedded
from core.sandbox.qualtrics.directories import Audience
from core.sandbox.qualtrics.distributions import (
    LINKS,
    EmailDistribution,
    Message,
    Recipients,
    SmsDistribution,
)
from core.sandbox.qualtrics.envelope import bad
from core.sandbox.qualtrics.reading import Fields
from core.sandbox.qualtrics.recipients import read_message, read_recipients, read_survey
from core.sandbox.qualtrics.times import utc_text

METHODS = ("Invite", "Interactive", "Reminder", "Thankyou")
"""Mind the last one: read as an e-mail's request type it is `ThankYou`, which is refused here."""
FOLLOW_UPS = METHODS[2:]
LONGEST_NAME = 100
LONGEST_SMS = 10_000
LINK_TYPES = ("Individual", "Multiple", "Anonymous")
ACTIONS = ("CreateDistribution", "CreateTransactionBatchDistribution")
MOST_EMBEDDED = 10
EMAIL_HEADERS = ("fromEmail", "replyToEmail", "fromName", "subject")


def read_sms(fields: Fields, account: Account) -> Callable[[int, str], SmsDistribution]:
    """Return what makes the distribution, once it has a number and an id."""
    method = fields.choice("method", METHODS)
    survey = read_survey(fields, account)
    name = fields.need("name", LONGEST_NAME)
    send_date, due = fields.need_moment("sendDate")
    recipients = _sms_recipients(fields, account, method, survey)
    message = _sms_message(fields, account, method)

    def make(number: int, identifier: str) -> SmsDistribution:
        text = message.words or f"{method} {survey}"
        sent, dropped = account.ledger.enter(number, send_date[:10], text, recipients.audience)
        return SmsDistribution(
            number, identifier, survey, name, method, send_date, due, recipients, message, sent, dropped
        )

    return make


def read_email(fields: Fields, account: Account) -> Callable[[int, str], EmailDistribution]:
    """Return what makes the distribution; with `action` in the body it makes links instead."""
    if fields.has("action"):
        return _read_links(fields, account)
    header, link = fields.inside("header"), fields.inside("surveyLink")
    headers = {name: header.text(name) for name in EMAIL_HEADERS}
    for name in ("fromEmail", "fromName", "subject"):
        header.need(name)
    for name in ("fromEmail", "replyToEmail"):
        if "@" not in (headers[name] or "@"):
            raise header.wrong(name, "must be an e-mail address")
    survey = read_survey(link, account)
    link_type = link.choice("type", LINK_TYPES) if link.has("type") else LINK_TYPES[0]
    expiration = link.moment("expirationDate")
    message = read_message(fields.inside("message"), account)
    recipients = read_recipients(fields.inside("recipients"), account, ("contactId", "sampleId"))
    send_date, due = fields.need_moment("sendDate")
    embedded = _embedded(fields)
    return lambda number, identifier: EmailDistribution(
        number=number,
        id=identifier,
        survey=survey,
        request_type="Invite",
        send_date=send_date,
        due=due,
        recipients=recipients,
        message=message,
        headers=headers,
        link_type=link_type,
        expiration=expiration[0] if expiration else None,
        embedded=embedded,
    )


def _sms_recipients(fields: Fields, account: Account, method: str, survey: str) -> Recipients:
    parent = fields.text("parentDistributionId")
    recipients = fields.inside("recipients")
    if method not in FOLLOW_UPS:
        if parent is not None:
            raise bad(f"parentDistributionId cannot be used with {method}.")
        return read_recipients(recipients, account, ("contactId", "sampleId", "transactionId"))
    if parent is None:
        raise bad(f"parentDistributionId is required for {method}.")
    if any(recipients.has(name) for name in recipients.values):
        raise bad(f"recipients cannot be given for {method}.")
    return Recipients({}, _parents_audience(account, parent, survey))


def _parents_audience(account: Account, parent: str, survey: str) -> Audience | None:
    found = account.sms.find(parent)
    if found is None or found.survey != survey:
        raise bad("parentDistributionId is not an SMS distribution of this survey.")
    return found.recipients.audience


def _sms_message(fields: Fields, account: Account, method: str) -> Message:
    message = fields.inside("message")
    if method != "Interactive":
        return read_message(message, account, LONGEST_SMS)
    if any(message.has(name) for name in message.values):
        raise bad("message cannot be given for Interactive.")
    return Message()


def _read_links(fields: Fields, account: Account) -> Callable[[int, str], EmailDistribution]:
    """Read the form that only makes links. Our own choice: an expiration is written as everywhere else."""
    action = fields.choice("action", ACTIONS)
    survey = read_survey(fields, account)
    link_type = fields.choice("linkType", LINK_TYPES)
    fields.need("description")
    expiration = fields.moment("expirationDate")
    wanted = ("mailingListId", "transactionBatchId")[ACTIONS.index(action)]
    fields.need(wanted)
    recipients = read_recipients(Fields({wanted: fields.values[wanted]}, "recipients."), account, ())
    moment = now()
    created = utc_text(moment.timestamp())
    return lambda number, identifier: EmailDistribution(
        number=number,
        id=identifier,
        survey=survey,
        request_type=LINKS,
        send_date=created,
        due=moment,
        recipients=recipients,
        message=Message(),
        headers=dict.fromkeys(EMAIL_HEADERS),
        link_type=link_type,
        expiration=expiration[0] if expiration else None,
        created=created,
    )


def _embedded(fields: Fields) -> dict[str, Any]:
    if not fields.has("embeddedData"):
        return {}
    embedded = read_embedded(fields)
    if len(embedded) > MOST_EMBEDDED:
        raise bad(f"embeddedData must have at most {MOST_EMBEDDED} entries.")
    return {name: value for name, value in embedded.items() if value is not None}
