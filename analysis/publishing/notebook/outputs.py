"""What a notebook's cell can show: a paragraph, a piece of HTML, a picture with its description."""

from __future__ import annotations

from typing import Any

from IPython import display as ipython
from markupsafe import Markup, escape

from analysis.publishing.pages import data_uri, show

SHOWN_WIDTH = 820
"""Pixels on the screen; the picture itself is finer."""

NO_FORMULAS = "mathjax_ignore tex2jax_ignore"
"""Classes in which Jupyter takes no dollar sign for the start of a formula."""

_IPYTHON: Any = ipython
"""IPython has no types."""


def show_html(html: str) -> None:
    """Display HTML as it stands; whoever made it has escaped what it holds."""
    _IPYTHON.display(_IPYTHON.HTML(html))


def show_text(text: str) -> None:
    """Display a paragraph; whatever it holds is shown as it stands."""
    show_html(f'<p class="{NO_FORMULAS}" style="max-width: {SHOWN_WIDTH}px">{escape(show(text))}</p>')


def show_image(png: bytes, alt: str) -> None:
    """Display a picture with a description for those who do not see it."""
    # JupyterLab does not hand a picture's description on to screen readers, but shows HTML rather than the picture
    # where there are both; other programs take the picture with its description.
    source = data_uri(png, "image/png")
    html = Markup('<img src="{}" alt="{}" width="{}" style="background: #fff">').format(source, show(alt), SHOWN_WIDTH)
    content = {"image/png": source.partition(",")[2], "text/html": str(html), "text/plain": alt}
    _IPYTHON.display(content, raw=True, metadata={"image/png": {"alt": alt, "width": SHOWN_WIDTH}})
