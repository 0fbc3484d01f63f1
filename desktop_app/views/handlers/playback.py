"""The player and the selection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from desktop_app.commands.binding import Handler

if TYPE_CHECKING:
    from desktop_app.views.main_window import MainWindow


class PlaybackHandlers:
    """Where the playhead is, how fast it moves, and what is selected."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def table(self) -> Mapping[str, Handler]:
        """Command id → what it does; the argument is the checked state."""
        session = self._window.session
        playback = session.playback
        return {
            "play.toggle": lambda _: playback.toggle(),
            "play.pause": lambda _: playback.pause(),
            "play.shuttle": lambda _: self._shuttle(),
            "play.back": lambda _: playback.seek_by(-5.0),
            "play.forward": lambda _: playback.seek_by(5.0),
            "play.left": lambda _: playback.seek_by(-1.0),
            "play.right": lambda _: playback.seek_by(1.0),
            "play.frame_back": lambda _: session.frames.step(-1),
            "play.frame_forward": lambda _: session.frames.step(1),
            "play.previous": lambda _: self._to_utterance(-1),
            "play.next": lambda _: self._to_utterance(1),
            "play.start": lambda _: playback.seek(0.0),
            "play.slower": lambda _: playback.change_rate(-1),
            "play.faster": lambda _: playback.change_rate(1),
            "play.normal": lambda _: playback.set_rate(1.0),
            "play.mute": playback.set_muted,
            "play.loop": session.range.set_loop,
            "select.start": lambda _: self._select_from_here(),
            "select.end": lambda _: session.range.end_at(playback.position_s),
            "select.utterance": lambda _: self._select_utterance(),
            "select.clear": lambda _: session.range.clear(),
        }

    def _shuttle(self) -> None:
        playback = self._window.session.playback
        if playback.playing:
            playback.change_rate(1)
        else:
            playback.toggle()

    def _select_from_here(self) -> None:
        session = self._window.session
        session.range.begin_at(session.playback.position_s, session.playback.duration_s)

    def _select_utterance(self) -> None:
        session = self._window.session
        index = session.analysis.index_before(session.playback.position_s)
        utterance = session.analysis.results[index or 0].utterance
        session.range.select(utterance.start_s, utterance.end_s)

    def _to_utterance(self, step: int) -> None:
        analysis, playback = self._window.session.analysis, self._window.session.playback
        index = analysis.index_before(playback.position_s)
        wanted = (-1 if index is None else index) + step
        if 0 <= wanted < len(analysis.results):
            playback.seek(analysis.results[wanted].utterance.start_s)
