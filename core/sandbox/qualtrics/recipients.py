"""Reading whom a distribution is for and what it says: the rules that SMS and e-mail have in common."""

from core.sandbox.qualtrics.account import Account
from core.sandbox.qualtrics.directories import Audience, Directory, Group
from core.sandbox.qualtrics.distributions import Message, Recipients
from core.sandbox.qualtrics.envelope import bad
from core.sandbox.qualtrics.reading import Fields


def read_survey(fields: Fields, account: Account) -> str:
    """Return the id of a survey that exists."""
    survey = fields.need("surveyId")
    if account.catalogue.survey_place(survey) is None:
        raise fields.wrong("surveyId", "is not known")
    return survey


def read_recipients(fields: Fields, account: Account, selectors: tuple[str, ...]) -> Recipients:
    """Return the recipients: a mailing list or the part of it that a selector names, or a whole batch."""
    names = ("mailingListId", "transactionBatchId", *selectors, "libraryId")
    ids = {name: fields.text(name) for name in names}
    mailing_list, batch = ids["mailingListId"], ids["transactionBatchId"]
    if (mailing_list is None) == (batch is None):
        raise bad("recipients must have exactly one of mailingListId and transactionBatchId.")
    chosen = [name for name in selectors if ids[name] is not None]
    if len(chosen) > 1:
        raise bad(f"recipients must have at most one of {', '.join(selectors)}.")
    if batch is not None:
        if chosen:
            raise bad(f"recipients.{chosen[0]} cannot be used with a transactionBatchId.")
        return Recipients(ids, _batch(batch, account))
    directory, group = _mailing_list(mailing_list or "", account)
    if not chosen:
        return Recipients(ids, Audience(directory, group.rows))
    return Recipients(ids, _part(directory, group, chosen[0], ids[chosen[0]] or ""))


def read_message(fields: Fields, account: Account, most: int | None = None) -> Message:
    """Return what is sent: exactly one of a library's message and a text of at most `most` characters."""
    library, message = fields.text("libraryId"), fields.text("messageId")
    text = fields.text("messageText", most)
    if (library is None) != (message is None):
        raise bad("message.libraryId and message.messageId can only be used together.")
    if (message is None) == (text is None):
        raise bad("message must have exactly one of messageId and messageText.")
    if library is None or message is None:
        return Message(text=text)
    known = account.catalogue.libraries.get(library)
    found = known.messages.get(message) if known else None
    if found is None:
        raise fields.wrong("messageId", "is not known in this library")
    return Message(library=library, id=message, library_text=found.text)


def _batch(identifier: str, account: Account) -> Audience:
    for directory in account.directories:
        if batch := directory.batch(identifier):
            return Audience(directory, batch.rows)
    raise bad("recipients.transactionBatchId is not known.")


def _mailing_list(identifier: str, account: Account) -> tuple[Directory, Group]:
    for directory in account.directories:
        if group := directory.mailing_list(identifier):
            return directory, group
    raise bad("recipients.mailingListId is not known.")


def _part(directory: Directory, group: Group, selector: str, identifier: str) -> Audience:
    """Return the part of a list that is meant. No call of this stand-in makes transactions: none is known."""
    if selector == "contactId":
        number = directory.member(group, group.lookup_ids.number(identifier))
        if number is None:
            raise bad("recipients.contactId is not the lookup id of a contact of this mailing list.")
        return Audience(directory, range(number, number + 1))
    sample = directory.sample(identifier) if selector == "sampleId" else None
    if sample is None:
        raise bad(f"recipients.{selector} is not known.")
    return Audience(directory, sample.rows)
