"""How values are written for the user: one place for units, signs and names."""

from __future__ import annotations

from collections.abc import Sequence

from engine.types import Emotion, Modality, Prediction, Stage, UtteranceResult

MODALITY_NAMES = {Modality.TEXT: "Words", Modality.AUDIO: "Voice", Modality.VISION: "Face"}
STAGE_NAMES = {
    Stage.PROBE: "Opening the file",
    Stage.LOAD_MODELS: "Loading the models",
    Stage.TRANSCRIBE: "Writing down the words",
    Stage.FEATURES: "Measuring voice and face",
    Stage.PREDICT: "Predicting",
}


def clock(time_s: float) -> str:
    """1:02:03 or 2:03."""
    seconds = int(max(0.0, time_s))
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"


def precise_clock(time_s: float) -> str:
    """2:03.4"""
    tenths = int(max(0.0, time_s) * 10)
    return f"{clock(tenths / 10)}.{tenths % 10}"


def signed(value: float, digits: int = 2) -> str:
    """+1.25, −0.50, 0.00: with a true minus sign, and none on zero."""
    rounded = round(value, digits) + 0.0
    sign = "−" if rounded < 0 else "+" if rounded > 0 else ""
    return f"{sign}{abs(rounded):.{digits}f}"


def percent(probability: float) -> str:
    return f"{probability * 100:.0f} %"


def nats(rate: float) -> str:
    return f"{rate:.2f} nats"


def remaining(seconds: float) -> str:
    """About 2 min left."""
    if seconds < 1.5:
        return "a moment left"
    if seconds < 90:
        return f"about {seconds:.0f} s left"
    if seconds < 5400:
        return f"about {seconds / 60:.0f} min left"
    return f"about {seconds / 3600:.1f} h left"


def sentiment_word(value: float) -> str:
    """The scale's own words for −3..3."""
    strength = min(3, round(abs(value)))
    if strength == 0:
        return "neutral"
    degree = {1: "slightly ", 2: "", 3: "strongly "}[strength]
    return f"{degree}{'positive' if value > 0 else 'negative'}"


def top_emotions(prediction: Prediction, count: int = 2) -> list[tuple[Emotion, float]]:
    """The likeliest emotions, likeliest first."""
    ranked = sorted(prediction.emotions.items(), key=lambda item: -item[1])
    return ranked[:count]


def face_name(result: UtteranceResult) -> str:
    """Counted from one, and only where there is more than one person to tell apart."""
    several = result.faces_seen > 1 and result.face_track_id is not None
    return f"Face {(result.face_track_id or 0) + 1}" if several else "Face"


def spoken(result: UtteranceResult) -> str:
    """The words, or that there are none."""
    utterance = result.utterance
    if utterance.has_speech:
        return utterance.text
    return f"No speech · {utterance.end_s - utterance.start_s:.1f} s"


def sentiment_range(result: UtteranceResult) -> str:
    """The word for the value, and where eight of ten such values lie."""
    word = sentiment_word(result.prediction.sentiment)
    if result.uncertainty is None:
        return word
    low, high = result.uncertainty.sentiment_interval
    said = "uncertain" if result.sentiment_uncertain else word
    return f"{said} · {signed(low, 1)} to {signed(high, 1)}"


def expression(result: UtteranceResult) -> str:
    """The likeliest emotion; a question where none stands out."""
    emotion, probability = top_emotions(result.prediction, 1)[0]
    doubt = "?" if result.emotion_uncertain else ""
    return f"{emotion.value}{doubt} {percent(probability)}"


def points(change: float) -> str:
    """A difference of probabilities: +12 %, −3 %."""
    return f"{signed(change * 100, 0)} %"


def person_name(face_track_id: int) -> str:
    """Person 1 and so on, as long as nobody has given them a name."""
    return f"Person {face_track_id + 1}"


def listed(names: Sequence[str]) -> str:
    """voice; voice and face; words, voice and face."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def duration(seconds: float) -> str:
    """12.3 s, or 2:03 min."""
    return f"{seconds:.1f} s" if seconds < 59.95 else f"{clock(seconds + 0.05)} min"
