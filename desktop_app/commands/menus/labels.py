"""What people say of an utterance."""

from __future__ import annotations

from desktop_app.commands.command import Command, Menu
from desktop_app.commands.conditions import can_label, has_project, has_suggestions, labels_now
from engine.types import Emotion

EXPRESSIONS = "&Expressions"
EXPRESSION_TITLES = {
    Emotion.NEUTRAL: "Neutral",
    Emotion.HAPPY: "Happy",
    Emotion.SAD: "Sad",
    Emotion.ANGRY: "Angry",
    Emotion.FEAR: "Fear",
    Emotion.DISGUST: "Disgust",
    Emotion.SURPRISE: "Surprise",
}


def toggle_command(emotion: Emotion) -> str:
    """Id of the command that says whether an expression is shown."""
    return f"labels.{emotion.value}"


COMMANDS: tuple[Command, ...] = (
    Command("labels.more", "More &positive", Menu.LABELS, ("Alt+Right", "Shift+Up"), labels_now),
    Command("labels.less", "More &negative", Menu.LABELS, ("Alt+Left", "Shift+Down"), labels_now),
    *(
        Command(
            toggle_command(emotion),
            title,
            Menu.LABELS,
            (f"{place}",),
            labels_now,
            checkable=True,
            submenu=EXPRESSIONS,
            around=f"&{place} {{}}",
        )
        for place, (emotion, title) in enumerate(EXPRESSION_TITLES.items(), start=1)
    ),
    Command(
        "labels.none",
        "None of them",
        Menu.LABELS,
        ("0",),
        labels_now,
        checkable=True,
        submenu=EXPRESSIONS,
        around="&0 {}",
    ),
    Command("labels.remove", "&Remove the label", Menu.LABELS, ("Ctrl+Delete",), labels_now),
    Command(
        "labels.next",
        "Next &without a label",
        Menu.LABELS,
        ("Return", "Enter"),
        labels_now,
        separated=True,
    ),
    Command(
        "labels.previous", "Pre&vious without a label", Menu.LABELS, ("Shift+Return",), labels_now
    ),
    Command("labels.suggest", "&Suggest what to label next", Menu.LABELS, (), can_label),
    Command("labels.drop", "&Drop the suggestions", Menu.LABELS, (), has_suggestions),
    Command(
        "labels.blind", "Label &blind", Menu.LABELS, ("Ctrl+B",), checkable=True, separated=True
    ),
    Command("labels.import", "&Import labels…", Menu.LABELS, ("Ctrl+Shift+I",), has_project),
    Command("labels.export", "E&xport labels…", Menu.LABELS, (), has_project),
)
