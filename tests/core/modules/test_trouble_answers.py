"""A service in trouble, answers that are lost, and answers that are none: what is said and what is repeated.

A read may be repeated, as may a write that can be done twice; what would do something twice never is.
"""

from pathlib import Path

import pytest

from core.model.errors import NetworkDown, ServiceDown, UnknownOutcome, UnreadableReply
from core.model.run import RunFailed
from tests.core.modules.module_runs import connected
from tests.core.modules.trouble_calls import CALLS, LABELS, Call, sentence, troubled
from tests.sandboxes import RunningSandbox

MOST_ATTEMPTS = 5
"""How often something is tried that may be repeated."""

repeated = pytest.mark.parametrize("call", [call for call in CALLS if call.kind != "unsafe"], ids=str)
never_repeated = pytest.mark.parametrize("call", [call for call in CALLS if call.kind == "unsafe"], ids=str)


def five_attempts(reason: str) -> str:
    return f"{reason} (5 attempts.)"


# --- trouble of the service -------------------------------------------------------------------------

DOWN = {
    "customerly": "Customerly says: “Internal server error”",
    "cliengo": "Cliengo says: “Something went wrong”",
    "qualtrics": "Qualtrics says: “An internal server error has occurred.”",
}
LOOK_FIRST = "Look at the service before you run it again: it may have been done all the same."


@repeated
async def test_what_may_be_done_twice_is_repeated_when_the_service_has_trouble(
    tmp_path: Path, sandbox: RunningSandbox, call: Call
) -> None:
    async with troubled(tmp_path, sandbox, call, "server_error", times=2) as here:
        ran = (await here.run()).succeeded()
    assert len(ran.requests) == 3
    assert len(ran.waits) == 2


@repeated
async def test_a_service_that_stays_in_trouble_is_left_after_five_attempts(
    tmp_path: Path, sandbox: RunningSandbox, call: Call
) -> None:
    async with troubled(tmp_path, sandbox, call, "server_error", times=None) as here:
        ran = await here.run()
    assert isinstance(ran.error, ServiceDown)
    assert (sentence(ran.error), ran.error.exit_status) == (
        (
            f"{LABELS[call.app]} has trouble of its own.",
            five_attempts(DOWN[call.app]),
            "Run it again in a few minutes.",
        ),
        3,
    )
    assert len(ran.requests) == MOST_ATTEMPTS


@never_repeated
async def test_what_would_be_done_twice_is_not_repeated_when_the_service_has_trouble(
    tmp_path: Path, sandbox: RunningSandbox, call: Call
) -> None:
    async with troubled(tmp_path, sandbox, call, "server_error") as here:
        ran = await here.run()
    assert isinstance(ran.error, ServiceDown)
    assert sentence(ran.error) == (
        f"{LABELS[call.app]} has trouble of its own.",
        DOWN[call.app],
        LOOK_FIRST,
    )
    assert len(ran.requests) == 1
    assert ran.waits == []


# --- a lost answer ----------------------------------------------------------------------------------


@pytest.mark.parametrize("call", [call for call in CALLS if call.kind in ("read", "idempotent")], ids=str)
async def test_what_may_be_done_twice_is_repeated_when_the_answer_is_lost(
    tmp_path: Path, sandbox: RunningSandbox, call: Call
) -> None:
    async with troubled(tmp_path, sandbox, call, "cut_connection") as here:
        ran = (await here.run()).succeeded()
    assert len(ran.requests) == 2


@pytest.mark.parametrize("call", [call for call in CALLS if call.kind == "delete"], ids=str)
async def test_a_deletion_whose_answer_is_lost_is_repeated_and_not_told_as_a_wrong_id(
    tmp_path: Path, sandbox: RunningSandbox, call: Call
) -> None:
    """It happened the first time, so the service knows of nothing any more: as was wanted."""
    async with troubled(tmp_path, sandbox, call, "cut_connection") as here:
        ran = await here.run()
    assert len(ran.requests) == 2
    last = ran.events[-1]
    assert not isinstance(last, RunFailed) or last.error.next_step != "Check the ids you entered."


@repeated
async def test_a_connection_that_is_cut_every_time_is_told(
    tmp_path: Path, sandbox: RunningSandbox, call: Call
) -> None:
    async with troubled(tmp_path, sandbox, call, "cut_connection", times=None) as here:
        host = here.account.connection.address.split("/")[2]
        ran = await here.run()
    assert isinstance(ran.error, NetworkDown)
    assert (sentence(ran.error), ran.error.exit_status) == (
        (
            "The service could not be reached.",
            five_attempts(f"{host} broke the connection off in the middle."),
            "Run it again. If it breaks off every time, check your internet connection.",
        ),
        5,
    )
    assert len(ran.requests) == MOST_ATTEMPTS


@never_repeated
async def test_an_unsafe_write_whose_answer_is_lost_has_an_unknown_outcome(
    tmp_path: Path, sandbox: RunningSandbox, call: Call
) -> None:
    async with troubled(tmp_path, sandbox, call, "cut_connection") as here:
        host = here.account.connection.address.split("/")[2]
        ran = await here.run()
    assert isinstance(ran.error, UnknownOutcome)
    assert (sentence(ran.error), ran.error.exit_status) == (
        (
            "It is not known whether this was done.",
            f"The request went out, but the answer was lost. {host} broke the connection off in the middle.",
            "Look at the service before you run it again: running it twice would do it twice.",
        ),
        5,
    )
    assert len(ran.requests) == 1


# --- an answer that is none -------------------------------------------------------------------------

MAINTENANCE = "It should be JSON, but is: “Maintenance We will be back soon.”."
MAYBE_IN_ITS_PLACE = (
    "Run it again. If it stays so, look at the request: the service may have changed, or something between "
    "you and it answers in its place."
)


@pytest.mark.parametrize("call", [call for call in CALLS if call.module != "make_api_call"], ids=str)
async def test_a_page_of_html_is_no_answer(tmp_path: Path, sandbox: RunningSandbox, call: Call) -> None:
    """Above all no success: nobody knows whether the service itself has heard of the request."""
    async with troubled(tmp_path, sandbox, call, "not_json", times=None) as here:
        ran = await here.run()
    assert isinstance(ran.error, UnreadableReply)
    assert (sentence(ran.error), ran.error.exit_status) == (
        (
            f"{LABELS[call.app]}'s answer could not be read.",
            MAINTENANCE,
            LOOK_FIRST if call.kind == "unsafe" else MAYBE_IN_ITS_PLACE,
        ),
        3,
    )
    assert len(ran.requests) == 1
    assert ran.bundles == []
    assert "Maintenance" in ran.exchanges[-1].reply_body


@pytest.mark.parametrize("call", [call for call in CALLS if call.kind == "read"], ids=str)
async def test_json_that_breaks_off_is_no_answer(tmp_path: Path, sandbox: RunningSandbox, call: Call) -> None:
    async with troubled(tmp_path, sandbox, call, "broken_json", times=None) as here:
        ran = await here.run()
    assert isinstance(ran.error, UnreadableReply)
    assert ran.error.title == f"{LABELS[call.app]}'s answer could not be read."


async def test_a_call_of_ones_own_gives_a_page_of_html_as_text(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox, "customerly") as account:
        sandbox.fault("not_json", "customerly")
        (bundle,) = await account.bundles("make_api_call", url="/v1/tags", method="GET")
    assert (bundle["status"], bundle["body"][:9]) == (200, "<!doctype")
