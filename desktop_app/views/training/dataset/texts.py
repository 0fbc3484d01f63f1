"""How splits, doubts and what is known of time and memory are written."""

from __future__ import annotations

from pathlib import Path

from desktop_app.i18n.marks import QT_TRANSLATE_NOOP
from desktop_app.i18n.texts import translate
from desktop_app.state.training.dataset import OUT, Sample
from desktop_app.state.training.looking import DataLook, Estimated, Known
from desktop_app.state.training.splitting import Doubt
from desktop_app.views.format import duration, emotion_name, percent, precise_clock, signed

_SPLITS = {
    "train": QT_TRANSLATE_NOOP("Splits", "trains"),
    "valid": QT_TRANSLATE_NOOP("Splits", "validates"),
    "test": QT_TRANSLATE_NOOP("Splits", "tests"),
    OUT: QT_TRANSLATE_NOOP("Splits", "left out"),
}
_DOUBTS = {
    Doubt.NOBODY_TRAINS: QT_TRANSLATE_NOOP("Splits", "Nobody is left to train on."),
    Doubt.NOBODY_VALIDATES: QT_TRANSLATE_NOOP(
        "Splits", "Nobody validates: no epoch can be chosen, and nothing can be trained."
    ),
    Doubt.LEAKS: QT_TRANSLATE_NOOP(
        "Splits",
        "The same voice or face is in two splits: scores will be too good. See “What stands out”.",
    ),
    Doubt.FEW_VALIDATE: QT_TRANSLATE_NOOP(
        "Splits",
        "Fewer than 20 utterances validate: too few to tell whether anything is gained, unless "
        "you train crosswise.",
    ),
    Doubt.UTTERANCES: QT_TRANSLATE_NOOP(
        "Splits",
        "All labels are of one video or person, so utterances are divided: validation says nothing "
        "of other people.",
    ),
    Doubt.ONE_VALIDATES: QT_TRANSLATE_NOOP(
        "Splits", "One video or person validates: what is gained may be peculiar to it."
    ),
}
_KNOWN = {
    Known.NOTHING: "",
    Known.TRAINING: QT_TRANSLATE_NOOP(
        "Splits", "Time and memory are not estimated while something trains."
    ),
    Known.CLIPS: QT_TRANSLATE_NOOP(
        "Splits", "Time and memory are known once the clips were measured: look at the data."
    ),
    Known.ASKED: QT_TRANSLATE_NOOP("Splits", "Estimating time and memory…"),
}


def split_name(split: str) -> str:
    """What a group does: trains."""
    return translate("Splits", _SPLITS[split]) if split in _SPLITS else "–"


def doubt_text(doubt: Doubt) -> str:
    return translate("Splits", _DOUBTS[doubt])


def estimate_text(look: DataLook) -> str:
    """One line; empty where nothing can be trained."""
    known, found = look.known, look.estimated
    if known is Known.FOUND and found is not None:
        return _figures(found)
    if known is Known.FAILED and look.failure is not None:
        said = translate("Splits", "No estimate: {why}")
        return said.format(why=f"{look.failure.message} {look.failure.hint}".strip())
    return translate("Splits", _KNOWN[known]) if _KNOWN.get(known) else ""


def _figures(found: Estimated) -> str:
    said = translate("Splits", "At most about {time}, {memory} MB of memory.")
    return said.format(time=rough(found.seconds), memory=_rounded(found.memory_mb))


def rough(seconds: float) -> str:
    """40 s, 12 min, 3 h: no more digits than an estimate is worth."""
    if seconds < 1:
        return translate("Splits", "a second")
    if seconds < 90:
        return f"{_rounded(seconds)} s"
    if seconds < 5400:
        return f"{_rounded(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"


def _rounded(value: float) -> int:
    """Two digits."""
    size = int(10 ** max(0, len(str(int(value))) - 2))
    return round(value / size) * size


def sentiment_text(sample: Sample) -> str:
    return "–" if sample.sentiment is None else signed(sample.sentiment, 1)


def emotions_text(sample: Sample) -> str:
    """happy 67 %, sad 33 %; happy where there is no doubt; a dash where nobody says."""
    found = sorted(sample.emotions.items(), key=lambda item: -item[1])
    shown = [(emotion, share) for emotion, share in found if share > 0]
    if not shown:
        return "–"
    if len(shown) == 1:
        return emotion_name(shown[0][0])
    return ", ".join(f"{emotion_name(emotion)} {percent(share)}" for emotion, share in shown)


def length_text(sample: Sample) -> str:
    return duration(sample.duration_s)


def place_text(sample: Sample) -> str:
    """one.mp4 0:15.6; where nobody knows its file, what its data set calls it."""
    name = Path(sample.path).name if sample.path else sample.id
    return name if sample.start_s is None else f"{name} {precise_clock(sample.start_s)}"


def group_text(group: str) -> str:
    """Without the fingerprint of the file, which is for machines."""
    head, _, rest = group.rpartition(" (")
    kind, _, name = (head or group).partition("/")
    short = name if kind in {"video", "person", ""} and name else head or group
    inside = rest.partition(")/")[2]
    return f"{short} · {inside.rpartition('@')[2]} s" if inside else short
