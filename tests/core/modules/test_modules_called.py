"""Modules that wait for the service to call: which they are, and what is told who runs one."""

from pathlib import Path

import pytest

from core.apps.examples import examples
from core.model.errors import TrunklineError
from core.model.module import Module
from tests.core.modules.module_runs import APP_IDS, CATALOGUE, connected
from tests.sandboxes import RunningSandbox

CALLED = [module for app in APP_IDS for module in CATALOGUE.modules(app) if module.hook is not None]


def test_these_wait_for_the_service_to_call() -> None:
    assert {f"{module.app}.{module.id}" for module in CALLED} == {
        "customerly.universal_triggers",
        "qualtrics.watch_survey_responses",
        "refiner.watch_completed_survey",
        "refiner.watch_user_entered_segment",
    }


@pytest.mark.parametrize("module", CALLED, ids=lambda module: f"{module.app}.{module.id}")
async def test_a_module_that_the_service_calls_says_so_when_it_is_run(
    tmp_path: Path, sandbox: RunningSandbox, module: Module
) -> None:
    async with connected(tmp_path, sandbox, module.app) as account:
        sandbox.reset()
        with pytest.raises(TrunklineError, match="waits for the service to call"):
            await account.run(module.id, examples(module))
    assert sandbox.requests() == []
