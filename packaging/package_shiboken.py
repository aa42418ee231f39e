"""The Python files that shiboken6 carries within its library, put beside it compiled.

Otherwise it unpacks and compiles them at each start, which is a tenth of the time to an empty window. A
folder `files.dir` beside its module is its own way to be spared that (its variable SBK_EMBED writes one).
"""

import importlib
import sys
from pathlib import Path
from py_compile import PycInvalidationMode, compile
from typing import Any

PLACE = "shiboken6/files.dir"
"""Where shiboken6 looks, in the package."""

FOR_DEVELOPERS = "shibokensupport/signature/lib/pyi_generator.py"
"""It writes descriptions of types for editors. shiboken6 loads it at each start and never uses it: an empty
one does as well, and saves some milliseconds."""


def compiled(work: Path) -> list[tuple[str, str, str]]:
    """Write them compiled into a folder; gives them as PyInstaller lists data. None where this shiboken6
    keeps them otherwise: the program works the same."""
    importlib.import_module("shiboken6")
    loader = sys.modules.get("shibokensupport.signature.loader")
    archive: Any = getattr(getattr(loader, "__loader__", None), "zfile", None)
    if archive is None:
        return []
    made = []
    for name in archive.namelist():
        if name.startswith("shibokensupport/") and name.endswith(".py"):
            source, target = work / name, work / f"{name}c"
            source.parent.mkdir(parents=True, exist_ok=True)
            source.write_bytes(b"" if name == FOR_DEVELOPERS else archive.read(name))
            # By their hash, which nobody checks: a time would make each package another one.
            compile(
                str(source),
                str(target),
                dfile=name,
                doraise=True,
                invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
            )
            made.append((f"{PLACE}/{name}c", str(target), "DATA"))
    return made
