"""What Customerly, Cliengo and Qualtrics decline, each in its own way: said once, in plain words."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from core.__main__ import main
from core.integrator import NewConnection, open_integrator
from core.model.errors import (
    AuthRejected,
    InvalidRequest,
    InvalidValues,
    NotAllowed,
    NotFound,
    Refused,
    ServiceError,
)
from tests.command_line.commands import to
from tests.core.client.client_calls import http, odd_host
from tests.core.modules.module_runs import Account, connected, filled
from tests.core.modules.test_modules_qualtrics import examples_of, things
from tests.leaks import input_file
from tests.sandboxes import RunningSandbox

TITLES: Mapping[type[ServiceError], str] = {
    InvalidRequest: "{} found something wrong in the request.",
    NotFound: "{} found nothing.",
    NotAllowed: "{} does not allow this.",
    Refused: "{} declined the request.",
}
NEXT_STEPS: Mapping[type[ServiceError], str] = {
    InvalidRequest: "Correct the form and run it again.",
    NotFound: "Check the ids you entered.",
    NotAllowed: "The account or its plan may lack this right; ask whoever manages it.",
    Refused: "Read the reason; the service decides this by itself.",
}


async def declined(
    account: Account, label: str, means: type[ServiceError], module: str, form: Mapping[str, Any]
) -> str:
    """Run a module that the service declines, once, in the words for it; gives what the service said."""
    ran = await account.run(module, form)
    error = ran.error
    assert type(error) is means
    assert (error.title, error.next_step) == (TITLES[means].format(label), NEXT_STEPS[means])
    assert error.exit_status == 3
    assert ran.record.problem == (error.title, error.reason, error.next_step)
    assert len(ran.requests) == 1
    assert ran.bundles == []
    before, _, said = error.reason.partition("“")
    assert (before, said[-1]) == (f"{label} says: ", "”")
    return said[:-1]


# --- Customerly -------------------------------------------------------------------------------------

BY_EMAIL = {"get_user_by": "email", "email": "nobody@example.com"}
BY_ID = {"get_user_by": "user_id", "user_id": "nobody"}


@pytest.mark.parametrize(
    ("module", "form", "said"),
    [
        ("get_user", BY_EMAIL, "User doesn't exist"),
        ("get_user", BY_ID, "User doesn't exist"),
        ("delete_user", BY_EMAIL, "User doesn't exist"),
        ("delete_user", BY_ID, "User doesn't exist"),
        ("get_lead", {"email": "nobody@example.com"}, "Lead doesn't exist"),
        ("delete_lead", {"email": "nobody@example.com"}, "Lead doesn't exist"),
        ("delete_tag", {"tag": "nothing"}, "Tag doesn't exist"),
        (
            "add_untag_tag",
            {"tag": "vip", "tag_for": "lead", "lead_email": "nobody@example.com"},
            "Lead doesn't exist",
        ),
    ],
)
async def test_customerly_finds_nothing(
    tmp_path: Path, sandbox: RunningSandbox, module: str, form: dict[str, Any], said: str
) -> None:
    async with connected(tmp_path, sandbox, "customerly") as account:
        assert await declined(account, "Customerly", NotFound, module, form) == said


async def test_customerly_finds_a_field_wrong(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async with connected(tmp_path, sandbox, "customerly") as account:
        form = {"limit": 5, "sort": "shoe_size"}
        said = await declined(account, "Customerly", InvalidRequest, "list_users", form)
    assert said.startswith("sort must be one of name, email")


@pytest.mark.parametrize("module", ["create_update_user", "create_update_lead"])
@pytest.mark.parametrize(
    ("switched", "said"),
    [
        (False, "index: 0; email: nobody; message: A valid email is required"),
        (True, "email: nobody; name: Ann"),
    ],
    ids=["errors", "not_added"],
)
async def test_customerly_refuses_a_record_with_status_200(
    tmp_path: Path, sandbox: RunningSandbox, module: str, switched: bool, said: str
) -> None:
    async with connected(tmp_path, sandbox, "customerly") as account:
        await account.switch("refused_as_not_added", switched)
        form = {"email": "nobody", "name": "Ann"}
        assert await declined(account, "Customerly", Refused, module, form) == said


async def test_customerly_refuses_an_id_that_belongs_to_somebody_else(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox, "customerly") as account:
        form = {"email": "new@example.com", "user_id": "cust-1"}
        said = await declined(account, "Customerly", Refused, "create_update_user", form)
    assert "user_id belongs to another contact" in said


# --- Cliengo ----------------------------------------------------------------------------------------

NOBODY = "64b0c0ffee0000000000c001"


@pytest.mark.parametrize(
    ("module", "form"),
    [
        ("get_contact", {"contactId": NOBODY}),
        ("update_contact", {"contactId": NOBODY, "name": "Ana"}),
        ("delete_contact", {"contactId": NOBODY}),
    ],
)
async def test_cliengo_finds_nothing(
    tmp_path: Path, sandbox: RunningSandbox, module: str, form: dict[str, Any]
) -> None:
    async with connected(tmp_path, sandbox, "cliengo") as account:
        assert await declined(account, "Cliengo", NotFound, module, form) == "Contact not found"


async def test_cliengo_finds_a_field_wrong(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async with connected(tmp_path, sandbox, "cliengo") as account:
        form = {"websiteId": NOBODY, "name": "Ana"}
        said = await declined(account, "Cliengo", InvalidRequest, "create_contact", form)
        assert said == "websiteId is unknown"
        website = (await account.ask("/1.0/sites"))["results"][0]["id"]
        form = {"websiteId": website, "name": "Ana", "assignedTo": NOBODY}
        said = await declined(account, "Cliengo", InvalidRequest, "create_contact", form)
        assert said == "assignedTo must be the id of a user, or UNASSIGNED"


async def test_cliengo_gives_nothing_beyond_an_offset_of_1000(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox, "cliengo") as account:
        form: dict[str, Any] = {"url": "/1.0/contacts", "method": "GET"}
        (bundle,) = await account.bundles("make_api_call", {**form, "qs": {"offset": "1000"}})
        beyond = {**form, "qs": {"offset": "1001"}}
        said = await declined(account, "Cliengo", InvalidRequest, "make_api_call", beyond)
    assert bundle["body"]["results"] == []
    assert said == "Offset cannot be greater than 1000"


async def test_a_key_that_went_to_the_newer_api_of_cliengo_is_told_so(tmp_path: Path) -> None:
    answer = http(401, b'{"message": "Invalid token format"}')
    async with (
        odd_host(lambda target: answer) as host,
        open_integrator(tmp_path, passphrase="correct horse battery") as integrator,
    ):
        key = "1f0e0d0c-2222-4333-8444-555566667777"
        new = NewConnection(app="cliengo", name="A", values={"api_key": key}, address=host.address)
        with pytest.raises(AuthRejected) as rejected:
            await integrator.connect(new)
    assert rejected.value.reason == "Cliengo says: “Invalid token format”"
    assert "its newer API, which takes other keys: leave the API address empty." in rejected.value.next_step
    assert key not in f"{rejected.value!r}"


# --- Qualtrics --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("switch", "on", "module", "said"),
    [
        (
            "lite_directory",
            True,
            "create_directory_contact",
            "This needs XM Directory; the account has XM Directory Lite.",
        ),
        (
            "sms_credits",
            False,
            "create_sms_distribution",
            "SMS distributions need a licence and credits.",
        ),
    ],
)
async def test_qualtrics_does_not_allow_what_the_account_has_no_licence_for(
    tmp_path: Path, sandbox: RunningSandbox, switch: str, on: bool, module: str, said: str
) -> None:
    async with connected(tmp_path, sandbox, "qualtrics") as account:
        form = await form_of(account, module)
        await account.switch(switch, on)
        assert await declined(account, "Qualtrics", NotAllowed, module, form) == said


@pytest.mark.parametrize(
    ("module", "changed", "said"),
    [
        ("list_directory_contacts", {"directoryId": "POOL_x"}, "The directory was not found."),
        ("get_directory_contact", {"contactId": "CID_x"}, "The contact was not found."),
        ("update_directory_contact", {"contactId": "CID_x"}, "The contact was not found."),
        ("delete_directory_contact", {"contactId": "CID_x"}, "The contact was not found."),
        ("make_api_call", {"url": "/v3/elsewhere"}, "The requested resource does not exist."),
    ],
)
async def test_qualtrics_finds_nothing(
    tmp_path: Path, sandbox: RunningSandbox, module: str, changed: dict[str, str], said: str
) -> None:
    async with connected(tmp_path, sandbox, "qualtrics") as account:
        form = {**await form_of(account, module), **changed}
        assert await declined(account, "Qualtrics", NotFound, module, form) == said


@pytest.mark.parametrize(
    ("module", "changed", "said"),
    [
        ("create_sms_distribution", {"surveyId": "SV_x"}, "surveyId is not known."),
        (
            "create_email_distribution",
            {"contactId": "CGC_x"},
            "recipients.contactId is not the lookup id of a contact of this mailing list.",
        ),
        ("create_email_distribution", {"mailingListId": "CG_x"}, "recipients.mailingListId is not known."),
    ],
)
async def test_qualtrics_finds_a_field_wrong(
    tmp_path: Path, sandbox: RunningSandbox, module: str, changed: dict[str, str], said: str
) -> None:
    async with connected(tmp_path, sandbox, "qualtrics") as account:
        form = {**await form_of(account, module), **changed}
        assert await declined(account, "Qualtrics", InvalidRequest, module, form) == said


async def form_of(account: Account, module: str) -> dict[str, Any]:
    """A module's form, filled in for this account."""
    form = filled("qualtrics", module, "", examples_of(await things(account)))
    if module == "make_api_call":
        del form["body"]
    return form


