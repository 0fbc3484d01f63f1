"""Words on a dark ground with round corners."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from engine.sessions.exports.fonts import best_font, shown
from engine.sessions.exports.video.panel import GROUND, INK, Rgba
from engine.types import UInt8Array


def plate(text: str, unit: int, gap: int, ink: Rgba = INK) -> UInt8Array:
    """Centred lines with ``gap`` pixels around them, uint8 [h, w, 4].

    ``unit``: pixels of a letter's height.
    """
    file = best_font(text)
    font, text = ImageFont.truetype(file, unit), shown(text, [file])
    measured = ImageDraw.Draw(Image.new("RGBA", (1, 1)))
    left, top, right, bottom = measured.multiline_textbbox((0, 0), text, font, align="center")
    size = (int(right - left) + 2 * gap, int(bottom - top) + 2 * gap)
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    drawing = ImageDraw.Draw(picture)
    drawing.rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), gap, GROUND)
    drawing.multiline_text((gap - left, gap - top), text, ink, font, align="center")
    return np.asarray(picture)
