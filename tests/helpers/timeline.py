"""A timeline on the screen with six made-up utterances, and hands that work it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.state.session import Session
from desktop_app.state.switches import LaneId
from desktop_app.theming.manager import Appearance, ThemeManager
from desktop_app.views.timeline.panel import Timeline
from engine.types import AnalysisSettings, MediaInfo, MediaProbed, UtteranceAnalysed
from tests.helpers import analysis_results as made

DURATION_S = 20.4
"""Length of six utterances and the rest behind them."""
Drag = list[float]


@contextmanager
def shown_timeline(session: Session, application: QApplication, qtbot: QtBot) -> Iterator[Timeline]:
    """800 × 400 pixels, in the light theme."""
    themes = ThemeManager(application, Appearance.LIGHT)
    view = Timeline(session, themes)
    qtbot.addWidget(view)
    view.resize(800, 400)
    view.show()
    qtbot.waitExposed(view)
    qtbot.wait(200)
    yield view
    themes.deleteLater()


def fill(session: Session, path: Path, count: int, media: MediaInfo | None = None) -> None:
    session.analysis.begin(path, AnalysisSettings())
    results = made.results(count)
    length = results[-1].utterance.end_s + 0.4
    session.analysis.apply(MediaProbed(media or made.media_info(path, length)))
    for result in results:
        session.analysis.apply(UtteranceAnalysed(result))
    session.analysis.finish()


def place(timeline: Timeline, lane: LaneId, time_s: float, share: float = 0.5) -> QPoint:
    """Pixel of a time in a lane, ``share`` of the way down."""
    strip = timeline.plot.strip(lane)
    assert strip is not None
    x = timeline.plot.x_of(time_s)
    return QPoint(round(x), round(strip.top + share * strip.height))


def picture(timeline: Timeline) -> QImage:
    return timeline.plot.grab().toImage()


def near(color: QColor, wanted: QColor) -> bool:
    pairs = zip(color.getRgb()[:3], wanted.getRgb()[:3], strict=True)
    return all(abs(int(a) - int(b)) <= 6 for a, b in pairs)


def drag(
    timeline: Timeline,
    qtbot: QtBot,
    times: Drag,
    *,
    button: Qt.MouseButton = Qt.MouseButton.LeftButton,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    y: int | None = None,
) -> None:
    """Press at the first time, move over the others, release at the last."""
    plot = timeline.plot
    row = place(timeline, LaneId.SENTIMENT, 0.0).y() if y is None else y
    spots = [QPoint(round(plot.x_of(time_s)), row) for time_s in times]
    qtbot.mousePress(plot, button, modifier, spots[0])
    for spot in spots[1:]:
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(spot),
            QPointF(plot.mapToGlobal(spot)),
            Qt.MouseButton.NoButton,
            button,
            modifier,
        )
        QApplication.sendEvent(plot, event)
    qtbot.mouseRelease(plot, button, modifier, spots[-1])


def wheel(timeline: Timeline, time_s: float, delta: QPoint, modifier: Qt.KeyboardModifier) -> None:
    position = QPointF(place(timeline, LaneId.EMOTIONS, time_s))
    event = QWheelEvent(
        position,
        QPointF(timeline.plot.mapToGlobal(position)),
        QPoint(0, 0),
        delta,
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(timeline.plot, event)
