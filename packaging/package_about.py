"""What the program is called wherever it is installed, and its version. For the recipes of all systems."""

import tomllib
from pathlib import Path

NAME = "trunkline"
TITLE = "Trunkline"
APP_ID = "app.trunkline.Trunkline"
"""What macOS and software centres know it by."""

SUMMARY = "Connect accounts of web services and work with what they hold"


def version(root: Path) -> str:
    """The version that the checkout is of."""
    return str(tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def info_plist(root: Path) -> dict[str, object]:
    """What macOS wants to know of the app besides."""
    return {
        "CFBundleDisplayName": TITLE,
        "CFBundleShortVersionString": version(root),
        "LSApplicationCategoryType": "public.app-category.business",
        "LSMinimumSystemVersion": "13.0",
        "NSHighResolutionCapable": True,
        # Both looks, as the system is set.
        "NSRequiresAquaSystemAppearance": False,
    }
