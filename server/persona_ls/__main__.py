"""``python -m persona_ls`` is the command ``persona-ls``."""

import sys

from persona_ls.cli import main

sys.exit(main())
