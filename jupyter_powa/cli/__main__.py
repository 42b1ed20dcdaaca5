"""`python -m jupyter_powa.cli …` is `jupyter powa …`."""

from __future__ import annotations

import sys

from jupyter_powa.cli import main

sys.exit(main())
