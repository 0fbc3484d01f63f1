"""What every lane of the timeline is: a strip with a name, a unit, a scale and a drawing."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

import numpy as np
from PySide6.QtGui import QColor

from desktop_app.commands.menus.view import LANE_TITLES
from desktop_app.i18n.texts import translate
from desktop_app.state.switches import LaneId
from desktop_app.state.waveform import Waveform
from desktop_app.theming.tokens import Theme, blend
from desktop_app.views.format import why_absent
from desktop_app.views.timeline.columns import Columns
from desktop_app.views.timeline.data import Series
from desktop_app.views.timeline.raster import Pixels
from desktop_app.views.timeline.ticks import round_limit
from engine.types import Float64Array, Modality, UInt32Array, UtteranceResult


@dataclass(frozen=True, slots=True)
class Scales:
    """Ends of the vertical axes, for all that is known so far."""

    shapley: float
    """Change of sentiment."""
    rate_nats: float
    sound: float
    """Of full scale."""

    @classmethod
    def of(cls, series: Series, waveform: Waveform) -> Scales:
        loudest = waveform.pyramid.loudest if waveform.pyramid is not None else 0.0
        return cls(
            shapley=round_limit(series.shapley_extent, 0.5),
            rate_nats=round_limit(series.rate_extent, 1.0),
            sound=round_limit(loudest, 0.05),
        )


@dataclass(frozen=True, slots=True)
class Frame:
    """What there is to be drawn: the columns of the screen and what falls into them."""

    edges: Float64Array
    """[w + 1] in seconds."""
    series: Series
    columns: Columns
    """Of the utterances."""
    waveform: Waveform
    scales: Scales
    theme: Theme
    pixel: int
    """Device pixels for one pixel of the layout."""
    shift: int
    """Columns by which hatching moves along."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What there is to be said: a time and the utterance that it lies in, if any."""

    time_s: float
    result: UtteranceResult | None
    waveform: Waveform
    around_s: float
    """Length of one column of the screen in seconds."""
    person: str = ""
    """The name that the user gave to who is in view."""
    hidden: bool = False
    """Whether what was predicted must not be seen."""

    @property
    def predicted(self) -> UtteranceResult | None:
        """The utterance, where its prediction may be seen."""
        return None if self.hidden else self.result


@dataclass(frozen=True, slots=True)
class Tick:
    """A label at a share of the lane's height, from 0 (top) to 1 (bottom)."""

    share: float
    text: str
    color: str = ""
    """A colour other than that of muted text."""


class Lane(ABC):
    """One strip of the timeline over the common axis of time."""

    id: ClassVar[LaneId]
    least: ClassVar[int]
    """Least height in pixels."""
    weight: ClassVar[int]
    """Share of the height that is left over."""

    @property
    def title(self) -> str:
        return translate("Command", LANE_TITLES[self.id])

    def unit(self, scales: Scales) -> str:
        """Said in small under the title."""
        return ""

    def ticks(self, scales: Scales, theme: Theme) -> list[Tick]:
        """Labels of the vertical axis."""
        return []

    def legend(self, theme: Theme) -> list[tuple[str, QColor]]:
        """Names of the colours that lie in one row."""
        return []

    @abstractmethod
    def draw(self, picture: Pixels, frame: Frame) -> None:
        """Draw what is in view into pixels that have the ground's colour."""

    @abstractmethod
    def says(self, moment: Moment) -> str:
        """Values with their units at a moment; empty where there is nothing to say."""


def ink(color: QColor | str) -> np.uint32:
    """A colour as a pixel."""
    return np.uint32(QColor(color).rgb())


def tint(theme: Theme, color: QColor | str, amount: float) -> np.uint32:
    """A colour thinned with the ground: 1 is the colour itself."""
    return _tint(theme.surface, color if isinstance(color, str) else color.name(), amount)


@lru_cache(maxsize=512)
def _tint(ground: str, color: str, amount: float) -> np.uint32:
    return ink(blend(ground, color, amount))


def tints(theme: Theme, color: QColor | str, least: float, share: Float64Array) -> UInt32Array:
    """A colour thinned with the ground by ``share`` (0..1, [w]), but never below ``least``."""
    table = _tint_table(theme.surface, color if isinstance(color, str) else color.name(), least)
    return np.asarray(table[np.clip(np.nan_to_num(share) * 16 + 0.5, 0, 16).astype(int)])


@lru_cache(maxsize=64)
def _tint_table(ground: str, color: str, least: float) -> UInt32Array:
    return np.array([_tint(ground, color, least + (1 - least) * step / 16) for step in range(17)])


def absent(result: UtteranceResult, modality: Modality) -> str:
    said = translate("Timeline", "absent ({reason})")
    return said.format(reason=why_absent(result, modality))
