"""Draws every main screen and state, light and dark, at 100 and 150 %.

Argument: the folder for the pictures.

Each look has a process of its own: the scale is chosen when Qt starts. Nothing is drawn on a screen.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
from pathlib import Path

LOOKS = (("light", "1"), ("dark", "1"), ("light", "1.5"), ("dark", "1.5"))
SIZE = (1280, 800)
"""Of the window, in device-independent pixels."""


def main() -> int:
    """All looks, or the one that is named."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--look", nargs=2, metavar=("SCHEME", "SCALE"))
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    if given.look:
        draw(given.folder, *given.look)
        return 0
    for scheme, scale in LOOKS:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale}
        command = [sys.executable, "-m", "tests.screenshots.draw", str(given.folder), "--look", scheme, scale]
        if status := subprocess.run(command, env=environment, check=False).returncode:
            return status
    print(f"Drawn into {given.folder}.")
    return 0


def draw(folder: Path, scheme: str, scale: str) -> None:
    """One look."""
    from PySide6.QtWidgets import QApplication
    from qasync import QEventLoop

    from core.sandbox import SandboxOptions, SandboxThread
    from gui import theme
    from tests.journeys.program import program_running
    from tests.screenshots.camera import Camera
    from tests.screenshots.scenes import SCENES
    from tests.secret_service import secret_service_running

    async def play(profile: Path, sandbox: SandboxThread) -> None:
        async with program_running(profile) as program:
            program.window.resize(*SIZE)
            camera = Camera(program, folder, f"{scheme}-{scale}")
            for scene in SCENES:
                await scene(program, camera, sandbox)
                print(f"{scheme} {scale}: {scene.__name__}", flush=True)

    application = QApplication([])
    application.setQuitOnLastWindowClosed(False)
    theme.apply(application, "dark" if scheme == "dark" else "light")
    with (
        tempfile.TemporaryDirectory() as profile,
        secret_service_running() as keyring,
        SandboxThread(SandboxOptions(contacts=3000)) as sandbox,
    ):
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = keyring.address
        with asyncio.Runner(loop_factory=lambda: QEventLoop(application)) as runner:
            runner.run(play(Path(profile) / "profile", sandbox))


if __name__ == "__main__":
    sys.exit(main())
