"""What raters are asked for."""

from __future__ import annotations

from enum import StrEnum


class LabelledHeads(StrEnum):
    """An utterance counts as labelled once all of it is said."""

    BOTH = "both"
    SENTIMENT = "sentiment"
    EMOTIONS = "emotions"
