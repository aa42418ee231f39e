"""What keeps a module from being run, and the way on: one click to new credentials."""

from collections.abc import Sequence

from PySide6.QtCore import Signal

from core.model.errors import AuthRejected, NotAllowed, SecretsUnreadable, TrunklineError
from gui.notice import Choice, Notice
from gui.sentences import why_and_what_next


class RunProblem(Notice):
    """Above the Run button. Hidden while there is nothing to say."""

    reenter_wanted = Signal()
    """The person wants to enter the credentials again that were refused."""
    connections_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("run-problem")

    def tell(self, error: TrunklineError) -> None:
        """Say what went wrong, why, and what to do next; where the connection is at fault, lead there."""
        self.say("danger", error.title, why_and_what_next(error), self._ways(error))

    def tell_new_credentials(self, *, may_go_on: bool, why_not: str) -> None:
        """Say that the run may be tried anew, by the buttons below. `why_not`: why it must begin anew."""
        anew = f"{why_not} Now run it again.".strip()
        way = "Continue fetches what is missing; Run begins anew." if may_go_on else anew
        self.say("success", "The new credentials are kept.", way)

    def _ways(self, error: TrunklineError) -> Sequence[Choice]:
        match error:
            case AuthRejected() | SecretsUnreadable():
                return [Choice("Enter credentials again", self.reenter_wanted.emit, "run-reenter", "primary")]
            case NotAllowed():  # another account may be allowed to
                return [Choice("Open connections", self.connections_wanted.emit, "run-connections")]
            case _:
                return ()
