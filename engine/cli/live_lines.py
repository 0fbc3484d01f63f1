"""How live events look as lines of text, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
from rich.table import Table

from engine.errors import MibscopeError
from engine.live.events import (
    Calibrated,
    Delay,
    FacesSeen,
    LiveEvent,
    LiveHealth,
    LiveState,
    PictureShown,
    Pressure,
    SoundLevel,
)
from engine.sessions.exports.wording import moment
from engine.types import Modality

_TITLES = {Modality.TEXT: "words", Modality.AUDIO: "voice", Modality.VISION: "face"}
_GIVEN_UP = {
    Pressure.NONE: "nothing",
    Pressure.FACES: "every other face",
    Pressure.PREDICTIONS: "every other face and prediction",
    Pressure.SMALLER_MODEL: "every other face and prediction; a smaller Whisper model",
    Pressure.NO_WORDS: "every other face and prediction; the words",
}


def state_line(state: LiveState) -> str:
    """One provisional state."""
    if state.prediction is None or state.sentiment_interval is None:
        return f"{moment(state.time_s)}  no evidence"
    low, high = state.sentiment_interval
    doubt = "?" if state.sentiment_uncertain else ""
    top = state.prediction.top_emotion
    vague = "?" if state.emotion_uncertain else ""
    shares = " ".join(
        f"{_TITLES[m]} {part.shapley_sentiment:+.2f}"
        if m not in state.absent
        else f"{_TITLES[m]} –"
        for m, part in state.contributions.items()
    )
    return (
        f"{moment(state.time_s)}  {state.prediction.sentiment:+.2f}{doubt} ({low:+.2f}…{high:+.2f})"
        f"  {top}{vague} {state.prediction.emotions[top]:.0%}  {shares}"
    )


def calibration_lines(calibrated: Calibrated) -> Iterator[str]:
    """What numbers are calibrated to from here on, and why not more."""
    what, when = " and ".join(_TITLES[m] for m in calibrated.modalities), moment(calibrated.time_s)
    if what:
        yield f"{when}  From here on numbers are calibrated to this person: {what}."
    else:
        yield f"{when}  Nothing is calibrated to this person."
    for modality, why in calibrated.why_not.items():
        yield f"  Not the {_TITLES[modality]}: {why}"


def health_table(health: LiveHealth) -> Table:
    """How the run went, at its end."""
    table = Table(title="Live health", show_header=False)
    rows = {
        "pictures, faces, predictions a second": " · ".join(
            f"{rate:.1f}"
            for rate in (health.pictures_per_s, health.faces_per_s, health.predictions_per_s)
        ),
        **{f"delay of {_TITLES[m]}": _delay(d) for m, d in health.delays.items()},
        "delay of final numbers": _delay(health.final_delay),
        "Whisper": f"{health.asr_model}, "
        + ("–" if health.speech_factor is None else f"{health.speech_factor:.2f} s a second"),
        "device": health.device,
        "given up": _GIVEN_UP[health.pressure],
        "pictures, faces dropped": f"{health.pictures_seen} · {health.faces_dropped}",
        "samples heard, gone through": f"{health.samples_heard} · {health.samples_read}",
    }
    for name, text in rows.items():
        table.add_row(name, text)
    return table


def _delay(delay: Delay | None) -> str:
    if delay is None:
        return "–"
    return f"{delay.median_s:.2f} s at the median, 95th percentile {delay.p95_s:.2f} s"


def plain(event: LiveEvent) -> dict[str, Any] | None:
    """An event as JSON can have it; None for pictures, meshes and levels, which are too much."""
    if isinstance(event, PictureShown | FacesSeen | SoundLevel):
        return None
    return {"event": type(event).__name__, **_fields(event)}


def _fields(value: Any) -> dict[str, Any]:
    return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}


def _plain(value: Any) -> Any:  # noqa: PLR0911 - a table of types
    if isinstance(value, MibscopeError):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, np.ndarray):
        return None
    if is_dataclass(value):
        return _fields(value)
    if isinstance(value, Mapping):
        return {_key(key): _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, Path) else value


def _key(key: Any) -> str:
    if isinstance(key, frozenset):
        return "+".join(m.value for m in Modality if m in key) or "nothing"
    return str(key)
