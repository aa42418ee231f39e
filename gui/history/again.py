"""The form of a module, filled in as it was for a run of the past."""

from core.model.history import RunAgain
from gui.history.words import in_short
from gui.modules.modules_screen import ModulesScreen

_GONE = "The connection that it ran with was removed; choose another one."


def fill_in(modules: ModulesScreen, again: RunAgain) -> None:
    """Open the module, and fill its form in; nothing is sent. What could not be filled in is said."""
    modules.list.search.clear()
    modules.list.choose(again.app, again.module)
    page = modules.page()
    if page is None or (page.module.app, page.module.id) != (again.app, again.module):
        return
    if page.is_running():
        page.problem.say("warning", "This module runs at the moment.", "Wait until it has ended, or stop it.")
        return
    page.jobs.cancel("recall")  # as it was filled in last is not what is wanted
    page.form.change_to(again.values, again.labels, "filling it in from the history")
    page.connection.choose(again.connection)
    said = _what_is_missing(again)
    if said:
        page.problem.say("warning", "Filled in as it was, but for some of it.", " ".join(said))
    else:
        page.problem.clear()
    page.begin()


def _what_is_missing(again: RunAgain) -> list[str]:
    said = [] if again.connection else [_GONE]
    if again.left_out:
        said.append(f"{in_short(again.left_out)} held a secret, which is not kept; enter it again.")
    if again.unknown:
        known = in_short([f"“{key}”" for key in again.unknown])
        said.append(f"The module has no field for {known} any more.")
    return said
