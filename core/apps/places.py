"""Where apps and what belongs to them lie."""

from pathlib import Path

from core.apps.cache import AppCache
from core.apps.catalogue import Catalogue

_RESOURCES = Path(__file__).resolve().parents[2] / "resources"

BUILT_IN_APPS = _RESOURCES / "apps"
SCHEMAS = _RESOURCES / "schema"
TEMPLATE = _RESOURCES / "templates" / "app"
"""The app that a new one begins as."""


def own_apps(data_dir: Path) -> Path:
    """The folder of a person's own apps, which does not have to exist."""
    return data_dir / "apps"


def read_catalogue(data_dir: Path) -> Catalogue:
    """The apps: built-in ones, and the person's own in the folder `apps` of their data folder."""
    return Catalogue((BUILT_IN_APPS, own_apps(data_dir)), AppCache(data_dir / "cache", SCHEMAS))