@pytest.mark.parametrize(
    ("app", "values", "keys"),
    [
        ("qualtrics", {"data_center_id": "fra1", "api_key": "  "}, {"api_key"}),
        ("qualtrics", {"data_center_id": "fra1/x", "api_key": "key-of-nobody-1"}, {"data_center_id"}),
        (
            "qualtrics",
            {"data_center_id": "fra1.evil.example#", "api_key": "key-of-nobody-2"},
            {"data_center_id"},
        ),
        ("qualtrics", {}, {"data_center_id", "api_key"}),
        ("customerly", {"api_token": ""}, {"api_token"}),
        ("cliengo", {}, {"api_key"}),
    ],
)
async def test_an_account_that_is_not_filled_in_is_not_asked_for(
    tmp_path: Path, app: str, values: dict[str, str], keys: set[str]
) -> None:
    async with open_integrator(tmp_path, passphrase="correct horse battery") as integrator:
        with pytest.raises(InvalidValues) as invalid:
            await integrator.connect(NewConnection(app=app, name="A", values=values))
    assert invalid.value.by_field.keys() == keys


# --- the status that a command ends with ------------------------------------------------------------


@pytest.mark.parametrize(
    ("module", "pairs", "status", "said"),
    [
        ("customerly.list_tags", ["limit=2"], 0, ""),
        ("customerly.list_users", ["limit=0"], 2, "limit: "),
        ("customerly.get_lead", ["email=nobody@example.com"], 3, "Customerly found nothing."),
        ("customerly.create_update_user", ["email=nobody"], 3, "Customerly declined the request."),
        ("cliengo.list_contacts", ["limit=2"], 0, ""),
        ("cliengo.get_contact", [f"contactId={NOBODY}"], 3, "Cliengo found nothing."),
        ("cliengo.make_api_call", ["url=https://example.com/", "method=GET"], 2, "This call was not sent"),
        ("qualtrics.make_api_call", ["url=/v3/whoami", "method=GET"], 0, ""),
        (
            "qualtrics.list_directory_contacts",
            ["directoryId=POOL_x", "limit=1"],
            3,
            "Qualtrics found nothing.",
        ),
    ],
)
def test_a_command_ends_with_the_status_of_what_happened(
    tmp_path: Path,
    sandbox: RunningSandbox,
    capfd: pytest.CaptureFixture[str],
    module: str,
    pairs: list[str],
    status: int,
    said: str,
) -> None:
    app = module.partition(".")[0]
    passphrase = input_file(tmp_path / "passphrase", "correct horse\n")
    profile = ["--data-dir", str(tmp_path / "profile"), "--passphrase-file", str(passphrase)]
    assert main([*profile, "connect", app, "--name", "A", *to(sandbox, app)]) == 0
    capfd.readouterr()
    settings = [part for pair in pairs for part in ("--set", pair)]
    assert main([*profile, "run", module, "--connection", "A", *settings]) == status
    out, err = capfd.readouterr()
    assert err.startswith(said)
    assert bool(out) is (status == 0)
    for secret in sandbox.values(app).values():
        if len(secret) > 8:
            assert secret not in out + err


@pytest.mark.parametrize(
    ("app", "key"), [("customerly", "api_token"), ("cliengo", "api_key"), ("qualtrics", "api_key")]
)
def test_a_command_whose_credentials_are_refused_or_whose_host_is_gone_ends_with_4_or_5(
    tmp_path: Path, sandbox: RunningSandbox, capfd: pytest.CaptureFixture[str], app: str, key: str
) -> None:
    passphrase = input_file(tmp_path / "passphrase", "correct horse\n")
    profile = ["--data-dir", str(tmp_path / "profile"), "--passphrase-file", str(passphrase)]
    wrong = "key-of-nobody-3"
    assert main([*profile, "connect", app, "--name", "A", *to(sandbox, app, **{key: wrong})]) == 4
    nobody = ["--address", "http://127.0.0.1:1"]
    assert main([*profile, "connect", app, "--name", "A", *to(sandbox, app, **{key: wrong}), *nobody]) == 5
    assert wrong not in "".join(capfd.readouterr())
