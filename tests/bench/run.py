"""The benchmarks: ratios against floors measured in the same run. `python -m tests.bench.run [NAME…]`.

    start      from process start to a usable window, against an empty QMainWindow
    list       100,000 contacts, 1,000 a page, into the spool, against bare GETs that drop the bytes
    list-slow  the same pages at 100 ms each, pages numbered, against one page after another
    apps       all apps and modules from a warm cache, against listing their files: processor time over it
    first      from pressing Run to the first bundle on the screen, against the first page's reply
    form       the largest form built and shown, against the same widgets written by hand
    open       1,000,000 bundles (510 MB) opened in the history, jumped through, sorted and filtered
    search     a text in 1,000,000 bundles (510 MB), against `rg -c -F` of the same file
    sort       1,000,000 bundles by a column, against orjson.loads of each line, its key and sorted()
    single     one bundle of 200 MB: its members painted, against orjson.loads of it
    csv        a million bundles exported as CSV, against a bare orjson and csv loop that writes the same
    package    the packaged program against a packaged empty window: first paint, size; an idle minute

Each prints its lines; the exit status is 1 when a limit does not hold.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests.bench import single_bundle
from tests.bench.many_bundles import EMPTY, RARE, RUN, profile
from tests.bench.measure import MIB, ROOT, Verdict, child, median, process_time, undisturbed

CONTACTS, PAGES = 100_000, 100
ROUNDS = 7
PROCESSES, TURNS = 4, 3
"""More turns in a minute would meet the rate limit of the service, and that is kept here too."""
APP_TURNS = 9
PAINTS = 15
SEARCHES, SORTS = 9, 3
CSV_ROUNDS = 3
PASSPHRASE = "a passphrase for benchmarks"


class Service(NamedTuple):
    """A sandbox, and a profile that is connected to it as "Bench"."""

    address: str
    key: str
    folder: Path


@contextmanager
def service(folder: Path, *options: str) -> Iterator[Service]:
    """Start a sandbox with options, connect to it, have it render every page once."""
    command = [sys.executable, "-m", "core", "sandbox", "--contacts", str(CONTACTS), *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()
            account = json.loads(process.stdout.readline())["apps"]["refiner"]
            key = account["values"]["api_key"]
            secret = folder / "passphrase"
            secret.write_text(PASSPHRASE)
            subprocess.run(
                [
                    *(sys.executable, "-m", "core", "connect", "refiner", "--name", "Bench"),
                    *("--set", f"api_key={key}", "--address", account["address"]),
                    *("--data-dir", str(folder), "--passphrase-file", str(secret)),
                ],
                cwd=ROOT,
                check=True,
                stdout=subprocess.DEVNULL,
            )
            yield Service(account["address"], key, folder)
        finally:
            process.terminate()


def start(verdict: Verdict) -> None:
    """A first start, each time on an empty profile."""
    bare, usable, complete = [], [], []
    for _ in range(ROUNDS + 2):
        floor = child("tests.bench.bare_window")
        bare.append(floor["painted"] - floor["began"])
        with tempfile.TemporaryDirectory() as folder:
            ours = child("tests.bench.our_window", folder)
        usable.append(ours["usable"] - ours["began"])
        complete.append(ours["complete"] - ours["began"])
    verdict.ratio("start", median(usable), median(bare), 2.0, "bare window")
    print(f"{'':14} with apps and connections loaded after {median(complete):.3f} s")


def fetch(verdict: Verdict) -> None:
    """Pages as fast as they come; numbered ones, then the service's own choice beyond 10,000 rows."""
    # With cursors there is nothing to overlap but the write with the wait.
    for name, options, limit in (("list", ("--no-cursors",), 1.4), ("list-cursor", (), 1.6)):
        with tempfile.TemporaryDirectory() as folder, service(Path(folder), *options) as one:
            _floor(one)  # the sandbox renders each page once; that is not measured
            peak = _ours(one)["memory"] / MIB
            floors, ours = [], []
            for _ in range(PROCESSES):
                arguments = (str(one.folder), PASSPHRASE, str(CONTACTS), one.address, one.key, str(TURNS))
                turns = child("tests.bench.fetch_both", *arguments)
                floors += turns["floors"]
                ours += turns["ours"]
        verdict.ratio(name, undisturbed(ours), undisturbed(floors), limit, "bare GETs")
        verdict.at_most(f"{name} memory", peak, "MiB", 120, "at the most, over an idle start")


