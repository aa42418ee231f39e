"""Actions of the screens. What is done with a button of a screen is told here, and done there."""

from gui.actions.words import Category, Words

OF_SCREENS = (
    Category(
        "&View",
        (
            {
                "fold_modules": Words(
                    "Fold or show the &list of modules",
                    "Ctrl+B",
                    "panel-left",
                    "More room for the form and the bundles, or the list again",
                ),
                "fold_form": Words(
                    "Fold or show the &form",
                    "Ctrl+Shift+B",
                    "panel-left",
                    "More room for the bundles, or the form again",
                    "bundles",
                    presses="fold-form",
                ),
            },
        ),
    ),
    Category(
        "&Bundles",
        (
            {
                "view_tree": Words("&Tree", "Ctrl+1", "list-tree", "Show the bundles as a tree", "bundles"),
                "view_table": Words("Ta&ble", "Ctrl+2", "table", "Show the bundles as a table", "bundles"),
                "view_raw": Words("&Raw", "Ctrl+3", "braces", "Show the bundles as JSON", "bundles"),
                "view_requests": Words("Re&quests", "Ctrl+4", "send", "Show what was sent", "bundles"),
            },
            {
                "find_in_bundles": Words(
                    "&Find in these bundles",
                    "Ctrl+F",
                    "search",
                    "Look for a text in what the run brought",
                    "bundles",
                    before="find",
                ),
                "next_hit": Words(
                    "&Next hit", "F3", "chevron-down", "Next hit", "bundles", presses="search-next"
                ),
                "previous_hit": Words(
                    "&Previous hit",
                    "Shift+F3",
                    "chevron-up",
                    "Previous hit",
                    "bundles",
                    presses="search-previous",
                ),
            },
            {
                "copy_value": Words(
                    "Copy &value", "Ctrl+C", "copy", "Copy value", "values", presses="copy-value"
                ),
                "copy_path": Words(
                    "Copy pat&h", "Ctrl+Shift+C", "link", "Copy path", "values", presses="copy-path"
                ),
                "copy_bundle": Words(
                    "Copy bun&dle", "Ctrl+Alt+C", "braces", "Copy bundle", "values", presses="copy-bundle"
                ),
                "copy_as": Words(
                    "Copy &as…",
                    "",
                    "clipboard",
                    "Copy the chosen bundles in another form",
                    "bundles",
                    presses="copy-as",
                ),
                "export": Words(
                    "&Export…", "Ctrl+E", "download", "Export bundles to a file", "bundles", presses="export"
                ),
            },
            {
                "columns": Words(
                    "&Columns…",
                    "",
                    "columns-3",
                    "Choose, order and pin columns",
                    "values",
                    presses="table-columns",
                ),
                "whole_value": Words(
                    "Show the &whole value",
                    "",
                    "panel-right",
                    "Show the current value in full",
                    "values",
                    presses="show-detail",
                ),
            },
            {
                "previous_bundle": Words(
                    "Previous bund&le",
                    "Alt+Up",
                    "chevron-left",
                    "Previous bundle",
                    "raw",
                    presses="raw-previous",
                ),
                "next_bundle": Words(
                    "Next b&undle", "Alt+Down", "chevron-right", "Next bundle", "raw", presses="raw-next"
                ),
                "previous_part": Words(
                    "Part bef&ore",
                    "Alt+PgUp",
                    "chevron-up",
                    "Part before",
                    "raw",
                    presses="raw-part-previous",
                ),
                "next_part": Words(
                    "Part &in turn", "Alt+PgDown", "chevron-down", "Next part", "raw", presses="raw-part-next"
                ),
                "one_text": Words(
                    "Bundles in one te&xt",
                    "",
                    "list",
                    "All bundles below one another",
                    "raw",
                    presses="raw-all",
                ),
            },
            {
                "copy_curl": Words(
                    "Cop&y as cURL",
                    "Ctrl+C",
                    "copy",
                    "Copy as cURL, secrets replaced by ***",
                    "requests",
                    presses="copy-curl",
                ),
                "copy_curl_with_secrets": Words(
                    "Copy as cURL with &secrets",
                    "",
                    "key",
                    "Copy a request as it can be sent again",
                    "requests",
                    presses="copy-curl-with-secrets-action",
                ),
            },
        ),
    ),
    Category(
        "&History",
        (
            {
                "open_run": Words(
                    "&Open", "", "maximize-2", "Give a run the whole screen", "history", presses="open-run"
                ),
                "continue_run": Words(
                    "Con&tinue",
                    "Ctrl+Shift+Return",
                    "play",
                    "Fetch what is missing; what arrived stays",
                    "history",
                    presses="continue-run",
                ),
                "stop_run": Words(
                    "&Stop",
                    "Ctrl+.",
                    "square",
                    "Stop at once; what arrived is kept",
                    "history",
                    presses="stop-run",
                ),
                "run_again": Words(
                    "&Run again with these values",
                    "",
                    "refresh-cw",
                    "Fill in the form as it was",
                    "history",
                    presses="run-again",
                ),
            },
            {
                "compare_before": Words(
                    "Compare with the run &before",
                    "",
                    "git-compare",
                    "Show what changed since then",
                    "history",
                    presses="compare-run",
                ),
                "compare": Words(
                    "&Compare the two",
                    "",
                    "git-compare",
                    "Show what the chosen two differ in",
                    "history",
                    presses="compare-two",
                ),
                "next_difference": Words(
                    "&Next difference",
                    "F7",
                    "chevron-down",
                    "Go to the next difference",
                    "compare",
                    presses="next-difference",
                ),
                "previous_difference": Words(
                    "Pre&vious difference",
                    "Shift+F7",
                    "chevron-up",
                    "Go to the difference before",
                    "compare",
                    presses="previous-difference",
                ),
            },
            {
                "pin_run": Words(
                    "&Pin or unpin",
                    "Ctrl+P",
                    "pin",
                    "Keep a run for good, or no longer",
                    "history",
                    presses="pin-run",
                ),
                "remove_run": Words(
                    "Re&move…",
                    "Del",
                    "trash-2",
                    "Take runs away, with all that they brought",
                    "history",
                    presses="remove-run",
                ),
            },
        ),
    ),
    Category(
        "&Connection",
        (
            {
                "verify_connection": Words(
                    "&Verify", "F5", "shield-check", "Ask the service whether it accepts this", "connections"
                ),
                "verify_all": Words(
                    "Verify &all",
                    "Shift+F5",
                    "shield-check",
                    "Ask the service of every connection",
                    "connections",
                ),
            },
            {
                "rename_connection": Words(
                    "&Rename", "F2", "pencil", "Type another name over this one", "connections"
                ),
                "edit_connection": Words(
                    "&Edit…",
                    "",
                    "pencil",
                    "Change what this connects with (Enter in the list)",
                    "connections",
                ),
                "reenter_connection": Words(
                    "Enter &credentials again…",
                    "",
                    "key",
                    "Give it a new key; all that uses it goes on using it",
                    "connections",
                ),
                "connection_network": Words(
                    "&Network…", "", "globe", "A proxy and time limits of its own", "connections"
                ),
            },
            {
                "duplicate_connection": Words(
                    "&Duplicate", "Ctrl+D", "copy-plus", "Keep the same account once more", "connections"
                ),
                "replace_connection": Words(
                    "Re&place by…",
                    "",
                    "chevrons-up-down",
                    "Have another connection used wherever this one is",
                    "connections",
                ),
            },
            {
                "remove_connection": Words(
                    "Re&move", "Del", "trash-2", "Take it away; it can be brought back", "connections"
                ),
                "undo_remove": Words(
                    "&Undo the removal",
                    "Ctrl+Z",
                    "history",
                    "Bring back what was removed last",
                    "connections",
                ),
            },
        ),
    ),
    Category(
        "&SQL",
        (
            {
                "sql_run": Words(
                    "&Run the query",
                    "Ctrl+Return",
                    "play",
                    "Run the query, or what is selected of it",
                    "sql",
                    more=("Ctrl+Enter",),
                    presses="sql-run",
                ),
                "sql_stop": Words(
                    "&Stop the query",
                    "Ctrl+.",
                    "square",
                    "Stop at once; the rows that arrived stay",
                    "sql",
                    presses="sql-stop",
                ),
            },
            {
                "sql_examples": Words(
                    "&Examples…",
                    "",
                    "graduation-cap",
                    "Queries to begin with",
                    "sql",
                    presses="sql-examples",
                ),
                "sql_past": Words(
                    "&Past queries…", "", "history", "What was asked before", "sql", presses="sql-past"
                ),
            },
        ),
    ),
)
