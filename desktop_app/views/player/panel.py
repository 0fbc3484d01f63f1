"""The player panel: surface and transport; the multimedia library is loaded on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop_app.commands.binding import CommandSet
from desktop_app.i18n.texts import translate
from desktop_app.settings.preferences import Preferences
from desktop_app.settings.table import VOLUME
from desktop_app.state.session import Session
from desktop_app.state.switches import Overlay
from desktop_app.theming.manager import ThemeManager
from desktop_app.views.format import (
    expression,
    sentiment_word,
    signed,
    uncertain,
)
from desktop_app.views.naming import naming
from desktop_app.views.player.meshing import Meshing
from desktop_app.views.player.surface import Overlays, VideoSurface
from desktop_app.views.player.transport import Transport
from engine.sessions.faces import Box, box_at, fitting
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
        self._preferences, self._name_of = preferences, naming(session)
        self._media: MediaPlayer | None = None
        self.surface = VideoSurface(themes)
        self.surface.clicked.connect(session.playback.toggle)
        self._transport = Transport(session.playback, commands, themes, preferences.get(VOLUME))
        self._transport.volume_changed.connect(lambda volume: preferences.put(VOLUME, volume))
        preferences.changed.connect(self._follow_settings)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.surface, 1)
        column.addWidget(self._transport)
        session.analysis.begun.connect(self._open)
        session.analysis.media_changed.connect(self._describe)
        session.analysis.result_added.connect(self._refresh_face)
        session.analysis.results_reset.connect(self._refresh_face)
        session.playback.position_changed.connect(self._refresh_face)
        session.overlays.changed.connect(self._refresh_face)
        session.labels.hidden_changed.connect(self._refresh_face)
        session.remarks.changed.connect(self._refresh_face)
        session.frames.picture_ready.connect(self._show_exact)
        session.meshes.changed.connect(self._refresh_face)
        self._meshing = Meshing(session, self.surface)

    def prepare(self) -> None:
        """Load the multimedia library; called once the window is on the screen."""
        if self._media is None:
            from desktop_app.views.player.media import MediaPlayer  # noqa: PLC0415 - after the show

            volume = self._preferences.get(VOLUME)
            self._media = MediaPlayer(self._session.playback, self.surface, volume)
            self._media.trouble.connect(self._tell_trouble)

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

    def _tell_trouble(self, text: str) -> None:
        self.surface.show_message(self.tr("This file cannot be played here"))
        self.trouble.emit(text)

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

    def _follow_settings(self, key: str) -> None:
        if key == VOLUME.key:
            volume = self._preferences.get(VOLUME)
            self._transport.show_volume(volume)
            if self._media is not None:
                self._media.set_volume(volume)

    def _person(self, result: UtteranceResult) -> str:
        """Who it is, also where only one was ever in view."""
        return self._name_of(result.face_track_id or 0)

    def _refresh_face(self) -> None:
        analysis, time_s = self._session.analysis, self._session.playback.position_s
        overlays, index = self._session.overlays, analysis.index_at(time_s)
        if index is None:
            self.surface.show_overlays(Overlays(mesh=self._mesh(None)))
            return
        result = analysis.results[index]
        without = not overlays.is_on(Overlay.EMOTION) or self._session.labels.hides(result)
        face = box_at(result.faces, time_s)
        self.surface.show_overlays(
            Overlays(
                face=face,
                mesh=self._mesh(face),
                outlined=overlays.is_on(Overlay.BOX),
                person=self._person(result) if overlays.is_on(Overlay.IDENTITY) else "",
                caption="" if without else caption(result),
            )
        )

    def _mesh(self, box: Box | None) -> tuple[tuple[float, float], ...]:
        """Of the person who is shown, in the picture that is shown."""
        found = fitting(self._session.meshes.faces, box)
        return tuple((x, y) for x, y in found.mesh.tolist()) if found else ()


def caption(result: UtteranceResult) -> str:
    """The expression and the sentiment that are predicted for the utterance."""
    value = result.prediction.sentiment
    word = uncertain() if result.sentiment_uncertain else sentiment_word(value)
    said = translate("PlayerPanel", "{expression} · sentiment {value}, {word}")
    return said.format(expression=expression(result), value=signed(value, 1), word=word)
