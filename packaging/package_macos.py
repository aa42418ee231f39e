"""The disk image for macOS: signed and notarised where the environment says with what. Untried: written from
the documentation."""

import os
from collections.abc import Sequence
from pathlib import Path

from console import ROOT, CannotContinueError, capture, last_lines, say
from package_about import NAME, TITLE, version
from package_environment import python

MACOS = ROOT / "packaging" / "macos"

IDENTITY = "TRUNKLINE_SIGN_IDENTITY"
"""The name of a "Developer ID Application" certificate in the keychain."""

NOTARY_PROFILE = "TRUNKLINE_NOTARY_PROFILE"
"""What `xcrun notarytool store-credentials` was told to call the credentials: none are handed over here."""


def build(dist: Path) -> Path:
    """Make the disk image of the app."""
    app, image = dist / f"{TITLE}.app", dist / f"{NAME}-{version(ROOT)}-macos.dmg"
    identity = os.environ.get(IDENTITY, "")
    _run("The app could not be signed.", sign_command(app, identity))
    image.unlink(missing_ok=True)
    settings: list[str | Path] = ["-s", MACOS / "dmg_settings.py", "-D", f"app={app}"]
    command: list[str | Path] = [python(), "-m", "dmgbuild", *settings, TITLE, image]
    _run("The disk image could not be made.", command)
    if not identity:
        say(f"The app is signed for this Mac only: {IDENTITY} names no certificate.")
        return image
    _run("The disk image could not be signed.", sign_command(image, identity))
    if profile := os.environ.get(NOTARY_PROFILE):
        submit: list[str | Path] = [
            "xcrun",
            "notarytool",
            "submit",
            image,
            "--keychain-profile",
            profile,
            "--wait",
        ]
        _run("Apple did not notarise the disk image.", submit)
        _run("The notarisation could not be attached.", ["xcrun", "stapler", "staple", image])
    return image


def sign_command(path: Path, identity: str) -> list[str | Path]:
    """The command that signs an app or an image; without a certificate an app is signed for this Mac only."""
    command: list[str | Path] = ["codesign", "--force", "--sign", identity or "-"]
    if path.suffix == ".app":
        command += ["--deep", "--entitlements", MACOS / "entitlements.plist"]
        command += ["--options", "runtime"] if identity else []
    if identity:
        command += ["--timestamp"]
    return [*command, path]


def _run(problem: str, command: Sequence[str | Path]) -> None:
    status, output = capture(command)
    if status != 0:
        raise CannotContinueError(f"{problem}\n{last_lines(output)}")
