"""Where the fonts lie that figures are drawn with, for documents that hold them."""

from __future__ import annotations

from pathlib import Path

from matplotlib import get_data_path

FONTS = Path(get_data_path(), "fonts", "ttf")
