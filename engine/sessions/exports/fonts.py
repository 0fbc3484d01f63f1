"""Fonts for exported pictures and pages: DejaVu, and what this machine has for other scripts.

DejaVu comes with matplotlib and shows Latin, Greek, Cyrillic, Hebrew, Arabic and more, but no
Chinese, Japanese or Korean. Those come from the machine's own fonts, if it has any.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

_LETTERS_ONLY = {"glyf", "CFF "}
"""Tables of outlines. Fonts without either hold bitmaps, which cannot be drawn at any size."""


def deja_vu(*, bold: bool = False) -> Path:
    """The file of DejaVu Sans."""
    import matplotlib  # noqa: PLC0415 - slow to load

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name


def best_font(text: str) -> Path:
    """The one font that shows most of ``text``; DejaVu where that is all, or no worse."""
    others = fallback_fonts(text)
    wanted = _characters(text)
    return max([deja_vu(), *others], key=lambda font: len(wanted & characters_of(font)))


def fallback_fonts(text: str) -> tuple[Path, ...]:
    """Fonts of this machine that together show most of what DejaVu lacks, best first."""
    missing = _characters(text) - characters_of(deja_vu())
    chosen: list[Path] = []
    while missing:
        best = max(
            _machine_fonts(), key=lambda font: len(missing & characters_of(font)), default=None
        )
        if best is None or not missing & characters_of(best):
            break
        chosen.append(best)
        missing -= characters_of(best)
    return tuple(chosen)


def shown(text: str, fonts: Iterable[Path]) -> str:
    """``text`` with a visible □ for every character that none of the fonts has."""
    known = frozenset[int]().union(*(characters_of(font) for font in fonts))
    return "".join(letter if letter.isspace() or ord(letter) in known else "□" for letter in text)


@lru_cache(maxsize=1024)
def characters_of(font: Path) -> frozenset[int]:
    """Code points that a font (the first of a collection) has outlines for."""
    from fontTools.ttLib import TTFont, TTLibError  # noqa: PLC0415 - slow to load

    try:
        with TTFont(font, fontNumber=0, lazy=True) as opened:
            if not _LETTERS_ONLY & set(opened.keys()):
                return frozenset()
            return frozenset(opened.getBestCmap() or ())
    except (TTLibError, OSError, ValueError, AssertionError):
        return frozenset()  # a broken font is no font


@lru_cache(maxsize=1)
def _machine_fonts() -> tuple[Path, ...]:
    from matplotlib.font_manager import findSystemFonts  # noqa: PLC0415 - slow to load

    return tuple(sorted(Path(name) for name in findSystemFonts()))


def _characters(text: str) -> frozenset[int]:
    return frozenset(ord(letter) for letter in text if not letter.isspace())
