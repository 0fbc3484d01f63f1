"""The panels of the workspace: a new one is a file of its own and an entry here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop_app.commands.binding import CommandSet
from desktop_app.i18n.marks import QT_TRANSLATE_NOOP
from desktop_app.settings.preferences import Preferences
from desktop_app.state.session import Session
from desktop_app.theming.manager import ThemeManager
from desktop_app.views.compare.panel import ComparePanel
from desktop_app.views.inspector.panel import InspectorPanel
from desktop_app.views.labels.panel import LabelPanel
from desktop_app.views.media_list.panel import MediaListPanel
from desktop_app.views.naming import naming
from desktop_app.views.overview.panel import OverviewPanel
from desktop_app.views.player.panel import PlayerPanel
from desktop_app.views.timeline.frame import TimelineFrame
from desktop_app.views.transcript.panel import TranscriptPanel


@dataclass(frozen=True, slots=True)
class Parts:
    """What a panel may draw on."""

    session: Session
    commands: CommandSet
    themes: ThemeManager
    preferences: Preferences


class Place(Enum):
    """Where a panel lies until the user moves it; several of one place are tabs."""

    PICTURE = auto()
    TIME = auto()
    WORDS = auto()
    FIGURES = auto()


@dataclass(frozen=True, slots=True)
class Panel:
    """One view. ``id`` names it in the saved arrangement and must not change."""

    id: str
    title: str
    place: Place
    build: Callable[[Parts], QWidget]

    @property
    def shown_title(self) -> str:
        return QCoreApplication.translate("Panels", self.title)


PANELS = (
    Panel(
        "player",
        QT_TRANSLATE_NOOP("Panels", "Player"),
        Place.PICTURE,
        lambda p: PlayerPanel(p.session, p.commands, p.themes, p.preferences),
    ),
    Panel(
        "timeline",
        QT_TRANSLATE_NOOP("Panels", "Timeline"),
        Place.TIME,
        lambda p: TimelineFrame(p.session, p.themes),
    ),
    Panel(
        "transcript",
        QT_TRANSLATE_NOOP("Panels", "Transcript"),
        Place.WORDS,
        lambda p: TranscriptPanel(p.session, p.themes),
    ),
    Panel(
        "media",
        QT_TRANSLATE_NOOP("Panels", "Files"),
        Place.WORDS,
        lambda p: MediaListPanel(p.session, p.commands, p.themes),
    ),
    Panel(
        "utterance",
        QT_TRANSLATE_NOOP("Panels", "Utterance"),
        Place.FIGURES,
        lambda p: InspectorPanel(p.session, p.themes),
    ),
    Panel(
        "overview",
        QT_TRANSLATE_NOOP("Panels", "Overview"),
        Place.FIGURES,
        lambda p: OverviewPanel(p.session, p.themes, naming(p.session)),
    ),
    Panel(
        "compare",
        QT_TRANSLATE_NOOP("Panels", "Compare"),
        Place.FIGURES,
        lambda p: ComparePanel(p.session, p.themes, naming(p.session)),
    ),
    Panel(
        "labels",
        QT_TRANSLATE_NOOP("Panels", "Labels"),
        Place.FIGURES,
        lambda p: LabelPanel(p.session, p.commands, p.themes, p.preferences),
    ),
)
