"""The player panel: surface and transport; the multimedia library is loaded on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop_app.commands.binding import CommandSet
from desktop_app.i18n.texts import translate
from desktop_app.settings.preferences import Preferences
from desktop_app.state.session import Session
from desktop_app.state.switches import Overlay
from desktop_app.theming.manager import ThemeManager
from desktop_app.views.format import (
    expression,
    numbered_face,
    sentiment_word,
    signed,
    uncertain,
)
from desktop_app.views.player.surface import NOTHING, Overlays, VideoSurface
from desktop_app.views.player.transport import Transport
from engine.sessions.faces import box_at
from engine.types import UtteranceResult, VideoFrame

if TYPE_CHECKING:
    from desktop_app.views.player.media import MediaPlayer


class PlayerPanel(QFrame):
    """Shows the file at hand; results add the face box."""

    trouble = Signal(str)

    def __init__(
        self,
        session: Session,
        commands: CommandSet,
        themes: ThemeManager,
        preferences: Preferences,
    ) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self._session = session
        self._preferences = preferences
        self._media: MediaPlayer | None = None
        self.surface = VideoSurface(themes)
        self.surface.clicked.connect(session.playback.toggle)
        transport = Transport(session.playback, commands, themes, preferences.volume)
        transport.volume_changed.connect(self._set_volume)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.surface, 1)
        column.addWidget(transport)
        session.analysis.begun.connect(self._open)
        session.analysis.media_changed.connect(self._describe)
        session.analysis.result_added.connect(self._refresh_face)
        session.analysis.results_reset.connect(self._refresh_face)
        session.playback.position_changed.connect(self._refresh_face)
        session.overlays.changed.connect(self._refresh_face)
        session.frames.picture_ready.connect(self._show_exact)

    def prepare(self) -> None:
        """Load the multimedia library; called once the window is on the screen."""
        if self._media is None:
            from desktop_app.views.player.media import MediaPlayer  # noqa: PLC0415 - after the show

            self._media = MediaPlayer(
                self._session.playback, self.surface, self._preferences.volume
            )
            self._media.trouble.connect(self.trouble)

    def close_media(self) -> None:
        """Release the player's threads."""
        if self._media is not None:
            self._media.close()
            self._media = None

    def _open(self) -> None:
        path = self._session.analysis.path
        self.surface.show_message("")
        if path is not None and path.is_file():
            self.prepare()
            assert self._media is not None
            self._media.open(path)

    def _describe(self) -> None:
        media = self._session.analysis.media
        if media is not None and media.video is None:
            self.surface.show_message(self.tr("Sound only"))

    def _show_exact(self, frame: VideoFrame) -> None:
        if self._media is not None:
            height, width, _ = frame.bgr.shape
            kind = QImage.Format.Format_BGR888
            image = QImage(frame.bgr.tobytes(), width, height, 3 * width, kind)
            self._media.show_exact(image.copy())

    def _set_volume(self, volume: float) -> None:
        self._preferences.volume = volume
        if self._media is not None:
            self._media.set_volume(volume)

    def _refresh_face(self) -> None:
        analysis, time_s = self._session.analysis, self._session.playback.position_s
        overlays, index = self._session.overlays, analysis.index_at(time_s)
        if index is None:
            self.surface.show_overlays(NOTHING)
            return
        result = analysis.results[index]
        self.surface.show_overlays(
            Overlays(
                face=box_at(result.faces, time_s),
                outlined=overlays.is_on(Overlay.BOX),
                person=person(result) if overlays.is_on(Overlay.IDENTITY) else "",
                caption=caption(result) if overlays.is_on(Overlay.EMOTION) else "",
            )
        )


def person(result: UtteranceResult) -> str:
    """Which person it is, also where only one was ever in view."""
    return numbered_face(result)


def caption(result: UtteranceResult) -> str:
    """The expression and the sentiment that are predicted for the utterance."""
    value = result.prediction.sentiment
    word = uncertain() if result.sentiment_uncertain else sentiment_word(value)
    said = translate("PlayerPanel", "{expression} · sentiment {value}, {word}")
    return said.format(expression=expression(result), value=signed(value, 1), word=word)