def fetch_slowly(verdict: Verdict) -> None:
    """A service that takes 100 ms a page."""
    with (
        tempfile.TemporaryDirectory() as folder,
        service(Path(folder), "--no-cursors", "--latency", "0.1") as one,
    ):
        floor = _floor(one)
        ours = [_ours(one)["seconds"] for _ in range(3)]
    verdict.ratio("list-slow", median(ours), floor, 0.25, "one page after another")


def first(verdict: Verdict) -> None:
    """The window, and a service that takes 100 ms a page. It renders the page once; that is not measured."""
    with tempfile.TemporaryDirectory() as folder, service(Path(folder), "--latency", "0.1") as one:
        _, *runs = (
            child("tests.bench.first_bundle", str(one.folder), PASSPHRASE) for _ in range(1 + 2 * ROUNDS)
        )
    seen, reply = (undisturbed([run[what] for run in runs]) for what in ("seen", "reply"))
    verdict.ratio("first", seen, reply, 1.5, "the first page's reply")


def form(verdict: Verdict) -> None:
    """The form with the most fields."""
    turns = child("tests.bench.largest_form")
    floor_is = f"by hand, {turns['fields']} fields of {turns['name']}"
    verdict.ratio("form", median(turns["ours"]), median(turns["hand"]), 1.5, floor_is)


def apps(verdict: Verdict) -> None:
    """Whole processes in turns; each does its work once before, so that caches and bytecode are there."""
    with tempfile.TemporaryDirectory() as cache:
        turns = {"floor": ("list", ""), "warm": ("load", cache), "cold": ("load", "")}
        took: dict[str, list[float]] = {name: [] for name in turns}
        for turn in range(1 + APP_TURNS):
            for name, arguments in turns.items():
                seconds = process_time("tests.bench.apps", *arguments)
                took[name] += [seconds] if turn else []
    floor, warm, cold = (1000 * median(took[name]) for name in ("floor", "warm", "cold"))
    remark = f"{warm:.0f} ms; listing the files {floor:.0f} ms; without a cache {cold:.0f} ms"
    verdict.at_most("apps", warm - floor, "ms", 60, remark)


def export_csv(verdict: Verdict) -> None:
    """Fourteen columns of a million bundles, in turns."""
    turns = child("tests.bench.csv_both", str(profile()), RUN, str(CSV_ROUNDS))
    verdict.ratio("csv", median(turns["ours"]), median(turns["floors"]), 1.3, "bare orjson and csv")
    verdict.at_most("csv loop", 1000 * turns["gap"], "ms", 50, "the longest that who asks was kept waiting")


def many(verdict: Verdict) -> None:
    """A viewer of a run with a million bundles, against one of a run with none."""
    history = child("tests.bench.view_history", str(profile()), RUN, EMPTY)
    opened, empty = median(history["large"]), median(history["empty"])
    remark = f"from history to the first paint, {1000 * opened:.0f} ms; of an empty run {1000 * empty:.0f} ms"
    verdict.at_most("open", 1000 * (opened - empty), "ms", 300, remark)
    verdict.at_most("history loop", 1000 * history["blocked"], "ms", 50, "at the longest, by opening a run")
    ours = child("tests.bench.view_many", str(profile()), RUN)
    tab, longest = max(ours["jump"].items(), key=lambda pair: pair[1])
    verdict.at_most("jump", 1000 * longest, "ms", 50, f"to the last bundle and painted, in the {tab}")
    verdict.at_most("memory", ours["memory"] / MIB, "MiB", 150, "over an empty viewer, the helpers included")
    what, longest = max(ours["blocked"].items(), key=lambda pair: pair[1])
    verdict.at_most("open loop", 1000 * longest, "ms", 50, f"at the longest, by {what}")


