"""Colours that can be read: contrast as WCAG measures it, and text as faint as may be."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QColor

from desktop_app.theming.tokens import blend

READABLE = 4.5
"""Ratio of WCAG AA for text."""
_STEPS = 20


def contrast(one: QColor, other: QColor) -> float:
    """From 1 (the same) to 21."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@lru_cache(maxsize=4096)
def faded(text: str, ground: str, strength: float) -> str:
    """Text on a ground, from its full colour (1) to the faintest that can still be read (0)."""
    return blend(_faintest(text, ground), text, strength).name()


@lru_cache(maxsize=512)
def _faintest(text: str, ground: str) -> str:
    mixed = (blend(ground, text, step / _STEPS) for step in range(_STEPS))
    return next((c.name() for c in mixed if contrast(c, QColor(ground)) >= READABLE), text)


def _luminance(color: QColor) -> float:
    parts = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (color.redF(), color.greenF(), color.blueF())
    )
    red, green, blue = parts
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
