"""Actions that are there wherever the person is, or that belong to the module in sight."""

from gui.actions.words import Category, Words

OF_WINDOW = (
    Category(
        "&Trunkline",
        (
            {
                "connect": Words("&Connect an app…", "Ctrl+N", "plug", "Connect an account of yours"),
                "practice": Words(
                    "&Try it with made-up data", "", "graduation-cap", "Start the practice workspace"
                ),
                "leave_practice": Words("&Leave practice", "", "log-out", "Stop the practice workspace"),
            },
            {"quit": Words("&Quit", "Ctrl+Q", "x", "Close Trunkline")},
        ),
    ),
    Category(
        "&Appearance",
        (
            {
                "system": Words("As the &system", "", "monitor", "Light or dark as the system is"),
                "light": Words("&Light", "", "sun", "Light colours"),
                "dark": Words("&Dark", "", "moon", "Dark colours"),
            },
        ),
        within="&Trunkline",
    ),
    Category(
        "E&dit",
        (
            {
                "undo_form": Words(
                    "&Undo", "Ctrl+Z", "undo-2", "Undo in the form", "modules", presses="form-undo", told=True
                ),
                "redo_form": Words(
                    "&Redo",
                    "Ctrl+Shift+Z",
                    "redo-2",
                    "Redo in the form",
                    "modules",
                    more=("Ctrl+Y",),
                    presses="form-redo",
                    told=True,
                ),
            },
            {
                "form_values": Words(
                    "&Values of the form…",
                    "",
                    "save",
                    "Last values, none, or a preset",
                    "modules",
                    presses="values-menu",
                )
            },
        ),
    ),
    Category(
        "&Go",
        (
            {
                "palette": Words(
                    "&Go to anything…",
                    "Ctrl+K",
                    "search",
                    "Find a module, a connection, a run, a setting or an action",
                )
            },
            {
                "modules": Words("&Modules", "Ctrl+Shift+M", "blocks", "Show the modules"),
                "connections": Words("&Connections", "Ctrl+Shift+K", "plug", "Show the connections"),
                "history": Words("&History", "Ctrl+Shift+H", "history", "Show what ran, and what it brought"),
                "sql": Words(
                    "&Ask with SQL", "Ctrl+Shift+Q", "database", "Ask about the bundles of any runs"
                ),
                "settings": Words("&Settings", "Ctrl+,", "settings", "Network, secrets, and where data goes"),
            },
            {
                "find": Words("&Find", "Ctrl+F", "search", "Go to the search box"),
                "next_pane": Words("&Next pane", "F6", "panel-right", "Go to the next part of the window"),
                "previous_pane": Words(
                    "&Previous pane", "Shift+F6", "panel-left", "Go to the part of the window before"
                ),
            },
        ),
    ),
    Category(
        "&Run",
        (
            {
                "run": Words(
                    "&Run",
                    "Ctrl+Return",
                    "play",
                    "Send the form and show the bundles",
                    "modules",
                    more=("Ctrl+Enter",),
                ),
                "continue": Words(
                    "&Continue",
                    "Ctrl+Shift+Return",
                    "play",
                    "Go on where the last run ended early",
                    "modules",
                    more=("Ctrl+Shift+Enter",),
                ),
                "stop": Words("&Stop", "Ctrl+.", "square", "Stop at once; what arrived is kept", "modules"),
            },
        ),
    ),
)

HELP = (
    Category(
        "H&elp",
        (
            {
                "cheat_sheet": Words(
                    "&Keyboard shortcuts",
                    "F1",
                    "info",
                    "All keys, and what they do",
                    more=("Ctrl+/",),
                )
            },
        ),
    ),
)
