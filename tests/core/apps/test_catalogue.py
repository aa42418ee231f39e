"""The catalogue: what it finds, how it says what is broken, and that one broken app hides no other."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from core.apps.catalogue import Catalogue
from core.apps.loader import check_folder
from core.model.errors import AppInvalid, NotKnown
from tests.core.apps.trigger_samples import POLL

WriteApp = Callable[..., Path]
Files = dict[str, str]


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    """Built-in apps in `apps`, the person's own in `own`."""
    return Catalogue([tmp_path / "apps", tmp_path / "own"])


def sentences(error: AppInvalid) -> list[str]:
    return [problem.sentence for problem in error.problems]


@pytest.mark.skipif(sys.platform == "win32", reason="links are for administrators")
def test_a_link_that_leads_where_nobody_can_look_hides_no_app(
    catalogue: Catalogue, write_app: WriteApp
) -> None:
    folder = write_app("own/mine")
    (folder.parent / "link").symlink_to("n" * 300)
    assert [app.id for app in catalogue.apps()] == [folder.name]


def test_folders_that_do_not_exist_hold_no_apps(catalogue: Catalogue) -> None:
    assert catalogue.apps() == ()
    assert catalogue.problems() == ()


def test_apps_of_both_folders_are_listed_by_label(
    catalogue: Catalogue, write_app: WriteApp, files: Files
) -> None:
    write_app("apps/zebra", {"app.yaml": files["app.yaml"].replace("label: Demo", "label: apple pie")})
    write_app("own/mine", {"app.yaml": files["app.yaml"].replace("label: Demo", "label: Bread")})
    write_app("apps/demo")
    assert [(app.id, app.own) for app in catalogue.apps()] == [
        ("zebra", False),
        ("mine", True),
        ("demo", False),
    ]
    assert catalogue.problems() == ()


def test_an_app_knows_its_files(catalogue: Catalogue, write_app: WriteApp) -> None:
    folder = write_app()
    assert catalogue.app("demo").folder == str(folder)
    assert catalogue.icon("demo") == folder / "icon.svg"
    assert catalogue.sample(catalogue.module("demo", "find_things")) == b'{"data": [{"id": 1}]}'


def test_modules_come_as_triggers_actions_searches_and_the_call_each_by_label(
    catalogue: Catalogue, write_app: WriteApp, files: Files
) -> None:
    action = files["modules/find_things.yaml"].replace("kind: search", "kind: action")
    sample = files["samples/find_things.json"]
    write_app(
        replaced={
            "modules/a.yaml": action.replace("Find Things", "update it"),
            "modules/b.yaml": action.replace("Find Things", "Add it"),
            "modules/c.yaml": POLL,
            **{f"samples/{id}.json": sample for id in "abc"},
        }
    )
    assert [module.id for module in catalogue.modules("demo")] == [
        "c",
        "watch_things",
        "b",
        "a",
        "find_things",
        "make_call",
    ]


def test_nothing_is_read_before_it_is_wanted(catalogue: Catalogue, write_app: WriteApp) -> None:
    folder = write_app(replaced={"modules/find_things.yaml": "not: a module"})
    assert [app.id for app in catalogue.apps()] == ["demo"]
    assert catalogue.problems() == ()  # its modules were not opened yet
    (folder / "app.yaml").unlink()
    assert catalogue.app("demo").label == "Demo"  # read once, and kept
    assert len(catalogue.modules("demo")) == 2
    assert [error.app for error in catalogue.problems()] == ["demo"]


def test_the_import_does_not_load_yaml() -> None:
    code = "import sys, core.apps.catalogue as c; c.Catalogue([]); sys.exit('yaml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_unknown_name_is_answered_with_the_nearest(catalogue: Catalogue, write_app: WriteApp) -> None:
    write_app()
    with pytest.raises(NotKnown) as app:
        catalogue.app("demmo")
    assert str(app.value) == "There is no app `demmo`. Did you mean `demo`?"
    with pytest.raises(NotKnown) as module:
        catalogue.module("demo", "find_thing")
    assert str(module.value) == "There is no module `find_thing`. Did you mean `find_things`?"
    with pytest.raises(NotKnown) as strange:
        catalogue.modules("zzz")
    assert str(strange.value) == "There is no app `zzz`."


def test_a_broken_app_is_told_and_hides_no_other(
    catalogue: Catalogue, write_app: WriteApp, files: Files
) -> None:
    write_app("apps/good")
    write_app("apps/bad", {"app.yaml": files["app.yaml"].replace("{token}", "{tokn}").replace("/me", "me")})
    assert [app.id for app in catalogue.apps()] == ["good"]
    [problem] = catalogue.problems()
    assert problem.app == "bad"
    assert [one.place for one in problem.problems] == [
        "connection.fields[0]",
        "connection.auth.value",
        "connection.verify.request.path",
    ]
    with pytest.raises(AppInvalid) as raised:
        catalogue.modules("bad")
    assert raised.value.problems == problem.problems


