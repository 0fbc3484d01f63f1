"""How single utterances are named."""

from __future__ import annotations

from pathlib import Path

from desktop_app.i18n.texts import translate
from desktop_app.state.training.insight import Point, Seen
from desktop_app.views.format import emotion_name, percent, precise_clock, signed


def words_of(seen: Seen) -> str:
    """What is said, or that nothing is."""
    return seen.text or translate("Insight", "No words")


def file_of(seen: Seen) -> str:
    """Of its file, or of its group where nobody knows the file."""
    return Path(seen.path).name if seen.path else seen.group


def moment_of(seen: Seen) -> str:
    """When it begins; empty where it is a whole file."""
    return "" if seen.start_s is None else precise_clock(seen.start_s)


def described(point: Point) -> str:
    """An utterance with what people and the model say of it."""
    said = [f"“{words_of(point.seen)}”", file_of(point.seen), moment_of(point.seen)]
    if point.sentiment is not None and point.said_sentiment is not None:
        text = translate("Insight", "sentiment {label}, predicted {said}")
        said.append(
            text.format(label=signed(point.sentiment, 1), said=signed(point.said_sentiment, 1))
        )
    if point.emotion is not None and point.said_emotion is not None and point.probability:
        text = translate("Insight", "{label}, predicted {said} {probability}")
        said.append(
            text.format(
                label=emotion_name(point.emotion),
                said=emotion_name(point.said_emotion),
                probability=percent(point.probability),
            )
        )
    return " · ".join(part for part in said if part)
