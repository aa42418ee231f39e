"""The program as a screen reader uses it: another process, of which only roles and names are known."""

from core.sandbox import SandboxThread
from tests.accessible.at_spi import DOWN, RETURN, RIGHT, Thing, Tree


def open_module(program: Tree, app: str, label: str) -> None:
    """Type into the search, and press Enter when nothing else is left."""
    search = program.find("text", "Find a module")
    search.write(f"{app} {label}")
    modules = program.find("tree", "Modules")
    program.until(lambda: label in cells(modules) and cells(modules)[1] == app, f"the modules of {app} alone")
    search.focus()
    program.until(lambda: program.find("text", "Find a module").has_focus, "the focus in the search")
    program.key(RETURN)
    program.find("label", f"{app} · ", starts=True)
    program.find("label", label)


def cells(view: Thing) -> list[str]:
    """What the first cells of a view say."""
    return [one.name for one in view.children()]


def focused(view: Thing) -> str:
    """What the cell says that the keyboard acts on."""
    return next((one.name for one in view.children() if one.has_focus), "")


def test_from_the_first_start_to_a_copied_value(program: Tree) -> None:
    program.press("push button", "Open the practice workspace")
    program.find("label", "Practice workspace")
    open_module(program, "Refiner", "List Contacts")
    program.find("text", "Limit, required").write("7")
    program.press("push button", "Run")

    program.find("label", "7 bundles")
    program.until(lambda: any(one.startswith("Done: 7 bundles") for one in program.announced()), "its end")
    assert "Running" in program.announced()
    bundles = program.find("tree", "Bundles as a tree")
    assert [one for one in cells(bundles) if one.startswith("Bundle ")][:7] == [
        f"Bundle {number}" for number in range(1, 8)
    ]

    program.press("page tab", "Table")
    table = program.find("table", "Bundles as a table")
    table.focus()
    program.key(RIGHT)
    program.key(DOWN)
    program.until(lambda: focused(table), "a cell with the focus")
    cell = focused(table)
    program.press("push button", "Copy value")
    program.until(lambda: "Copied value" in program.announced(), "that it was copied")
    search = program.find("text", "Find a module")
    search.write("")
    search.paste()
    assert search.text == cell


def test_what_is_missing_is_said_where_it_is_missing(program: Tree) -> None:
    program.press("push button", "Open the practice workspace")
    program.find("label", "Practice workspace")
    open_module(program, "Refiner", "Track an Event")
    program.press("push button", "Run")
    problem = "Event Name is mandatory."
    field = program.find("text", "Event Name, required")
    program.until(lambda: field.description == problem, "the problem in the field's description")
    first = "User ID, required"
    program.until(lambda: program.find("text", first).has_focus, "the focus in the first field to mend")
    program.find("label", problem)
    said = program.announced()
    assert problem in said
    assert any(one.startswith("Not sent: ") for one in said)
    field.write("signed_up")
    program.until(lambda: field.description != problem, "the problem's end")


def test_a_wrong_key_is_told_in_words(program: Tree, sandbox: SandboxThread) -> None:
    address = sandbox.call(lambda one: one.description())["apps"]["refiner"]["address"]
    program.press("push button", "Choose the app…")
    apps = program.find("list", "Apps")
    refiner = next(one for one in cells(apps) if one.startswith("Refiner"))
    apps.cell(refiner).select()
    apps.focus()
    program.key(RETURN)
    program.press("check box", "Advanced settings", starts=True)
    program.find("text", "API address").write(address)
    program.find("text", "API Key, required").write("0" * 40)
    program.press("push button", "Save")
    refused = program.find("label", "Refiner did not accept", starts=True)
    program.until(
        lambda: any(one.startswith(refused.name) for one in program.announced()), "its announcement"
    )
    assert program.find("text", "API Key, required").is_showing, "what was typed stays"
