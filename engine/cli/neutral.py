"""``mibscope neutral``: what is neutral to a checkpoint, for the calibration to a person."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.console import error_console, say
from engine.cli.train import CacheOption, Narrator

if TYPE_CHECKING:
    from engine.features.neutral import NeutralFeatures

_MOST = 240


def register(app: typer.Typer) -> None:
    """Add the command ``neutral``."""
    app.command("neutral")(neutral_command)


def neutral_command(
    checkpoint: Annotated[Path, typer.Argument(help="The checkpoint; the file lies beside it.")],
    data: Annotated[Path, typer.Option("--data", help="Folder with the data sets.")],
    most: Annotated[
        int, typer.Option(min=1, help="Clips of each set that are used, chosen by hash.")
    ] = _MOST,
    cache: CacheOption = None,
) -> None:
    """Take the mean of the neutral voices and faces that a checkpoint was trained on.

    It is the zero that `Calibrate to this person` of live mode moves a person to. What that gains
    on people of the test split is measured, printed and kept with it.
    """
    from engine.runtime.paths import cache_dir  # noqa: PLC0415 - torch is slow to load
    from engine.training.neutral import Places, neutral_of  # noqa: PLC0415

    places = Places(checkpoint, data, cache or cache_dir() / "features")
    with Narrator(error_console()) as narrator:
        found = neutral_of(places, most, narrator.tell)
    _print(found)


def _print(found: NeutralFeatures) -> None:
    for modality, effects in found.effects.items():
        use = "used" if modality in found.helps else "not used"
        for each in effects:
            say(
                error_console(),
                f"{modality} ({use}), {each.dataset}, {each.people} people, {each.clips} clips: "
                f"recall {each.before.recall:.3f} → {each.after.recall:.3f}, "
                f"calibration error {each.before.calibration_error:.3f} → "
                f"{each.after.calibration_error:.3f}, log-likelihood "
                f"{-each.before.negative_log_likelihood:.3f} → "
                f"{-each.after.negative_log_likelihood:.3f}",
            )
