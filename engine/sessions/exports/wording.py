"""How numbers and names are written for people in exported files."""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.types import Analysis, Emotion, Modality, UtteranceResult

NOTHING_SHOWN = "none"
"""What a rater says who sees none of the expressions; empty would be: nothing is said of them."""
MODALITY_NAMES = {Modality.TEXT: "Words", Modality.AUDIO: "Voice", Modality.VISION: "Face"}

_NO_TEXT = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold (lone surrogates and control characters), and the C1 controls."""


def calibration_note(modalities: Sequence[Modality], utterance: int) -> str:
    """That numbers are calibrated to a person, by none if no more, from an utterance on."""
    since = f"From utterance {utterance} on"
    if not modalities:
        return f"{since}, nothing is calibrated to the person any more."
    what = " and ".join(MODALITY_NAMES[each].lower() for each in modalities)
    return (
        f"{since}, numbers are calibrated to the person ({what}): what sets them apart in some "
        "neutral seconds is taken off."
    )


def printable(text: str) -> str:
    """The text with � for every character that files of text cannot hold."""
    return _NO_TEXT.sub("\ufffd", text)


def one_line(text: str) -> str:
    """Printable, on one line, without space around."""
    return " ".join(printable(text).split())


def signed(value: float, digits: int = 2) -> str:
    """+1.25, −0.50, 0.00: with a true minus sign, and none on zero."""
    rounded = round(value, digits) + 0.0
    sign = "−" if rounded < 0 else "+" if rounded > 0 else ""
    return f"{sign}{abs(rounded):.{digits}f}"


def percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def moment(seconds: float) -> str:
    """2:03.4, 1:02:03.4 on the medium's clock."""
    tenths = round(seconds * 10)
    minutes, rest = divmod(tenths, 600)
    hours, minutes = divmod(minutes, 60)
    tail = f"{rest // 10:02}.{rest % 10}"
    return f"{hours}:{minutes:02}:{tail}" if hours else f"{minutes}:{tail}"


def spoken(result: UtteranceResult) -> str:
    """The words on one line, or why there are none."""
    utterance = result.utterance
    if utterance.words:
        return one_line(utterance.text)
    return "(speech, not written down)" if utterance.has_speech else "(no speech)"


def person(analysis: Analysis, result: UtteranceResult) -> str:
    """What the user calls who is in view; empty where there is no name."""
    track = result.face_track_id
    return "" if track is None else one_line(analysis.people.get(track, ""))


def person_number(track_id: int) -> str:
    """Person 1 and so on: who has no name."""
    return f"Person {track_id + 1}"


def note(analysis: Analysis, result: UtteranceResult) -> str:
    """What the user noted of an utterance, on one line; empty where there is nothing."""
    return one_line(analysis.notes.get(result.utterance.index, ""))


def attributed(analysis: Analysis, result: UtteranceResult) -> str:
    """The words on one line, after the name and before the note where there are any."""
    name, noted = person(analysis, result), note(analysis, result)
    return f"{name}: " * bool(name) + spoken(result) + f" [{noted}]" * bool(noted)


def expression(result: UtteranceResult) -> str:
    """The likeliest expression; with a question mark where none stands out."""
    top = result.prediction.top_emotion
    doubt = "?" if result.emotion_uncertain else ""
    return f"{top.value}{doubt} {percent(result.prediction.emotions[top])}"


def interval(result: UtteranceResult, digits: int = 1) -> str:
    """Where eight of ten such sentiments lie; empty where it was not asked for."""
    if result.uncertainty is None:
        return ""
    low, high = result.uncertainty.sentiment_interval
    return f"{signed(low, digits)} to {signed(high, digits)}"


def emotions_as_text(emotions: frozenset[Emotion] | None) -> str:
    """Names of the expressions that a rater sees; empty: nothing is said of them."""
    if emotions is None:
        return ""
    return ", ".join(each.value for each in Emotion if each in emotions) or NOTHING_SHOWN
