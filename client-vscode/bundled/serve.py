"""Start the server that was packaged beside this file, with whatever Python runs it and without any package of that Python."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "libs"))

from persona_ls.cli import main  # noqa: E402

sys.exit(main())
