"""What a command is: an action of the window, declared once.

Titles are in English here and translated where they are shown, in the context "Command".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from desktop_app.state.session import Session

Condition = Callable[[Session], bool]


class Menu(StrEnum):
    FILE = "&File"
    EDIT = "&Edit"
    ANALYSIS = "&Analysis"
    LABELS = "La&bels"
    PLAYBACK = "&Playback"
    LIVE = "&Live"
    TRAINING = "T&raining"
    VIEW = "&View"
    TOOLS = "&Tools"
    HELP = "&Help"


def always(_: Session) -> bool:
    return True


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
    around: str = "{}"
    """What stands around the translated title: a number, dots."""
