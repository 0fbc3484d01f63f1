"""How the labels of each data set map onto the seven emotions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.types import Emotion

NEUTRAL, HAPPY, SAD, ANGRY, FEAR, DISGUST, SURPRISE = Emotion

MELD: Mapping[str, Emotion] = {
    "neutral": NEUTRAL,
    "joy": HAPPY,
    "sadness": SAD,
    "anger": ANGRY,
    "fear": FEAR,
    "disgust": DISGUST,
    "surprise": SURPRISE,
}

# Third part of a RAVDESS name; calm (02) is what its makers recorded as a second baseline.
RAVDESS: Mapping[str, Emotion] = {
    "01": NEUTRAL,
    "02": NEUTRAL,
    "03": HAPPY,
    "04": SAD,
    "05": ANGRY,
    "06": FEAR,
    "07": DISGUST,
    "08": SURPRISE,
}

NEMO: Mapping[str, Emotion] = {
    "neutral": NEUTRAL,
    "happiness": HAPPY,
    "sadness": SAD,
    "anger": ANGRY,
    "fear": FEAR,
    "surprised": SURPRISE,
}

JAVANESE: Mapping[str, Emotion] = {
    "01": NEUTRAL,
    "02": SAD,
    "03": HAPPY,
    "04": SURPRISE,
    "05": FEAR,
    "06": ANGRY,
}

# Columns of FER+; contempt, unknown and "not a face" have no place among the seven.
FERPLUS: Mapping[str, Emotion] = {
    "neutral": NEUTRAL,
    "happiness": HAPPY,
    "surprise": SURPRISE,
    "sadness": SAD,
    "anger": ANGRY,
    "disgust": DISGUST,
    "fear": FEAR,
}

MOSEI: Mapping[str, Emotion] = {
    "happy": HAPPY,
    "sad": SAD,
    "anger": ANGRY,
    "surprise": SURPRISE,
    "disgust": DISGUST,
    "fear": FEAR,
}

# The Ekman grouping published with GoEmotions (Demszky et al. 2020).
_GOEMOTIONS_GROUPS: Mapping[Emotion, tuple[str, ...]] = {
    NEUTRAL: ("neutral",),
    HAPPY: (
        *("admiration", "amusement", "approval", "caring", "desire", "excitement"),
        *("gratitude", "joy", "love", "optimism", "pride", "relief"),
    ),
    SAD: ("disappointment", "embarrassment", "grief", "remorse", "sadness"),
    ANGRY: ("anger", "annoyance", "disapproval"),
    FEAR: ("fear", "nervousness"),
    DISGUST: ("disgust",),
    SURPRISE: ("confusion", "curiosity", "realization", "surprise"),
}
GOEMOTIONS: Mapping[str, Emotion] = {
    name: emotion for emotion, names in _GOEMOTIONS_GROUPS.items() for name in names
}

NAMES: Mapping[str, Emotion] = {
    **MELD,
    **NEMO,
    **FERPLUS,
    **{emotion.value: emotion for emotion in Emotion},
}
"""How people write them in tables of their own, in small letters."""


def one_hot(emotion: Emotion) -> tuple[float, ...]:
    return tuple(float(each is emotion) for each in Emotion)


def distribution(weights: Mapping[Emotion, float]) -> tuple[float, ...] | None:
    """Weights (votes, intensities) scaled to sum to one; None when there are none."""
    total = sum(weights.values())
    if total <= 0.0:
        return None
    return tuple(weights.get(emotion, 0.0) / total for emotion in Emotion)


def from_names(names: Iterable[str], table: Mapping[str, Emotion]) -> tuple[float, ...] | None:
    """Several labels for one utterance share the mass; labels of one group count once."""
    found = {table[name] for name in names if name in table}
    return distribution(dict.fromkeys(found, 1.0))


def from_intensities(intensities: Mapping[Emotion, float]) -> tuple[float, ...]:
    """MOSEI's mean intensities (0..3); what is missing to a full point is neutral.

    All zero → neutral. One annotator of three who saw a trace of joy (0.33) → a third happy.
    """
    seen = {emotion: max(0.0, value) for emotion, value in intensities.items()}
    seen[NEUTRAL] = max(0.0, 1.0 - sum(seen.values()))
    shares = distribution(seen)
    assert shares is not None  # the rest is neutral, so the sum is at least one
    return shares
