"""Arrays of published data sets as tracks, labels, texts and segments of ours.

``where`` names the place for messages: ``aligned_50.pkl, train[17]``.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.datasets.emotions import MOSEI, from_intensities
from engine.datasets.schema import Labels, Split
from engine.errors import DatasetError
from engine.types import FeatureTrack, Float64Array

Array = npt.NDArray[Any]

SPLIT_NAMES = {
    "train": Split.TRAIN,
    "valid": Split.VALID,
    "dev": Split.VALID,
    "val": Split.VALID,
    "test": Split.TEST,
}

_SEGMENTS = (
    re.compile(r"(?P<video>.+)\$_\$(?P<clip>.+)"),
    re.compile(r"(?P<video>.+)\[(?P<clip>\d+)\]"),
    re.compile(r"(?P<video>.+)_(?P<clip>\d+)"),
)
_LARGEST_SENTIMENT = 3.0


def numbers(values: Any, dimensions: int, where: str) -> Array:
    """``values`` as an array of numbers with so many axes.

    Raises:
        DatasetError: it is none.
    """
    try:
        array = np.asarray(values)
    except ValueError as error:  # rows of different lengths
        raise DatasetError(f"{where}: {error}.") from error
    if array.dtype.kind not in "fiub" or array.ndim != dimensions:
        raise DatasetError(
            f"{where}: an array of {dimensions} axes of numbers was expected, "
            f"not {array.dtype} {list(array.shape)}."
        )
    return array


def rows_of(values: Any, where: str) -> list[Any]:
    """A list of whatever kind.

    Raises:
        DatasetError: it is none.
    """
    if isinstance(values, list | tuple):
        return list(values)
    if isinstance(values, np.ndarray) and values.ndim:
        return list(values)
    raise DatasetError(f"{where}: a list was expected, not {type(values).__name__}.")


def track_of(
    values: Any, where: str, times_s: Float64Array | None = None, *, padded: bool = False
) -> FeatureTrack | None:
    """A track of foreign features [steps, dimension]; None without any evidence.

    Steps that are not finite are masked, and so are steps of nothing but zeros where there are
    several numbers a step: that is how published sets write "not seen". ``padded``: zeros at
    either end are no steps at all. Without ``times_s`` steps are counted.
    """
    raw = numbers(values, 2, where)
    with np.errstate(over="ignore"):  # what float32 cannot hold is not finite, hence masked
        array = raw.astype(np.float32)
    valid = np.asarray(np.isfinite(array).all(axis=1))
    first, end = 0, len(array)
    if array.shape[1] > 1:  # a single number may well be zero
        seen = np.asarray((array != 0.0).any(axis=1))
        valid &= seen
        first, end = _ends(seen) if padded else (first, end)
    times = np.arange(len(array), dtype=np.float64) if times_s is None else times_s
    array = np.where(valid[:, None], array, np.float32(0.0))
    track = FeatureTrack(array[first:end], times[first:end], valid[first:end])
    return track if track.has_evidence else None


def labels_of(row: Any, where: str, factor: float = 1.0) -> Labels:
    """Labels of the CMU sets: [sentiment], or [sentiment, six intensities] as MOSEI has them.

    ``factor`` brings the sentiment to −3..3. What is not a number is unknown.

    Raises:
        DatasetError: another number of labels, or a sentiment beyond the scale.
    """
    array = numbers(row, np.ndim(row), where).astype(np.float64).reshape(-1)
    if array.size not in (1, 1 + len(MOSEI)):
        raise DatasetError(
            f"{where}: {array.size} labels; one (sentiment) or {1 + len(MOSEI)} (sentiment and "
            "six emotions) were expected."
        )
    sentiment = scaled_sentiment(float(array[0]), factor, where)
    intensities = array[1:]
    if not intensities.size or np.isnan(intensities).any():
        return Labels(sentiment)
    if not np.isfinite(intensities).all() or intensities.min() < 0.0:
        raise DatasetError(f"{where}: an emotion's intensity is {intensities.min():g}.")
    pairs = zip(MOSEI.values(), (float(each) for each in intensities), strict=True)
    return Labels(sentiment, from_intensities(dict(pairs)))


def scaled_sentiment(value: float, factor: float, where: str) -> float | None:
    """The sentiment in −3..3; None where it is not a number.

    Raises:
        DatasetError: it lies beyond the scale.
    """
    if np.isnan(value):
        return None
    scaled = value * factor
    if not abs(scaled) <= _LARGEST_SENTIMENT + 1e-6:
        raise DatasetError(
            f"{where}: a sentiment of {scaled:g} lies beyond −3..3.",
            hint="Give the factor that brings it there (--sentiment-factor), or name it otherwise.",
        )
    return scaled


def text_of(value: Any, where: str) -> str:
    """A string of ours, whatever kind of string it was.

    Raises:
        DatasetError: it is none.
    """
    try:
        text = value.decode("utf-8") if isinstance(value, bytes) else value
        if isinstance(text, str):
            text.encode("utf-8")  # half a character could not be stored
            return str(text)
    except UnicodeError as error:
        raise DatasetError(f"{where}: text that is no UTF-8.") from error
    raise DatasetError(f"{where}: text was expected, not {type(value).__name__}.")


def segment_of(value: Any, where: str) -> tuple[str, str]:
    """Id and video of a segment: ``video$_$3``, ``video[3]``, ``video_3`` or (video, 3 …).

    Raises:
        DatasetError: it names no video.
    """
    if isinstance(value, tuple | list) and len(value) >= 2:
        parts = [text_of(each, where) if isinstance(each, str | bytes) else each for each in value]
        return "_".join(str(part) for part in parts), str(parts[0])
    name = text_of(value, where)
    for form in _SEGMENTS:
        if match := form.fullmatch(name):
            return name, match["video"]
    raise DatasetError(
        f"{where}: {name!r} does not say of which video it is a segment.",
        hint="Expected video$_$clip, video[clip] or video_clip.",
    )


def _ends(seen: npt.NDArray[np.bool_]) -> tuple[int, int]:
    """Where the steps that were seen begin and end."""
    steps = np.flatnonzero(seen)
    return (int(steps[0]), int(steps[-1]) + 1) if len(steps) else (0, 0)
