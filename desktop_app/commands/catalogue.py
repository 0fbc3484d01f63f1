"""Every action of the window, declared once: id, title, shortcuts, where it is, when it works."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from desktop_app.i18n.marks import QT_TRANSLATE_NOOP
from desktop_app.state.files import EXPORT_FORMATS
from desktop_app.state.session import Session
from desktop_app.state.switches import LaneId

Condition = Callable[[Session], bool]


class Menu(StrEnum):
    FILE = "&File"
    EDIT = "&Edit"
    ANALYSIS = "&Analysis"
    PLAYBACK = "&Playback"
    VIEW = "&View"
    HELP = "&Help"


def always(_: Session) -> bool:
    return True


def has_file(session: Session) -> bool:
    return session.analysis.path is not None


def has_results(session: Session) -> bool:
    return bool(session.analysis.results)


def can_edit(session: Session) -> bool:
    return session.editor.can_edit


def can_undo(session: Session) -> bool:
    return session.editor.undoable is not None


def can_redo(session: Session) -> bool:
    return session.editor.redoable is not None


def is_running(session: Session) -> bool:
    return session.analysis.active


def is_idle_with_file(session: Session) -> bool:
    return has_file(session) and not session.analysis.active


def has_picture(session: Session) -> bool:
    media = session.analysis.media
    return media is not None and media.video is not None


def has_selection(session: Session) -> bool:
    return session.range.bounds is not None


def can_play(session: Session) -> bool:
    return session.playback.duration_s > 0


@dataclass(frozen=True, slots=True)
class Command:
    """An action. ``checkable`` ones take a bool; members of a ``group`` exclude each other."""

    id: str
    title: str
    menu: Menu
    shortcuts: tuple[str, ...] = ()
    enabled_when: Condition = always
    checkable: bool = False
    group: str = ""
    separated: bool = False
    submenu: str = ""
    """Title of the menu within ``menu`` that it stands in."""


EXPORT = "&Export"
"""The submenu of all formats."""
_EXPORT_KEYS = {"json": ("Ctrl+E",), "csv": ("Ctrl+Shift+E",)}


def export_command_id(format_name: str) -> str:
    return f"file.export_{format_name}"


def _export_commands() -> tuple[Command, ...]:
    """One for each format there is, in the order of the registry."""
    return tuple(
        Command(
            export_command_id(each.name),
            f"{each.title}…",
            Menu.FILE,
            _EXPORT_KEYS.get(each.name, ()),
            has_results,
            submenu=EXPORT,
        )
        for each in EXPORT_FORMATS.values()
    )


OVER_THE_PICTURE = "&Over the picture"
LANES = "Lanes of the &timeline"
LANE_TITLES = {
    LaneId.WAVEFORM: QT_TRANSLATE_NOOP("Command", "Sound"),
    LaneId.SPEECH: QT_TRANSLATE_NOOP("Command", "Speech"),
    LaneId.FACES: QT_TRANSLATE_NOOP("Command", "Face in view"),
    LaneId.SENTIMENT: QT_TRANSLATE_NOOP("Command", "Sentiment"),
    LaneId.CONFLICT: QT_TRANSLATE_NOOP("Command", "Conflict"),
    LaneId.EMOTIONS: QT_TRANSLATE_NOOP("Command", "Expression"),
    LaneId.CONTRIBUTIONS: QT_TRANSLATE_NOOP("Command", "Contributions"),
    LaneId.RATES: QT_TRANSLATE_NOOP("Command", "Rates"),
}


def lane_command(lane: LaneId) -> str:
    """Id of the command that switches a lane on and off."""
    return f"lane.{lane.value}"


CATALOGUE: tuple[Command, ...] = (
    Command("file.open", "&Open…", Menu.FILE, ("Ctrl+O",)),
    Command("file.demo", "Open the &demo", Menu.FILE, ("Ctrl+D",)),
    *_export_commands(),
    Command("file.quit", "&Quit", Menu.FILE, ("Ctrl+Q",), separated=True),
    Command("edit.undo", "&Undo", Menu.EDIT, ("Ctrl+Z",), can_undo),
    Command("edit.redo", "&Redo", Menu.EDIT, ("Ctrl+Shift+Z", "Ctrl+Y"), can_redo),
    Command("edit.words", "Correct the &words…", Menu.EDIT, ("F2",), can_edit, separated=True),
    Command("edit.split", "&Split at the playhead", Menu.EDIT, ("Ctrl+Return",), can_edit),
    Command("edit.merge", "&Merge with the next utterance", Menu.EDIT, ("Ctrl+M",), can_edit),
    Command("analysis.cancel", "&Cancel", Menu.ANALYSIS, ("Esc",), is_running),
    Command("analysis.again", "&Analyse again", Menu.ANALYSIS, ("Ctrl+R",), is_idle_with_file),
    Command(
        "analysis.text", "Use the &words", Menu.ANALYSIS, (), always, checkable=True, separated=True
    ),
    Command("analysis.audio", "Use the &voice", Menu.ANALYSIS, checkable=True),
    Command("analysis.video", "Use the &face", Menu.ANALYSIS, checkable=True),
    Command("play.toggle", "&Play or pause", Menu.PLAYBACK, ("Space",), can_play),
    Command("play.pause", "Pa&use", Menu.PLAYBACK, ("K",), can_play),
    Command("play.shuttle", "Play, &faster each time", Menu.PLAYBACK, ("L",), can_play),
    Command("play.back", "&Back 5 seconds", Menu.PLAYBACK, ("J", "Shift+Left"), can_play),
    Command("play.forward", "F&orward 5 seconds", Menu.PLAYBACK, ("Shift+Right",), can_play),
    Command("play.left", "Back 1 second", Menu.PLAYBACK, ("Left",), can_play, separated=True),
    Command("play.right", "Forward 1 second", Menu.PLAYBACK, ("Right",), can_play),
    Command("play.frame_back", "Previous picture", Menu.PLAYBACK, (",",), has_picture),
    Command("play.frame_forward", "Next picture", Menu.PLAYBACK, (".",), has_picture),
    Command(
        "play.previous", "P&revious utterance", Menu.PLAYBACK, ("P",), has_results, separated=True
    ),
    Command("play.next", "&Next utterance", Menu.PLAYBACK, ("N",), has_results),
    Command("play.start", "To the &start", Menu.PLAYBACK, ("Home",), can_play),
    Command("play.slower", "S&lower", Menu.PLAYBACK, ("[",), can_play, separated=True),
    Command("play.faster", "Fas&ter", Menu.PLAYBACK, ("]",), can_play),
    Command("play.normal", "Normal spee&d", Menu.PLAYBACK, ("Backspace",), can_play),
    Command("play.mute", "&Mute", Menu.PLAYBACK, ("M",), checkable=True),
    Command(
        "play.loop", "Repeat the se&lection", Menu.PLAYBACK, ("R",), checkable=True, separated=True
    ),
    Command("select.start", "Selection starts &here", Menu.PLAYBACK, ("I",), can_play),
    Command("select.end", "Selection &ends here", Menu.PLAYBACK, ("O",), can_play),
    Command("select.utterance", "Select the &utterance", Menu.PLAYBACK, ("U",), has_results),
    Command("select.clear", "&Clear the selection", Menu.PLAYBACK, ("X",), has_selection),
    Command("view.zoom_in", "Zoom timeline &in", Menu.VIEW, ("Ctrl++", "Ctrl+="), has_results),
    Command("view.zoom_out", "Zoom timeline &out", Menu.VIEW, ("Ctrl+-",), has_results),
    Command("view.zoom_fit", "&Whole timeline", Menu.VIEW, ("Ctrl+0",), has_results),
    Command("view.zoom_selection", "Zoom to the &selection", Menu.VIEW, ("Z",), has_selection),
    Command("view.pan_left", "Move timeline &left", Menu.VIEW, ("Ctrl+Left",), has_results),
    Command("view.pan_right", "Move timeline &right", Menu.VIEW, ("Ctrl+Right",), has_results),
    Command(
        "view.face_box",
        "&Face box",
        Menu.VIEW,
        ("F",),
        checkable=True,
        separated=True,
        submenu=OVER_THE_PICTURE,
    ),
    Command(
        "view.identity",
        "&Person",
        Menu.VIEW,
        ("Shift+F",),
        checkable=True,
        submenu=OVER_THE_PICTURE,
    ),
    Command(
        "view.emotion",
        "&Expression and sentiment",
        Menu.VIEW,
        ("Shift+E",),
        checkable=True,
        submenu=OVER_THE_PICTURE,
    ),
    *(
        Command(
            lane_command(lane),
            f"&{place} {title}",
            Menu.VIEW,
            (f"Alt+{place}",),
            checkable=True,
            submenu=LANES,
        )
        for place, (lane, title) in enumerate(LANE_TITLES.items(), start=1)
    ),
    Command(
        "appearance.system",
        "Appearance of the &system",
        Menu.VIEW,
        checkable=True,
        group="appearance",
        separated=True,
    ),
    Command("appearance.light", "&Light", Menu.VIEW, checkable=True, group="appearance"),
    Command("appearance.dark", "&Dark", Menu.VIEW, checkable=True, group="appearance"),
    Command("help.notice", "What this &shows, and what it does not…", Menu.HELP, ("F1",)),
    Command("help.about", "&About MIBScope", Menu.HELP),
)
