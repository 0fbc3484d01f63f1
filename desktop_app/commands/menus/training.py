"""Training on the user's own labels."""

from __future__ import annotations

from desktop_app.commands.command import Command, Menu
from desktop_app.commands.conditions import (
    can_apply,
    can_compare_models,
    can_go_back,
    can_look_at_data,
    can_pause_or_go_on,
    can_remove_run,
    has_comparison,
    has_curves,
    has_model,
    is_applying,
    is_training,
)

COMMANDS: tuple[Command, ...] = (
    Command("train.open", "&Train a model", Menu.TRAINING, ("Ctrl+Shift+T",), checkable=True),
    Command("train.data", "Look &at the data…", Menu.TRAINING, (), can_look_at_data),
    Command("train.pause", "&Pause or go on", Menu.TRAINING, (), can_pause_or_go_on),
    Command("train.stop", "&Keep the best so far", Menu.TRAINING, (), is_training),
    Command("train.kill", "E&nd at once", Menu.TRAINING, (), is_training),
    Command("train.use", "&Use this model", Menu.TRAINING, (), can_apply, separated=True),
    Command("train.halt", "St&op predicting", Menu.TRAINING, (), is_applying),
    Command("train.back", "&Back to the model before", Menu.TRAINING, (), can_go_back),
    Command("train.compare", "&Compare", Menu.TRAINING, (), can_compare_models),
    Command("train.details", "Detai&ls of the comparison", Menu.TRAINING, (), has_comparison),
    Command(
        "train.csv", "What is shown as &table (CSV)…", Menu.TRAINING, (), has_curves, separated=True
    ),
    Command("train.png", "What is shown as p&icture (PNG)…", Menu.TRAINING, (), has_curves),
    Command("train.svg", "What is shown as dra&wing (SVG)…", Menu.TRAINING, (), has_curves),
    Command(
        "train.export_model", "E&xport the model…", Menu.TRAINING, (), has_model, separated=True
    ),
    Command("train.import_model", "I&mport a model…", Menu.TRAINING),
    Command("train.remove", "&Delete the run…", Menu.TRAINING, (), can_remove_run, separated=True),
)
