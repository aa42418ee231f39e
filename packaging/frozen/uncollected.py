"""Run before everything else in the packaged program: nothing that a start makes is rubbish.

Looking for cycles takes a tenth of the time to the first paint. `gui.start` has them looked for again.
"""

import gc

gc.disable()
