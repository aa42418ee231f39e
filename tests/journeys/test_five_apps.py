"""The main job of each app, done as a person does it: choosing by name, pasting, pressing Run."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QListView, QTableView

from core.sandbox import SandboxThread
from tests.journeys.accounts import open_module, received, requests, sent
from tests.journeys.program import Program, program_running
from tests.secret_service import SecretService

pytestmark = pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)

DIRECTORY, OTHER_DIRECTORY = "Sandbox Directory", "POOL_Dj0ZJwT3XQrNx0B"
SMS = "/v3/distributions/sms"
EITHER_LIST = "Choose either a mailing list or a transaction batch."
EITHER_MESSAGE = "Either choose a message or write a text."


def chips(program: Program, key: str) -> list[str]:
    """What the chips of a list say, from left to right."""
    model = program.see(QListView, f"entries-{key}").model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def remark(program: Program, key: str) -> str:
    """The muted text at the end of a line, such as the id behind a name."""
    line = program.see(QLabel, f"label-{key}").buddy()
    return " ".join(one.text() for one in line.findChildren(QLabel) if one.isVisible())


# --- Customerly -------------------------------------------------------------------------------------------


async def test_a_user_is_made_with_pasted_tags_and_attributes_and_found_again_by_name(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await open_module(program, sandbox, "customerly", "Customerly", "Create/Update a User")
        program.type_into("field-email", "zoe.quill@example.com")
        program.type_into("field-name", "Zoe Quill")
        program.paste_into("field-tags", "vip\nnewsletter\nspring campaign\n")
        assert chips(program, "tags") == ["vip", "newsletter", "spring campaign"]

        grid = program.see(QTableView, "field-attributes")
        program.click_cell(grid, grid.model().index(0, 0))
        program.paste("company\tExample Ltd\nseats\t12\n")
        assert grid.model().rowCount() == 3, "two rows, and an empty one for the next"

        await program.run_to_end()
        assert program.bundle()["inserted"] == "1"
        (user,) = sent(sandbox, "/v1/users")["users"]
        assert user == {
            "email": "zoe.quill@example.com",
            "name": "Zoe Quill",
            "tags": ["vip", "newsletter", "spring campaign"],
            "attributes": {"company": "Example Ltd", "seats": "12"},
        }

        program.choose_module("Get a User", "Customerly")
        await program.open_list("email")
        program.type_into("lookup-search", "zoe")
        await program.choose("Zoe Quill <zoe.quill@example.com>")
        assert program.text("field-email") == "Zoe Quill <zoe.quill@example.com>"
        assert remark(program, "email").endswith("example.com"), "the address itself is told beside the name"
        await program.run_to_end()
        assert program.bundle()["name"] == "Zoe Quill"


# --- Qualtrics --------------------------------------------------------------------------------------------


async def test_an_sms_goes_to_one_person_of_a_list_chosen_by_name(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await open_module(program, sandbox, "qualtrics", "Qualtrics", "Create an SMS Distribution")
        assert program.text("caution-title") == "This sends messages to people, and uses SMS credits."
        program.type_into("field-sendDate", "2026-12-01 10:00")
        await program.pick("directoryId", DIRECTORY)
        await program.pick("mailingListId", "VIP")
        await program.open_list("contactId")
        person = program.entries()[0]
        await program.choose(person)
        assert program.text("field-contactId") == person
        assert remark(program, "contactId").startswith("CGC_")
        await program.pick("surveyId", "Net promoter 2")
        program.type_into("field-name", "Autumn check-in")
        program.write_into("field-messageText", "Please tell us how we did")

        await program.run_to_end()
        assert not program.sees("run-problem")
        assert program.text("bundle-count") == "1 bundle"
        body = sent(sandbox, SMS)
        assert body["recipients"]["contactId"].startswith("CGC_")
        assert body["recipients"]["mailingListId"].startswith("CG_")
        assert body["surveyId"].startswith("SV_")
        assert body["sendDate"] == "2026-12-01T10:00:00Z"
        assert "directoryId" not in body


async def test_another_directory_empties_the_list_and_the_person(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await open_module(program, sandbox, "qualtrics", "Qualtrics", "Create an SMS Distribution")
        await program.open_list("mailingListId")
        assert program.text("lookup-words") == "Choose Directory ID first."
        await program.close_list()
        await program.pick("directoryId", DIRECTORY)
        await program.pick("mailingListId", "VIP")
        await program.open_list("contactId")
        await program.choose(program.entries()[0])

        await program.pick("directoryId", OTHER_DIRECTORY)
        assert program.text("field-mailingListId") == ""
        assert program.text("field-contactId") == ""
        assert program.text("problem-mailingListId") == "Emptied, because Directory ID was changed."
        assert program.sees("problem-contactId")
        await program.open_list("mailingListId")
        assert program.entries() == ["All customers", "Autumn check-in"], "the lists of the other directory"


async def test_what_rules_out_each_other_is_said_at_the_fields_and_nothing_is_sent(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await open_module(program, sandbox, "qualtrics", "Qualtrics", "Create an SMS Distribution")
        program.type_into("field-sendDate", "2026-12-01 10:00")
        await program.pick("directoryId", DIRECTORY)
        await program.pick("surveyId", "Net promoter 2")
        program.type_into("field-name", "Autumn check-in")
        program.write_into("field-messageText", "Please tell us how we did")
        await program.pick("libraryId", "My Library")
        await program.pick("messageId", "Invitation by SMS")

        program.click("run")
        for key in ("mailingListId", "transactionBatchId"):
            assert program.text(f"problem-{key}") == EITHER_LIST
        for key in ("messageId", "messageText"):
            assert program.text(f"problem-{key}") == EITHER_MESSAGE
        assert program.text("progress-words") == "Not sent: 4 fields need a look."
        assert received(sandbox, SMS) == 0

        await program.pick("mailingListId", "VIP")
        assert not program.sees("problem-transactionBatchId"), "mended at one of the two, gone at both"
        program.write_into("field-messageText", "")
        assert not program.sees("problem-messageId")
        assert program.text("progress-words") == ""
        await program.run_to_end()
        assert sent(sandbox, SMS)["message"].keys() == {"libraryId", "messageId"}


# --- Cliengo ----------------------------------------------------------------------------------------------


async def test_a_contact_that_nobody_could_reach_is_warned_of_calmly_and_sent_all_the_same(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await open_module(program, sandbox, "cliengo", "Cliengo", "Create a Contact")
        bold = {key: program.see(QLabel, f"label-{key}").font().bold() for key in ("websiteId", "name")}
        assert bold == {"websiteId": True, "name": True}
        assert not program.see(QLabel, "label-email").font().bold()
        await program.pick("websiteId", "Nordlys")
        program.type_into("field-name", "Ana")
        await program.run_to_end()
        assert program.text("problem-phone") == (
            "Without an e-mail address and a phone number, nobody can reach this contact."
        )
        assert not program.sees("problem-email"), "it is said once"
        assert program.text("progress-words").startswith("Done: 1 bundle")
        assert program.bundle()["websiteName"] == "Nordlys"
        assert sent(sandbox, "/1.0/contacts").keys() == {"websiteId", "name"}


async def test_twelve_hundred_contacts_come_in_windows_the_newest_first(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await open_module(program, sandbox, "cliengo", "Cliengo", "List Contacts")
        program.type_into("field-limit", "1200")
        await program.run_to_end()
        assert program.text("bundle-count") == "1,200 bundles"
        program.show_tab("Table")
        moments = program.column("creationDate")
        assert len(moments) == 1200
        assert moments == sorted(moments, reverse=True)
        assert len(set(program.column("id"))) == 1200
    asked = [dict(one.query) for one in requests(sandbox, "/1.0/contacts")]
    assert max(int(query.get("offset", 0)) for query in asked) <= 1000, "the service refuses more"
    assert len({query.get("since") for query in asked}) > 1, "several windows"


async def test_a_polling_trigger_is_run_once_and_shows_what_is_there(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await open_module(program, sandbox, "cliengo", "Cliengo", "Watch New Contacts")
        assert program.text("run").strip() == "Run once"
        await program.run_to_end()
        assert program.text("bundle-count") == "10 bundles"
        await program.run_to_end()
        assert program.text("bundle-count") == "10 bundles", "a look changes nothing"


# --- SegMetrics -------------------------------------------------------------------------------------------


async def test_the_lines_of_an_order_are_added_copied_moved_and_taken_away(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await open_module(program, sandbox, "segmetrics", "SegMetrics", "Add/Update an Order")
        for key, text in (("email", "ann@example.com"), ("id", "9001"), ("paid", "4900")):
            program.type_into(f"field-{key}", text)
        assert remark(program, "paid") == "= 49.00", "cents, and what they are in units"
        program.type_into("field-amount", "12345")
        program.type_into("field-date_created", "2026-03-02 08:15")

        program.click("add-items")
        for key, text in (("name", "Starter plan"), ("product_id", "12"), ("amount", "4900")):
            program.type_into(f"field-{key}", text, inside="item-1")
        program.click("duplicate", inside="item-1")
        assert program.text("field-name", inside="item-2") == "Starter plan"
        program.type_into("field-name", "Onboarding", inside="item-2")
        program.type_into("field-amount", "7445", inside="item-2")
        program.click("up", inside="item-2")
        assert program.text("field-name", inside="item-1") == "Onboarding"
        program.click("duplicate", inside="item-1")
        program.click("remove", inside="item-2")
        assert not program.sees("item-3")

        await program.run_to_end()
        assert program.bundle() == {"status": "success"}
        assert sent(sandbox, "/invoice")["items"] == [
            {"name": "Onboarding", "product_id": "12", "amount": 7445},
            {"name": "Starter plan", "product_id": "12", "amount": 4900},
        ]


# --- a call of one's own ----------------------------------------------------------------------------------


async def test_a_curl_command_is_pasted_and_run(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await open_module(program, sandbox, "customerly", "Customerly", "Make an API Call")
        qapp.clipboard().setText(
            "curl 'https://api.customerly.io/v1/users/list?per_page=2' "
            "-H 'Authorization: Bearer x' -H 'X-Trace: 7'"
        )
        program.click("paste-curl")
        await program.until(lambda: program.sees("curl-said"))
        assert program.text("curl-said") == (
            "Filled in. Left out: Authorization, because the connection adds its own credentials."
        )
        assert program.text("field-url") == "/v1/users/list", "the service's own address is the connection's"
        await program.run_to_end()
        assert not program.sees("curl-said"), "it was about the form before the run"
        shown = program.bundle()
        assert shown["status"] == "200"
        assert shown.keys() == {"status", "headers", "body"}
        (request,) = requests(sandbox, "/v1/users/list")
        assert dict(request.query) == {"per_page": "2"}
        assert request.headers["x-trace"] == "7"


async def test_a_curl_command_for_another_service_is_refused_with_its_reason(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await open_module(program, sandbox, "customerly", "Customerly", "Make an API Call")
        before = received(sandbox, "/")
        qapp.clipboard().setText("curl https://api.elsewhere.example/v1/users")
        program.click("paste-curl")
        await program.until(lambda: program.sees("curl-said"))
        assert "cannot be sent like this" in program.text("curl-said")
        assert "api.elsewhere.example" in program.text("problem-url")
        assert "your credentials would go there" in program.text("problem-url")
        program.click("run")
        await program.until(lambda: program.sees("run-problem"))
        assert program.text("run-problem-title") == "This call was not sent, because of its address."
        assert "your credentials would go there" in program.text("run-problem-text")
        assert received(sandbox, "/") == before
