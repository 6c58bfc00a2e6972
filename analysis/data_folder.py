"""Where the rules and lexicons lie that people edit."""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "MEDIA_FRAMING_DATA"
"""Names another folder with `rules` and `lexicons`, so that a run can be repeated with those that it had."""

DATA = Path(os.environ.get(VARIABLE) or Path(__file__).resolve().parents[1] / "data")
RULES = DATA / "rules"
LEXICONS = DATA / "lexicons"
