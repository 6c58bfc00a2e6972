"""A PDF whose page is larger than what is drawn on it, for presets with larger letters than a page's."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from matplotlib.backends.backend_pdf import Op, PdfFile, PdfPages

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def write_pdf(figure: Figure, by: float, title: str, **further: Any) -> bytes:
    """A figure as a PDF of one page, everything on it so many times as large; the same figure gives the same bytes.

    Args:
        figure: laid out.
        by: the scale.
        title: of the document.
        **further: for `savefig`.
    """
    told = {"Title": title, "CreationDate": None, "Creator": None, "Producer": None}
    buffer = BytesIO()
    with _Pages(buffer, by, told) as pages:
        pages.savefig(figure, **further)
    return buffer.getvalue()


class _Pages(PdfPages):
    def __init__(self, buffer: BytesIO, by: float, metadata: dict[str, Any]) -> None:
        super().__init__(buffer, metadata=metadata)
        self._file = _EnlargedFile(buffer, by, metadata)


class _EnlargedFile(PdfFile):
    def __init__(self, buffer: BytesIO, by: float, metadata: dict[str, Any]) -> None:
        self._by = by
        super().__init__(buffer, metadata=metadata)  # type: ignore[no-untyped-call]

    def newPage(self, width: float, height: float) -> None:  # noqa: N802 - matplotlib's name
        super().newPage(width * self._by, height * self._by)  # type: ignore[no-untyped-call]
        self.output(self._by, 0, 0, self._by, 0, 0, Op.concat_matrix)  # type: ignore[no-untyped-call]

    def beginStream(self, id: int, len: Any, extra: Any = None, png: Any = None) -> None:  # noqa: N802
        if extra and "PatternType" in extra:  # a page's scale does not change its hatches
            extra["Matrix"] = [self._by, 0, 0, self._by, 0, self.height * 72]
        super().beginStream(id, len, extra, png)  # type: ignore[no-untyped-call]
