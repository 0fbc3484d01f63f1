"""What is shown."""

from __future__ import annotations

from desktop_app.commands.command import Command, Menu
from desktop_app.commands.conditions import has_results, has_selection
from desktop_app.state.switches import LaneId

OVER_THE_PICTURE = "&Over the picture"
PANELS = "&Panels"
LANES = "Lanes of the &timeline"
LANE_TITLES = {
    LaneId.WAVEFORM: "Sound",
    LaneId.SPEECH: "Speech",
    LaneId.FACES: "Face in view",
    LaneId.SENTIMENT: "Sentiment",
    LaneId.CONFLICT: "Conflict",
    LaneId.EMOTIONS: "Expression",
    LaneId.CONTRIBUTIONS: "Contributions",
    LaneId.RATES: "Rates",
}


def lane_command(lane: LaneId) -> str:
    """Id of the command that switches a lane on and off."""
    return f"lane.{lane.value}"


COMMANDS: tuple[Command, ...] = (
    Command("view.zoom_in", "Zoom timeline &in", Menu.VIEW, ("Ctrl++", "Ctrl+="), has_results),
    Command("view.zoom_out", "Zoom timeline &out", Menu.VIEW, ("Ctrl+-",), has_results),
    Command("view.zoom_fit", "&Whole timeline", Menu.VIEW, ("Ctrl+0",), has_results),
    Command("view.zoom_selection", "Zoom to the &selection", Menu.VIEW, ("Z",), has_selection),
    Command("view.pan_left", "Move &timeline left", Menu.VIEW, ("Ctrl+Left",), has_results),
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
    Command(
        "view.mesh",
        "Face &mesh when paused",
        Menu.VIEW,
        ("Shift+M",),
        checkable=True,
        submenu=OVER_THE_PICTURE,
    ),
    *(
        Command(
            lane_command(lane),
            title,
            Menu.VIEW,
            (f"Alt+{place}",),
            checkable=True,
            submenu=LANES,
            around=f"&{place} {{}}",
        )
        for place, (lane, title) in enumerate(LANE_TITLES.items(), start=1)
    ),
    Command(
        "view.arrange",
        "&Rearrange the panels",
        Menu.VIEW,
        ("Ctrl+Shift+A",),
        checkable=True,
        separated=True,
        submenu=PANELS,
    ),
    Command("view.reset", "Panels as at the first &start", Menu.VIEW, submenu=PANELS),
    Command("view.full_screen", "&Full screen", Menu.VIEW, ("F11",), checkable=True),
    Command(
        "appearance.system",
        "Appearance of the s&ystem",
        Menu.VIEW,
        checkable=True,
        group="appearance",
        separated=True,
    ),
    Command("appearance.light", "&Light", Menu.VIEW, checkable=True, group="appearance"),
    Command("appearance.dark", "&Dark", Menu.VIEW, checkable=True, group="appearance"),
)
