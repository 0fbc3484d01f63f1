"""Theme tokens: colours by their role, read from resources/themes."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

from PySide6.QtGui import QColor

from engine.runtime.paths import resources_dir
from engine.types import Modality

GAP = 8
"""The spacing unit in pixels; distances are multiples or halves of it."""
RADIUS = 6
SENTIMENT_LIMIT = 3.0


@dataclass(frozen=True, slots=True)
class Theme:
    """Every colour the window uses, as #RRGGBB."""

    name: str
    window: str
    surface: str
    surface_raised: str
    border: str
    text: str
    text_muted: str
    accent: str
    accent_text: str
    selection: str
    playhead: str
    grid: str
    absent: str
    video_background: str
    face_box: str
    info_background: str
    info_text: str
    warning_background: str
    warning_text: str
    error_background: str
    error_text: str
    negative: str
    neutral: str
    positive: str
    heat_low: str
    heat_high: str
    modality_text: str
    modality_audio: str
    modality_vision: str
    conflict: str
    person_1: str
    person_2: str
    person_3: str
    person_4: str
    person_5: str
    person_6: str

    def modality(self, modality: Modality) -> QColor:
        return QColor(
            {
                Modality.TEXT: self.modality_text,
                Modality.AUDIO: self.modality_audio,
                Modality.VISION: self.modality_vision,
            }[modality]
        )

    def sentiment(self, value: float) -> QColor:
        """Diverging scale: negative – neutral – positive over −3..3."""
        strength = min(1.0, abs(value) / SENTIMENT_LIMIT) ** 0.6
        return blend(self.neutral, self.positive if value >= 0 else self.negative, strength)

    def mark(self, value: float) -> QColor:
        """The sentiment scale for thin marks: what is neutral stands out from the ground too."""
        strength = min(1.0, abs(value) / SENTIMENT_LIMIT) ** 0.6
        return blend(self.absent, self.positive if value >= 0 else self.negative, strength)

    def person(self, track_id: int) -> QColor:
        """The colour of a face track; after six they come again."""
        first = (self.person_1, self.person_2, self.person_3)
        people = (*first, self.person_4, self.person_5, self.person_6)
        return QColor(people[track_id % len(people)])

    def heat(self, probability: float) -> QColor:
        return blend(self.heat_low, self.heat_high, min(1.0, max(0.0, probability)) ** 0.8)


def blend(start: str, end: str, amount: float) -> QColor:
    """Mix two colours; 0 gives ``start``, 1 gives ``end``."""
    a, b = QColor(start), QColor(end)
    return QColor(
        *(
            round(x + (y - x) * amount)
            for x, y in ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))
        )
    )


def load_theme(name: str) -> Theme:
    """Read ``resources/themes/<name>.toml``."""
    path = resources_dir() / "themes" / f"{name}.toml"
    return Theme(**tomllib.loads(path.read_text("utf-8")))
