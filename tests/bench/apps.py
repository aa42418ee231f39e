"""All apps with all their modules, as the program loads them; or the floor: their files listed and looked at.

Arguments: `load` or `list`, then the folder of the cache, "" for none. Imports only what each needs, because
the whole process is measured.
"""

import json
import os
import sys

APPS = "resources/apps"
"""The built-in apps; benchmarks run at the root."""


def listed() -> int:
    """Walk through the apps' folders, and ask of each file when it changed; gives how many there are."""
    count = 0
    for folder, _, files in os.walk(APPS):
        for name in files:
            os.stat(os.path.join(folder, name))  # noqa: PTH116, PTH118
            count += 1
    return count


def loaded(cache: str) -> int:
    """Read every app and its modules; gives how many modules there are."""
    from pathlib import Path

    from core.apps.cache import AppCache
    from core.apps.catalogue import Catalogue
    from core.apps.places import BUILT_IN_APPS, SCHEMAS

    catalogue = Catalogue((BUILT_IN_APPS,), AppCache(Path(cache) if cache else None, SCHEMAS))
    return sum(len(catalogue.modules(app.id)) for app in catalogue.apps())


if __name__ == "__main__":
    print(json.dumps({"count": loaded(sys.argv[2]) if sys.argv[1] == "load" else listed()}))
