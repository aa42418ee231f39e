"""How the program is doing, for whoever helps."""

import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from core.integrator import Integrator
from core.terminal.profile import Options, with_integrator


def diagnostics(options: Options) -> Coroutine[Any, Any, int]:
    """Print what helps to find out what is wrong, or keep it as a file. It holds no secrets and no names."""
    file: Path | None = options.file

    async def work(integrator: Integrator) -> None:
        if file is not None:
            await integrator.save_support_text(file, overwrite=options.overwrite)
        else:
            sys.stdout.write(await integrator.support_text())

    return with_integrator(options, work)
