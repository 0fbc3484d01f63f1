"""Painted widgets against reference pictures, with tolerance.

What differs between machines is the edge of glyphs: hinting and anti-aliasing of text. So the
fonts are those that come with matplotlib, in pixels and not in points, both pictures are blurred
by two pixels, which evens edges out, and a few pixels may still differ. Text without any
anti-aliasing and with other hinting came to 0.2 % of the pixels; the smallest slip that was tried,
a bar that ends eight pixels away, to 1.3 %, another colour of a bar to 7 %. What is tolerated lies
between; tests hold both ends.
"""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QFont, QFontDatabase, QImage
from PySide6.QtWidgets import QWidget
from skimage.filters import gaussian
from skimage.io import imread

REFERENCES = Path(__file__).parents[1] / "desktop_app" / "snapshots"
BLUR_PX = 2.0
STEP = 0.08
"""A channel that is this far off, of 1, makes a pixel differ."""
TOLERATED = 0.005
"""Share of pixels that may differ."""

Picture = npt.NDArray[np.float64]


def known_font() -> QFont:
    """The same on every machine."""
    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"):
        assert QFontDatabase.addApplicationFont(str(folder / name)) >= 0
    font = QFont("DejaVu Sans")
    font.setPixelSize(11)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def draw(widget: QWidget, width: int) -> QImage:
    """The widget alone on the ground of its theme, one pixel per unit."""
    widget.setFont(known_font())
    widget.resize(width, widget.sizeHint().height())
    return draw_as_it_is(widget)


def draw_as_it_is(widget: QWidget) -> QImage:
    """In the size and with the font that it has."""
    image = QImage(widget.size(), QImage.Format.Format_RGB888)
    image.fill(widget.palette().base().color())
    widget.render(image)
    return image


def differing(drawn: Picture, reference: Picture) -> float:
    """Share of the pixels that are not alike; 1 where the sizes differ. Values in 0..1."""
    if drawn.shape != reference.shape:
        return 1.0
    blurred = [gaussian(each, BLUR_PX, channel_axis=2) for each in (drawn, reference)]
    return float((np.abs(blurred[0] - blurred[1]).max(axis=2) > STEP).mean())


def read(path: Path) -> Picture:
    """[height, width, 3] in 0..1."""
    return np.asarray(imread(path)[..., :3], np.float64) / 255.0


def check(image: QImage, name: str, folder: Path) -> None:
    """Fail where the picture is not like its reference; what was drawn is left in ``folder``."""
    reference, drawn = REFERENCES / f"{name}.png", folder / f"{name}.png"
    assert image.save(str(drawn))
    assert reference.is_file(), (
        f"{reference} is missing; look at {drawn}, and copy it if it is right"
    )
    share = differing(read(drawn), read(reference))
    assert share <= TOLERATED, (
        f"{100 * share:.2f} % of the pixels are not as in {reference} (tolerated: "
        f"{100 * TOLERATED:.1f} %); look at {drawn}, and copy it if it is right"
    )
