"""A brush for SVG: boxes, words, lines and arrows, each of which may say where it comes from."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final

INK: Final = "#1c2430"
FAINT: Final = "#5b6b7f"
PAPER: Final = "#ffffff"
_HEAD: Final = 7


@dataclass
class Canvas:
    """What has been drawn, in order; later things lie over earlier ones."""

    parts: list[str] = field(default_factory=list)

    def box(
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        *,
        fill: str = PAPER,
        stroke: str = FAINT,
        dashed: bool = False,
        source: str = "",
    ) -> None:
        dashes = ' stroke-dasharray="6 5"' if dashed else ""
        self.parts.append(
            f'<rect x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" rx="6" '
            f'fill="{fill}" stroke="{stroke}" stroke-width="1.5"{dashes}{_from(source)}/>'
        )

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: int = 17,
        bold: bool = False,
        anchor: str = "start",
        fill: str = INK,
        source: str = "",
    ) -> None:
        """One line; y is its base line."""
        weight = ' font-weight="600"' if bold else ""
        self.parts.append(
            f'<text x="{x:g}" y="{y:g}" font-size="{size}" text-anchor="{anchor}" '
            f'fill="{fill}"{weight}{_from(source)}>{escape(words)}</text>'
        )

    def line(
        self,
        points: Sequence[tuple[float, float]],
        *,
        stroke: str = FAINT,
        dashed: bool = False,
        arrow: bool = False,
        source: str = "",
    ) -> None:
        """Through the points, with a head at the last one where ``arrow``."""
        dashes = ' stroke-dasharray="6 5"' if dashed else ""
        path = " ".join(f"{x:g},{y:g}" for x, y in points)
        self.parts.append(
            f'<polyline points="{path}" fill="none" stroke="{stroke}" '
            f'stroke-width="2"{dashes}{_from(source)}/>'
        )
        if arrow:
            self._head(points[-2], points[-1], stroke)

    def dot(self, x: float, y: float, fill: str, source: str = "") -> None:
        self.parts.append(f'<circle cx="{x:g}" cy="{y:g}" r="4" fill="{fill}"{_from(source)}/>')

    def _head(self, before: tuple[float, float], tip: tuple[float, float], fill: str) -> None:
        (x, y), dx, dy = tip, tip[0] - before[0], tip[1] - before[1]
        length = (dx * dx + dy * dy) ** 0.5
        ux, uy = dx / length * _HEAD, dy / length * _HEAD
        corners = (
            (x, y),
            (x - 1.6 * ux - uy, y - 1.6 * uy + ux),
            (x - 1.6 * ux + uy, y - 1.6 * uy - ux),
        )
        points = " ".join(f"{a:.1f},{b:.1f}" for a, b in corners)
        self.parts.append(f'<polygon points="{points}" fill="{fill}"/>')

    def svg(self, width: int, height: int, title: str, description: str) -> str:
        """The whole picture, one element a line, so that a change is a change of lines."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" role="img" aria-labelledby="title desc" '
            'font-family="system-ui, -apple-system, Segoe UI, Roboto, DejaVu Sans, sans-serif">'
        )
        words = (
            f'<title id="title">{escape(title)}</title>',
            f'<desc id="desc">{escape(description)}</desc>',
            f'<rect width="100%" height="100%" fill="{PAPER}"/>',
        )
        return "\n".join((head, *words, *self.parts, "</svg>\n"))


def wrapped(words: str, width: int) -> list[str]:
    """Lines of so many letters at most, broken at spaces."""
    return textwrap.wrap(words, width, break_long_words=False)


def _from(source: str) -> str:
    return f' data-from="{escape(source)}"' if source else ""
