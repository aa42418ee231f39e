"""The floor of sorting: a bare loop that decodes each line with orjson, takes the key, and sorts.

Arguments: the file of bundles, one or two names that lead to the column. Prints seconds.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import orjson


def main(path: Path, name: str, inner: str = "") -> None:
    """Gives the order of the lines, as anyone would write it for just this column."""
    began = time.perf_counter()
    keys: list[Any]
    with path.open("rb") as lines:
        if inner:
            keys = [orjson.loads(line)[name][inner] for line in lines]
        else:
            keys = [orjson.loads(line)[name] for line in lines]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    print(json.dumps({"seconds": time.perf_counter() - began, "rows": len(order)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
