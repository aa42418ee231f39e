"""The program as an archive: to unpack anywhere and start, without being installed."""

import tarfile
from pathlib import Path

from console import ROOT
from package_about import NAME, version


def file_name(system: str) -> str:
    """What the archive is called, for a system such as `linux-x86_64`."""
    return f"{NAME}-{version(ROOT)}-{system}.tar.xz"


def build(folder: Path, made: Path, at: int) -> None:
    """Pack the program's folder. Every file is root's and of the moment `at`: the same files make the same
    archive."""

    def as_everywhere(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        entry.mtime = at
        entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
        return entry

    top = f"{NAME}-{version(ROOT)}"
    draft = made.with_name(made.name + ".part")
    with tarfile.open(draft, "w:xz", preset=6) as archive:
        for path in sorted(folder.rglob("*")):
            name = f"{top}/{path.relative_to(folder).as_posix()}"
            archive.add(path, name, recursive=False, filter=as_everywhere)
    draft.replace(made)
