"""How values are written for the user: one place for units, signs and names."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_app.i18n.marks import QT_TRANSLATE_NOOP
from desktop_app.i18n.texts import engine_text, translate
from engine.types import Emotion, Modality, Prediction, Stage, UtteranceResult

_MODALITIES = {
    Modality.TEXT: QT_TRANSLATE_NOOP("Modality", "Words"),
    Modality.AUDIO: QT_TRANSLATE_NOOP("Modality", "Voice"),
    Modality.VISION: QT_TRANSLATE_NOOP("Modality", "Face"),
}
_WITHIN_A_SENTENCE = {
    Modality.TEXT: QT_TRANSLATE_NOOP("Modality", "words"),
    Modality.AUDIO: QT_TRANSLATE_NOOP("Modality", "voice"),
    Modality.VISION: QT_TRANSLATE_NOOP("Modality", "face"),
}
_EMOTIONS = {
    Emotion.NEUTRAL: QT_TRANSLATE_NOOP("Emotion", "neutral"),
    Emotion.HAPPY: QT_TRANSLATE_NOOP("Emotion", "happy"),
    Emotion.SAD: QT_TRANSLATE_NOOP("Emotion", "sad"),
    Emotion.ANGRY: QT_TRANSLATE_NOOP("Emotion", "angry"),
    Emotion.FEAR: QT_TRANSLATE_NOOP("Emotion", "fear"),
    Emotion.DISGUST: QT_TRANSLATE_NOOP("Emotion", "disgust"),
    Emotion.SURPRISE: QT_TRANSLATE_NOOP("Emotion", "surprise"),
}
_STAGES = {
    Stage.PROBE: QT_TRANSLATE_NOOP("Stage", "Opening the file"),
    Stage.LOAD_MODELS: QT_TRANSLATE_NOOP("Stage", "Loading the models"),
    Stage.TRANSCRIBE: QT_TRANSLATE_NOOP("Stage", "Writing down the words"),
    Stage.FEATURES: QT_TRANSLATE_NOOP("Stage", "Measuring voice and face"),
    Stage.PREDICT: QT_TRANSLATE_NOOP("Stage", "Predicting"),
}
_SENTIMENTS = (
    QT_TRANSLATE_NOOP("Sentiment", "strongly negative"),
    QT_TRANSLATE_NOOP("Sentiment", "negative"),
    QT_TRANSLATE_NOOP("Sentiment", "slightly negative"),
    QT_TRANSLATE_NOOP("Sentiment", "neutral"),
    QT_TRANSLATE_NOOP("Sentiment", "slightly positive"),
    QT_TRANSLATE_NOOP("Sentiment", "positive"),
    QT_TRANSLATE_NOOP("Sentiment", "strongly positive"),
)


def modality_name(modality: Modality) -> str:
    """As a heading: Voice."""
    return translate("Modality", _MODALITIES[modality])


def modality_within(modality: Modality) -> str:
    """Within a sentence: voice."""
    return translate("Modality", _WITHIN_A_SENTENCE[modality])


def emotion_name(emotion: Emotion) -> str:
    return translate("Emotion", _EMOTIONS[emotion])


def stage_name(stage: Stage) -> str:
    return translate("Stage", _STAGES[stage])


def why_absent(result: UtteranceResult, modality: Modality) -> str:
    """What is missing of a modality that takes no part."""
    reason = result.absent.get(modality)
    return translate("Format", "not used") if reason is None else engine_text(reason)


def uncertain() -> str:
    return translate("Format", "uncertain")


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
    return translate("Format", "{rate} nats").format(rate=f"{rate:.2f}")


def remaining(seconds: float) -> str:
    """About 2 min left."""
    if seconds < 1.5:
        return translate("Format", "a moment left")
    if seconds < 90:
        return translate("Format", "about {time} s left").format(time=f"{seconds:.0f}")
    if seconds < 5400:
        return translate("Format", "about {time} min left").format(time=f"{seconds / 60:.0f}")
    return translate("Format", "about {time} h left").format(time=f"{seconds / 3600:.1f}")


def sentiment_word(value: float) -> str:
    """The scale's own words for −3..3."""
    return translate("Sentiment", _SENTIMENTS[3 + min(3, max(-3, round(value)))])


def top_emotions(prediction: Prediction, count: int = 2) -> list[tuple[Emotion, float]]:
    """The likeliest emotions, likeliest first."""
    ranked = sorted(prediction.emotions.items(), key=lambda item: -item[1])
    return ranked[:count]


def face_name(result: UtteranceResult) -> str:
    """A number only where there is more than one person to tell apart."""
    if result.faces_seen > 1 and result.face_track_id is not None:
        return person_name(result.face_track_id)
    return modality_name(Modality.VISION)


def spoken(result: UtteranceResult) -> str:
    """The words, or that there are none."""
    utterance = result.utterance
    if utterance.has_speech:
        return utterance.text
    seconds = f"{utterance.end_s - utterance.start_s:.1f}"
    return translate("Format", "No speech · {seconds} s").format(seconds=seconds)


def span(low: float, high: float, digits: int = 1) -> str:
    """From one sentiment to another: −1.2 to +0.4"""
    said = translate("Format", "{low} to {high}")
    return said.format(low=signed(low, digits), high=signed(high, digits))


def sentiment_range(result: UtteranceResult) -> str:
    """The word for the value, and where eight of ten such values lie."""
    word = sentiment_word(result.prediction.sentiment)
    if result.uncertainty is None:
        return word
    said = uncertain() if result.sentiment_uncertain else word
    return f"{said} · {span(*result.uncertainty.sentiment_interval)}"


def expression(result: UtteranceResult) -> str:
    """The likeliest emotion; a question where none stands out."""
    emotion, probability = top_emotions(result.prediction, 1)[0]
    doubt = "?" if result.emotion_uncertain else ""
    return f"{emotion_name(emotion)}{doubt} {percent(probability)}"


def points(change: float) -> str:
    """A difference of probabilities: +12 %, −3 %."""
    return f"{signed(change * 100, 0)} %"


def person_name(face_track_id: int) -> str:
    """Person 1 and so on, as long as nobody has given them a name."""
    return translate("Format", "Person {number}").format(number=face_track_id + 1)


def listed(names: Sequence[str]) -> str:
    """voice; voice and face; words, voice and face."""
    *first, last = names
    if not first:
        return last
    return translate("Format", "{names} and {last}").format(names=", ".join(first), last=last)


def duration(seconds: float) -> str:
    """12.3 s, or 2:03 min."""
    return f"{seconds:.1f} s" if seconds < 59.95 else f"{clock(seconds + 0.05)} min"