def search(verdict: Verdict) -> None:
    """A text that stands three times in all, as the window asks for it."""
    if shutil.which("rg") is None:
        print(f"{'search':14} not measured: ripgrep is not here")
        return
    turns = child("tests.bench.ask_results", str(profile()), RUN, "search", str(SEARCHES), RARE)
    verdict.ratio("search", median(turns["ours"]), median(turns["floors"]), 3.0, "rg -c -F")
    verdict.at_most(
        "search loop", 1000 * turns["gap"], "ms", 50, "the longest that who asks was kept waiting"
    )


def sort(verdict: Verdict) -> None:
    """Texts, then numbers within an object."""
    for name, column in (("sort", ("email",)), ("sort-number", ("attributes", "mrr"))):
        turns = child("tests.bench.ask_results", str(profile()), RUN, "sort", str(SORTS), *column)
        verdict.ratio(name, median(turns["ours"]), median(turns["floors"]), 2.0, "bare orjson and sorted()")
        verdict.at_most(f"{name} loop", 1000 * turns["gap"], "ms", 50, "the longest that who asks waited")


def single(verdict: Verdict) -> None:
    """Opened, a list of it opened, looked at as text, searched."""
    folder = str(single_bundle.profile())
    floor = child("tests.bench.single_bundle", folder)
    ours = child("tests.bench.view_single", folder, single_bundle.RUN, RARE)
    floor_is = f"orjson.loads of {floor['bytes'] / MIB:.0f} MiB"
    verdict.ratio("single", median(ours["open"]), median(floor["took"]), 0.3, floor_is)
    remark = "over an empty viewer, the helpers included"
    verdict.at_most("single memory", ours["memory"] / MIB, "MiB", 150, remark)
    what, longest = max(ours["blocked"].items(), key=lambda pair: pair[1])
    seconds = ", ".join(f"{name} {ours[name]:.2f} s" for name in ("list", "raw", "search"))
    verdict.at_most("single loop", 1000 * longest, "ms", 50, f"at the longest, by {what}; {seconds}")


def packaged(verdict: Verdict) -> None:
    """What people install, built here and now; both windows are started in turns, each once before."""
    from tests.bench import package

    package.build()
    bare: list[float] = []
    ours: list[float] = []
    for turn in range(1 + PAINTS):
        for name, took in (("bare", bare), ("ours", ours)):
            seconds = package.first_paint(name)
            took += [seconds] if turn else []
    verdict.ratio("package", median(ours), median(bare), 1.3, "to the first paint of a packaged empty window")
    sizes = package.size("ours") / package.size("bare")
    remark = f"{package.in_mib(package.size('ours'))}; empty window {package.in_mib(package.size('bare'))}"
    verdict.at_most("package size", sizes, "times", 1.35, remark)
    idle = package.idle()
    remark = f"of a processor in an idle minute; memory {package.in_mib(idle.memory)}"
    verdict.at_most("package idle", 100 * idle.share, "%", 0.5, remark)


def _ours(one: Service) -> dict[str, Any]:
    """One run. Its files are taken away at once: memory that a virtual machine sees for the first time
    costs ten times the write, and that is nobody's program."""
    run = child("tests.bench.fetch_ours", str(one.folder), PASSPHRASE, str(CONTACTS))
    shutil.rmtree(one.folder / "runs")
    return run


def _floor(one: Service) -> float:
    return float(child("tests.bench.fetch_floor", one.address, one.key, str(PAGES))["seconds"])


BENCHMARKS = {
    "start": start,
    "list": fetch,
    "list-slow": fetch_slowly,
    "apps": apps,
    "first": first,
    "form": form,
    "open": many,
    "search": search,
    "sort": sort,
    "single": single,
    "csv": export_csv,
    "package": packaged,
}


def main() -> int:
    """Run those that are named, else all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], metavar="NAME")
    names = parser.parse_args().names or list(BENCHMARKS)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    verdict = Verdict()
    for name in names:
        BENCHMARKS[name](verdict)
    return 0 if verdict.held else 1


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
