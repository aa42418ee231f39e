"""All actions, menu by menu, and the keys that no menu tells."""

from gui.actions.of_screens import OF_SCREENS
from gui.actions.of_window import HELP, OF_WINDOW
from gui.actions.words import ControlKeys

CATEGORIES = (*OF_WINDOW, *OF_SCREENS, *HELP)

CONTROL_KEYS = (
    ControlKeys("Go", "From a search box into its list", ("Down",)),
    ControlKeys("Go", "Press the button that has the focus", ("Return", "Space")),
    ControlKeys("Go", "Leave what is open", ("Esc",)),
    ControlKeys("Bundles", "Show the cell of a table in full", ("Return",)),
    ControlKeys("Bundles", "Menu of the column: sort, filter, pin", ("Alt+Down",)),
    ControlKeys("Bundles", "Choose the whole column", ("Ctrl+Space",)),
    ControlKeys("Bundles", "Choose the whole row", ("Shift+Space",)),
    ControlKeys("Bundles", "Fold in the raw view", ("Ctrl+Shift+[",)),
    ControlKeys("Bundles", "Unfold in the raw view", ("Ctrl+Shift+]",)),
    ControlKeys("History", "Give the chosen run the whole screen", ("Return",)),
    ControlKeys("SQL", "Offer names while typing", ("Ctrl+Space",)),
    ControlKeys("SQL", "Copy the chosen cells of the answer", ("Ctrl+C",)),
    ControlKeys("SQL", "Copy them with names of columns", ("Ctrl+Shift+C",)),
    ControlKeys("Trunkline", "Copy the chosen hosts, in Settings", ("Ctrl+C",)),
)
"""Keys of lists and editors: nothing that a menu could do."""

ACTIONS = {
    name: words for category in CATEGORIES for group in category.groups for name, words in group.items()
}
