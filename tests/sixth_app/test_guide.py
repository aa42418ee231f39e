"""What the guide says of kinds, effects and rules is what there is; its commands are there, too."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from core.__main__ import main
from core.model.app import Auth, ErrorRule, Meaning
from core.model.fields import Field
from core.model.module import Effect, FieldRule, ModuleKind
from core.model.request import Paging

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def table(heading: str) -> list[str]:
    """The names in the first column of the table whose first heading is this."""
    _, found, rest = GUIDE.partition(f"| {heading} |")
    assert found, f"there is a table of {heading}"
    rows = rest.partition("\n\n")[0].splitlines()[2:]
    return [name for row in rows for name in re.findall(r"`(\w[\w-]*)`", row.split("|")[1])]


def kinds(union: Any) -> list[str]:
    return [str(kind.__struct_config__.tag) for kind in get_args(union)]


@pytest.mark.parametrize(
    ("heading", "there_are"),
    [
        ("a module's `kind`", get_args(ModuleKind)),
        ("`effect`", get_args(Effect)),
        ("a field's `kind`", kinds(Field)),
        ("`paging`", kinds(Paging)),
        ("`auth`", kinds(Auth)),
        ("an error rule", {*ErrorRule.__struct_fields__} - {"means", "text_at"}),
    ],
)
def test_its_tables_name_everything_that_there_is(heading: str, there_are: Sequence[str]) -> None:
    assert sorted(table(heading)) == sorted(there_are)


def test_it_names_every_meaning_and_every_rule_across_fields() -> None:
    told = set(re.findall(r"`(\w+)`", GUIDE))
    assert {*get_args(Meaning), *kinds(FieldRule)} <= told


@pytest.mark.parametrize("kind", [*get_args(Field), *get_args(Paging), *get_args(Auth), ErrorRule])
def test_the_keys_that_it_names_are_keys(kind: type[msgspec.Struct]) -> None:
    name = str(kind.__struct_config__.tag or "json")
    row = next((line for line in GUIDE.splitlines() if line.startswith(f"| `{name}` |")), "")
    named = set(re.findall(r"`(\w+)(?:: \w+)?`", row.split("|")[2])) if row else set()
    every = {field for one in (*get_args(Field), *get_args(Paging)) for field in one.__struct_fields__}
    assert named & every <= {*kind.__struct_fields__}


def test_the_paths_that_it_names_exist() -> None:
    named = re.findall(r"`((?:core|gui|resources|tests|packaging)/[\w./-]*)`", GUIDE)
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("command", sorted(set(re.findall(r"trunkline ([a-z-]+)", GUIDE))))
def test_its_commands_are_there(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])
    assert left.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: trunkline {command}")
