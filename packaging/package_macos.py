"""The disk image for macOS: signed and notarised where the environment says with what. Untried: written from
the documentation."""

import os
import re
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

NOTARY_KEYCHAIN = "TRUNKLINE_NOTARY_KEYCHAIN"
"""The file of the keychain that they lie in, if it is not the usual one."""

ENTITLEMENTS = MACOS / "entitlements.plist"
"""What the hardened runtime would refuse otherwise: memory that cffi makes callbacks in, and a Qt that was
replaced by another build, signed by whoever built it (LGPL). No comments in the file itself: what reads it at
signing is no full reader of XML."""


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
        problem = "Apple did not notarise the disk image. `xcrun notarytool log` with its id tells why."
        said = _run(problem, submit_command(image, profile, os.environ.get(NOTARY_KEYCHAIN, "")))
        if not is_accepted(said):
            raise CannotContinueError(f"{problem}\n{last_lines(said)}")
        _run("The notarisation could not be attached.", ["xcrun", "stapler", "staple", image])
    return image


def sign_command(path: Path, identity: str) -> list[str | Path]:
    """The command that signs an app or an image; without a certificate an app is signed for this Mac only.

    Each library in the app was signed when it was collected; `--deep` is for the frameworks that hold some.
    """
    command: list[str | Path] = ["codesign", "--force", "--sign", identity or "-"]
    if path.suffix == ".app":
        command += ["--deep", "--entitlements", ENTITLEMENTS]
        command += ["--options", "runtime"] if identity else []
    if identity:
        command += ["--timestamp"]
    return [*command, path]


def submit_command(image: Path, profile: str, keychain: str) -> list[str | Path]:
    """The command that has Apple look at an image, and waits for what it says."""
    command: list[str | Path] = ["xcrun", "notarytool", "submit", image, "--keychain-profile", profile]
    return [*command, *(["--keychain", keychain] if keychain else []), "--wait"]


def is_accepted(said: str) -> bool:
    """Whether Apple has accepted what was submitted: a refusal is no failure to `notarytool`."""
    return re.search(r"^\s*status: Accepted\s*$", said, re.MULTILINE) is not None


def _run(problem: str, command: Sequence[str | Path]) -> str:
    status, output = capture(command)
    if status != 0:
        raise CannotContinueError(f"{problem}\n{last_lines(output)}")
    return output
