"""Credentials that are refused, services that are asked too often: what is said, and what is kept of it."""

from pathlib import Path

import pytest

from core.integrator import open_integrator
from core.model.errors import AuthRejected, RateLimited
from core.sandbox import FaultKind
from tests.core.modules.module_runs import connected, new_connection, secrets_of
from tests.core.modules.trouble_calls import (
    CALLS,
    LABELS,
    Call,
    assert_files_hold_no_secret,
    assert_tells_no_secret,
    each_app,
    every_call,
    ids_of,
    put_in,
    sentence,
    troubled,
)
from tests.core.run.test_run_secrets import assert_hidden, told
from tests.sandboxes import RunningSandbox

WRONG = {
    "customerly": {"api_token": "0" * 48},
    "cliengo": {"api_key": "0" * 36},
    "qualtrics": {"api_key": "0" * 40},
}

REJECTED = {
    "customerly": (
        "Customerly did not accept the credentials.",
        "Customerly says: “Access token not found.”",
        "Check the token in the connection. It also stops working when the teammate who made it leaves the "
        "project; somebody who is still there can make another.",
    ),
    "cliengo": (
        "Cliengo did not accept the credentials.",
        "Cliengo says: “You couldn't be authenticated”",
        "Check the API Key in the connection. If Cliengo speaks of a token's format, the address leads to "
        "its newer API, which takes other keys: leave the API address empty.",
    ),
    "qualtrics": (
        "Qualtrics did not accept the credentials.",
        "Qualtrics says: “Unrecognized X-API-TOKEN.”",
        "Check them in the connection; they may have been revoked or belong to another account.",
    ),
}


@each_app
async def test_wrong_credentials_connect_nothing(tmp_path: Path, sandbox: RunningSandbox, app: str) -> None:
    async with open_integrator(tmp_path, passphrase="correct horse battery") as integrator:
        with pytest.raises(AuthRejected) as rejected:
            await integrator.connect(new_connection(sandbox, app, **WRONG[app]))
        assert await integrator.connections() == ()
    assert (sentence(rejected.value), rejected.value.exit_status) == (REJECTED[app], 4)
    assert len(sandbox.requests()) == 1
    assert_hidden(told(rejected.value), *WRONG[app].values())
    assert_files_hold_no_secret(tmp_path, WRONG[app].values())


@each_app
async def test_credentials_that_are_no_longer_good_end_a_run_at_once(
    tmp_path: Path, sandbox: RunningSandbox, app: str
) -> None:
    """Customerly answers 500: what looks like trouble of its own must not be tried for ever."""
    async with connected(tmp_path, sandbox, app, unverified=True, **WRONG[app]) as account:
        for call in (call for call in CALLS if call.app == app):
            ran = await account.run(call.module, call.form)
            assert (sentence(ran.error), ran.error.exit_status) == (REJECTED[app], 4)
            assert len(ran.requests) == 1
            assert_hidden([*told(ran.error), repr(ran.exchanges).encode()], *WRONG[app].values())
    assert_files_hold_no_secret(tmp_path, WRONG[app].values())


# --- too often --------------------------------------------------------------------------------------

TOO_OFTEN = {
    "customerly": "Customerly says: “Too many requests”",
    "cliengo": "Cliengo says: “Too many requests”",
    "qualtrics": "Qualtrics says: “Too many requests. Please try again later.”",
}


@every_call
async def test_whoever_asks_too_often_waits_as_long_as_the_service_says(
    tmp_path: Path, sandbox: RunningSandbox, call: Call
) -> None:
    """A request that was turned away has done nothing: even an unsafe one goes out again."""
    async with troubled(tmp_path, sandbox, call, "rate_limited", retry_after="0.05") as here:
        ran = (await here.run()).succeeded()
    assert ran.waits == [0.05]
    assert len(ran.requests) == 2
    first, second = ran.requests
    assert second.at - first.at >= 0.05
    assert ran.received()[0] == ran.received()[1]


@each_app
async def test_a_service_that_does_not_say_how_long_is_asked_again_all_the_same(
    tmp_path: Path, sandbox: RunningSandbox, app: str
) -> None:
    call = next(call for call in CALLS if call.app == app)
    async with troubled(tmp_path, sandbox, call, "rate_limited", retry_after=None, times=3) as here:
        ran = (await here.run()).succeeded()
    assert len(ran.waits) == 3
    assert ran.waits == sorted(ran.waits), "longer each time"


@each_app
async def test_who_is_asked_to_wait_for_long_is_told_so(
    tmp_path: Path, sandbox: RunningSandbox, app: str
) -> None:
    call = next(call for call in CALLS if call.app == app)
    async with troubled(tmp_path, sandbox, call, "rate_limited", retry_after=600) as here:
        ran = await here.run()
    assert isinstance(ran.error, RateLimited)
    assert (sentence(ran.error), ran.error.exit_status) == (
        (
            f"{LABELS[app]} takes no more requests for now.",
            TOO_OFTEN[app],
            "It asks to wait 10 minutes; run it again then.",
        ),
        3,
    )
    assert len(ran.requests) == 1


# --- no secret anywhere -----------------------------------------------------------------------------


@each_app
@pytest.mark.parametrize(
    "kind", ["rate_limited", "server_error", "not_json", "broken_json", "cut_connection"]
)
async def test_no_file_holds_a_secret_after_trouble(
    tmp_path: Path, sandbox: RunningSandbox, app: str, kind: FaultKind
) -> None:
    """Cliengo's key is part of every address."""
    async with connected(tmp_path, sandbox, app) as account:
        ids = await ids_of(account)
        sandbox.fault(kind, app, retry_after=600, times=None)
        for call in (call for call in CALLS if call.app == app):
            form = {key: put_in(value, ids) for key, value in call.form.items()}
            assert_tells_no_secret(await account.run(call.module, form))
        account.integrator.report(ValueError(f"with {account.secrets[0]}"))
        assert_files_hold_no_secret(tmp_path, account.secrets)
    assert_files_hold_no_secret(tmp_path, secrets_of(sandbox, app))
