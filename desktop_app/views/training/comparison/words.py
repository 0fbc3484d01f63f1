"""A comparison in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject

from desktop_app.i18n.marks import QT_TRANSLATE_NOOP
from desktop_app.i18n.texts import translate
from desktop_app.state.training.compared import (
    BETTER,
    SAME,
    UNCLEAR,
    WORSE,
    Compared,
    ScoreDifference,
)
from desktop_app.views.format import emotion_name
from engine.types import EMOTIONS, SENTIMENT, Emotion

_FINE = 0.02
"""Changes below it are told with a digit more."""
_SCORES = {
    "mean absolute error": QT_TRANSLATE_NOOP("Comparison", "mean error"),
    "correlation": QT_TRANSLATE_NOOP("Comparison", "correlation"),
    "accuracy": QT_TRANSLATE_NOOP("Comparison", "share that is right"),
    "share in 80 % intervals": QT_TRANSLATE_NOOP("Comparison", "share in 80 % intervals"),
    "calibration error": QT_TRANSLATE_NOOP("Comparison", "calibration error"),
}
_VERDICTS = {
    BETTER: QT_TRANSLATE_NOOP("Comparison", "better"),
    WORSE: QT_TRANSLATE_NOOP("Comparison", "worse"),
    SAME: QT_TRANSLATE_NOOP("Comparison", "no difference"),
    UNCLEAR: QT_TRANSLATE_NOOP("Comparison", "too few utterances to tell"),
}
_BY = {
    BETTER: QT_TRANSLATE_NOOP("Comparison", "better on {about} by {size}"),
    WORSE: QT_TRANSLATE_NOOP("Comparison", "worse on {about} by {size}"),
}
_ON = {
    SAME: QT_TRANSLATE_NOOP("Comparison", "no difference on {about}"),
    UNCLEAR: QT_TRANSLATE_NOOP("Comparison", "too few utterances to tell on {about}"),
}


def about_name(about: str) -> str:
    """What a score is of: sentiment, expression, one emotion; another head by its own name."""
    if about == SENTIMENT:
        return translate("Comparison", "sentiment")
    if about == EMOTIONS:
        return translate("Comparison", "expression")
    known = {each.value: each for each in Emotion}
    return emotion_name(known[about]) if about in known else about


def score_name(score: str) -> str:
    return translate("Comparison", _SCORES[score]) if score in _SCORES else score


def verdict_name(verdict: str) -> str:
    return translate("Comparison", _VERDICTS[verdict]) if verdict in _VERDICTS else verdict


def sentence(found: Compared) -> str:
    """``better on sentiment by 0.07 ± 0.03; no difference on angry``."""
    said = "; ".join(_parts(found))
    return said or translate("Comparison", "nothing could be compared")


class Doubts(QObject):
    """What speaks against reading much into a comparison."""

    def of(self, found: Compared) -> tuple[str, ...]:
        """A sentence each."""
        return tuple(self._of(found))

    def _of(self, found: Compared) -> Iterator[str]:
        if found.is_of_few:
            yield self.tr(
                "These utterances are of %n person(s) or video(s): with others it may be "
                "otherwise.",
                None,
                found.groups,
            )
        if found.unclear:
            names = ", ".join(dict.fromkeys(about_name(each.about) for each in found.unclear))
            most = max(each.enough or 0 for each in found.unclear)
            text = self.tr("Too few utterances to tell of {about}: about %n would do.", None, most)
            yield text.format(about=names)


def _parts(found: Compared) -> Iterator[str]:
    plain = [each for each in found.differences if each.is_plain]
    for verdict, text in _BY.items():
        for each in plain:
            if each.verdict == verdict:
                said = translate("Comparison", text)
                yield said.format(about=about_name(each.about), size=size_of(each))
    for verdict, text in _ON.items():
        names = [about_name(each.about) for each in plain if each.verdict == verdict]
        if names:
            yield translate("Comparison", text).format(about=", ".join(names))


def size_of(each: ScoreDifference) -> str:
    """0.07 ± 0.03."""
    change, half = each.change, each.half_width
    if change is None or half is None:
        return "–"
    digits = 2 if abs(change) >= _FINE else 3
    return f"{abs(change):.{digits}f} ± {half:.{digits}f}"