def test_a_broken_module_is_told_and_hides_no_other(catalogue: Catalogue, write_app: WriteApp) -> None:
    folder = write_app(replaced={"modules/find_things.yaml": "a: [", "samples/make_call.json": None})
    assert [module.id for module in catalogue.modules("demo")] == ["watch_things"]
    [problem] = catalogue.problems()
    assert [(one.file, one.line) for one in problem.problems] == [
        (str(folder / "modules/find_things.yaml"), 2),
        (str(folder / "samples/make_call.json"), 1),
    ]
    with pytest.raises(AppInvalid) as raised:
        catalogue.module("demo", "make_call")
    assert sentences(raised.value) == ["The file is missing."]


def test_an_own_app_cannot_take_the_id_of_a_built_in_one(catalogue: Catalogue, write_app: WriteApp) -> None:
    built_in = write_app("apps/demo")
    own = write_app("own/demo")
    assert catalogue.app("demo").folder == str(built_in)
    [problem] = catalogue.problems()
    assert [(one.file, one.sentence) for one in problem.problems] == [
        (str(own), "Another app has the id `demo`. Give the folder a name of its own.")
    ]


def test_not_even_while_the_built_in_one_is_broken(catalogue: Catalogue, write_app: WriteApp) -> None:
    write_app("apps/demo", {"app.yaml": None})
    write_app("own/demo")
    assert catalogue.apps() == ()
    assert len(catalogue.problems()) == 2
    with pytest.raises(AppInvalid, match="missing"):
        catalogue.app("demo")


def test_of_several_broken_apps_the_wanted_one_is_told(catalogue: Catalogue, write_app: WriteApp) -> None:
    write_app("apps/first", {"app.yaml": None})
    write_app("apps/second", {"icon.svg": None})
    with pytest.raises(AppInvalid, match="icon"):
        catalogue.app("second")


def test_files_and_hidden_folders_beside_the_apps_are_no_apps(
    catalogue: Catalogue, write_app: WriteApp, tmp_path: Path
) -> None:
    write_app()
    (tmp_path / "apps" / "readme.txt").write_text("hello")
    (tmp_path / "apps" / ".git").mkdir()
    (tmp_path / "apps" / "__pycache__").mkdir()
    assert [app.id for app in catalogue.apps()] == ["demo"]
    assert catalogue.problems() == ()


def test_a_sample_that_has_gone_since_is_told(catalogue: Catalogue, write_app: WriteApp) -> None:
    folder = write_app()
    module = catalogue.module("demo", "find_things")
    (folder / "samples" / "find_things.json").unlink()
    with pytest.raises(AppInvalid, match="The sample cannot be read"):
        catalogue.sample(module)


@pytest.mark.parametrize(
    ("replaced", "problem"),
    [
        ({"icon.svg": None}, ("icon.svg", "The icon is missing.")),
        ({"app.yaml": None}, ("app.yaml", "The file is missing.")),
        ({"app.yaml": ""}, ("app.yaml", "Expected keys with values, found nothing.")),
        ({"samples/make_call.json": "{"}, ("samples/make_call.json", "The sample is not JSON.")),
        (
            {f"modules/{id}.yaml": None for id in ("find_things", "make_call", "watch_things")},
            ("modules", "The app has no module yet. Put one here."),
        ),
        ({"modules/more.yml": "a: 1"}, ("modules/more.yml", "Name this file more.yaml.")),
    ],
)
def test_missing_and_misnamed_files_are_told(
    write_app: WriteApp, replaced: dict[str, str | None], problem: tuple[str, str]
) -> None:
    folder = write_app(replaced=replaced)
    [found] = check_folder(folder)
    assert (Path(found.file).relative_to(folder).as_posix(), found.sentence) == problem


def test_ids_are_small_and_plain(write_app: WriteApp, files: Files) -> None:
    [problem] = check_folder(write_app("apps/My App"))
    assert problem.sentence.startswith("`My App` cannot be an id. ")
    folder = write_app(
        replaced={
            "modules/2Find.yaml": files["modules/find_things.yaml"],
            "samples/2Find.json": '{"data": 1}',
        }
    )
    [problem] = check_folder(folder)
    assert problem.sentence.startswith("`2Find` cannot be an id. ")
    (folder / "modules" / "2Find.yaml").write_text("a: [")
    assert len(check_folder(folder)) == 2


def test_hidden_files_among_the_modules_are_passed_over(write_app: WriteApp) -> None:
    folder = write_app()
    (folder / "modules" / ".#find_things.yaml").write_text("an editor's lock")
    assert check_folder(folder) == ()


def test_a_file_that_is_not_text_is_told(write_app: WriteApp) -> None:
    folder = write_app()
    (folder / "modules" / "make_call.yaml").write_bytes(b"label: \xff\xfe")
    assert [problem.sentence for problem in check_folder(folder)] == ["The file is not UTF-8 text."]


def test_a_file_that_cannot_be_read_is_told(write_app: WriteApp) -> None:
    folder = write_app(replaced={"app.yaml": None})
    (folder / "app.yaml").mkdir()
    [problem] = check_folder(folder)
    assert problem.sentence.startswith("The file cannot be read: ")


def test_a_mark_at_the_beginning_of_a_file_does_no_harm(write_app: WriteApp, files: Files) -> None:
    folder = write_app()
    (folder / "app.yaml").write_text(files["app.yaml"], encoding="utf-8-sig")
    assert check_folder(folder) == ()
