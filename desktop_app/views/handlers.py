"""What each command does, in terms of the window's parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox

from desktop_app.commands.binding import Handler
from desktop_app.commands.catalogue import export_command_id, lane_command
from desktop_app.state.files import EXPORT_FORMATS, Export, locate_demo_clip
from desktop_app.state.switches import LaneId, Overlay, Switches
from desktop_app.theming.manager import Appearance
from desktop_app.views.banner import Tone
from engine import __version__
from engine.errors import CancelledError, MibscopeError
from engine.sessions.media_files import AUDIO_SUFFIXES, VIDEO_SUFFIXES
from engine.sessions.project.project import SUFFIX
from engine.types import Analysis, AnalysisSettings

if TYPE_CHECKING:
    from desktop_app.views.main_window import MainWindow

_SUFFIXES = " ".join(f"*.{each}" for each in (*VIDEO_SUFFIXES, *AUDIO_SUFFIXES))
_OPEN_FILTER = (
    f"Everything (*{SUFFIX} {_SUFFIXES});;Projects (*{SUFFIX});;"
    f"Video and sound ({_SUFFIXES});;All files (*)"
)
_PROJECT_FILTER = f"MIBScope projects (*{SUFFIX})"
_FASTEST = 2.0
_OVERLAYS = {
    "view.face_box": Overlay.BOX,
    "view.identity": Overlay.IDENTITY,
    "view.emotion": Overlay.EMOTION,
}
_ABOUT = (
    f"MIBScope {__version__}\n\n"
    "Shows what words, voice and face each contribute to a prediction of sentiment and emotion "
    "shown, and how much of each the information bottleneck lets through.\n\n"
    "Method: S. Mai, Y. Zeng, H. Hu, Multimodal Information Bottleneck, IEEE TMM 2022."
)


class Handlers:
    """Handlers of the command table; keeps the settings that the next analysis will use."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.settings = AnalysisSettings()
        for switches in (window.session.overlays, window.session.lanes):
            switches.changed.connect(self.show_choices)

    def table(self) -> Mapping[str, Handler]:
        """Command id → what it does; the argument is the checked state."""
        window, session = self._window, self._window.session
        playback = session.playback
        return {
            "file.open": lambda _: self._open(),
            "file.demo": lambda _: self._open_demo(),
            **{export_command_id(name): self._exporting(name) for name in EXPORT_FORMATS},
            "file.quit": lambda _: window.close(),
            "edit.undo": lambda _: session.editor.undo(),
            "edit.redo": lambda _: session.editor.redo(),
            "edit.words": lambda _: self._correct(),
            "edit.split": lambda _: self._split(),
            "edit.merge": lambda _: self._merge(),
            "analysis.cancel": lambda _: session.cancel(),
            "analysis.again": lambda _: session.analyse_again(self.settings),
            "analysis.text": lambda on: self._use(replace(self.settings, use_text=on)),
            "analysis.audio": lambda on: self._use(replace(self.settings, use_audio=on)),
            "analysis.video": lambda on: self._use(replace(self.settings, use_video=on)),
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
            "view.zoom_in": lambda _: self._zoom(0.5),
            "view.zoom_out": lambda _: self._zoom(2.0),
            "view.zoom_fit": lambda _: self._zoom(None),
            "view.zoom_selection": lambda _: self._zoom_to_selection(),
            "view.pan_left": lambda _: self._pan(-0.5),
            "view.pan_right": lambda _: self._pan(0.5),
            **self._switches(session.overlays, _OVERLAYS),
            **self._switches(session.lanes, {lane_command(lane): lane for lane in LaneId}),
            "appearance.system": lambda _: self._appearance(Appearance.SYSTEM),
            "appearance.light": lambda _: self._appearance(Appearance.LIGHT),
            "appearance.dark": lambda _: self._appearance(Appearance.DARK),
            "help.notice": lambda _: window.show_notice(),
            "help.about": lambda _: self._about(),
        }

    def show_choices(self) -> None:
        """Bring the check marks in line with what is chosen."""
        commands = self._window.commands
        for name, overlay in _OVERLAYS.items():
            commands[name].setChecked(self._window.session.overlays.is_on(overlay))
        for lane in LaneId:
            commands[lane_command(lane)].setChecked(self._window.session.lanes.is_on(lane))
        commands[f"appearance.{self._window.themes.appearance.value}"].setChecked(True)
        commands["analysis.text"].setChecked(self.settings.use_text)
        commands["analysis.audio"].setChecked(self.settings.use_audio)
        commands["analysis.video"].setChecked(self.settings.use_video)

    def _switches(self, switches: Switches, commands: Mapping[str, str]) -> dict[str, Handler]:
        """A handler for each command that switches something on and off."""

        def handler(name: str) -> Handler:
            return lambda on: switches.switch(name, on)

        return {command: handler(name) for command, name in commands.items()}

    # ------------------------------------------------------------------ files

    def _open(self) -> None:
        preferences = self._window.preferences
        chosen, _ = QFileDialog.getOpenFileNames(
            self._window, "Open videos, sound files or a project", preferences.folder, _OPEN_FILTER
        )
        if chosen:
            preferences.folder = str(Path(chosen[0]).parent)
            self._window.open_files([Path(each) for each in chosen])

    def _open_demo(self) -> None:
        try:
            clip = locate_demo_clip()
        except MibscopeError as error:
            self._window.banners.show_message(Tone.ERROR, error.message, error.hint)
            return
        self._window.open_files([clip])

    def _exporting(self, format_name: str) -> Handler:
        return lambda _: self._export(format_name)

    def _export(self, format_name: str) -> None:
        analysis = self._window.session.analysis.snapshot()
        if analysis is None:
            return
        wanted = EXPORT_FORMATS[format_name]
        folder = Path(self._window.preferences.folder)
        chosen, _ = QFileDialog.getSaveFileName(
            self._window,
            f"Export: {wanted.title}",
            str(folder / wanted.file_name(analysis.media.path.stem)),
            f"{wanted.title} (*.{wanted.ending})",
        )
        if chosen:
            path = Path(chosen)
            path = path if path.suffix else path.with_name(f"{path.name}.{wanted.ending}")
            self.export_to(analysis, path, format_name)

    def export_to(self, analysis: Analysis, path: Path, format_name: str) -> None:
        """Write beside the window; say how far it is and how it went."""
        window, export = self._window, Export(analysis, path, format_name)

        def told(error: Exception | None) -> None:
            window.exports.end(export)
            if error is None:
                part = "" if analysis.complete else " (the results so far)"
                window.banners.show_message(Tone.INFO, f"Exported to {path}{part}.")
            elif isinstance(error, CancelledError):
                window.banners.show_message(Tone.INFO, f"{path.name} was not written: stopped.")
            elif isinstance(error, MibscopeError):
                window.banners.show_message(Tone.ERROR, error.message, error.hint)
            else:
                raise error

        window.exports.begin(export)
        window.background.run("export", export.run, told)

    # ------------------------------------------------------------------ edits

    def _correct(self) -> None:
        session = self._window.session
        index = session.selection.index
        if index is None:
            return
        said = session.analysis.results[index].utterance.text
        text, wanted = QInputDialog.getMultiLineText(
            self._window, "Correct the words", "What is said in this utterance:", said
        )
        if wanted:
            session.editor.retell(index, text)

    def _split(self) -> None:
        session = self._window.session
        index = session.selection.index
        if index is None:
            return
        words = session.analysis.results[index].utterance.words
        before = sum(word.end_s <= session.playback.position_s for word in words)
        if 0 < before < len(words):
            session.editor.split(index, before)
        else:
            self._window.banners.show_message(
                Tone.INFO, "Move the playhead between two words of the utterance, then split it."
            )

    def _merge(self) -> None:
        session = self._window.session
        index = session.selection.index
        if index is not None and index + 1 < len(session.analysis.results):
            session.editor.merge(index)

    # ------------------------------------------------------------------ analysis

    def _use(self, settings: AnalysisSettings) -> None:
        banners = self._window.banners
        if not (settings.use_text or settings.use_audio or settings.use_video):
            banners.show_message(Tone.WARNING, "At least one of words, voice and face is needed.")
        else:
            self.settings = settings
            if self._window.session.analysis.path is not None:
                banners.show_message(
                    Tone.INFO, "The choice holds for the next analysis.", "Analyse again: Ctrl+R"
                )
        self.show_choices()

    # ------------------------------------------------------------------ playback

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

    # ------------------------------------------------------------------ view

    def _zoom(self, factor: float | None) -> None:
        timeline = self._window.workspace.timeline
        if timeline is None:
            return
        if factor is None:
            timeline.zoom_fit()
        else:
            timeline.zoom(factor)

    def _pan(self, share: float) -> None:
        if (timeline := self._window.workspace.timeline) is not None:
            timeline.pan_by_share(share)

    def _zoom_to_selection(self) -> None:
        if (timeline := self._window.workspace.timeline) is not None:
            timeline.zoom_to_selection()

    def _appearance(self, appearance: Appearance) -> None:
        self._window.themes.choose(appearance)
        self._window.preferences.appearance = appearance

    def _about(self) -> None:
        box = QMessageBox(QMessageBox.Icon.NoIcon, "About MIBScope", _ABOUT, parent=self._window)
        box.open()
