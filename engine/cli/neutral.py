"""``mibscope neutral``: what is neutral to a checkpoint, for the calibration to a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.console import error_console, say
from engine.cli.train import CacheOption, Narrator

if TYPE_CHECKING:
    from engine.features.neutral import Effect
    from engine.types import Modality

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
    shares: Annotated[
        bool,
        typer.Option("--shares", help="Compare shares of the difference on the validation split."),
    ] = False,
    cache: CacheOption = None,
) -> None:
    """Take the mean of the neutral voices and faces that a checkpoint was trained on.

    It is the zero that `Calibrate to this person` of live mode moves a person to. What that gains
    on people of the test split is measured, printed and kept with it.
    """
    from engine.runtime.paths import cache_dir  # noqa: PLC0415 - torch is slow to load
    from engine.training.neutral import Places, neutral_of, shares_compared  # noqa: PLC0415

    places = Places(checkpoint, data, cache or cache_dir() / "features")
    with Narrator(error_console()) as narrator:
        if shares:
            for share, effects in shares_compared(places, most, narrator.tell).items():
                _print(f"{share:.0%} of the difference: ", effects)
            return
        found = neutral_of(places, most, narrator.tell)
    _print("", found.effects)
    say(error_console(), f"It helps: {', '.join(sorted(found.helps)) or 'nothing'}")


def _print(title: str, found: Mapping[Modality, Sequence[Effect]]) -> None:
    for modality, effects in found.items():
        for each in effects:
            before, after = each.before, each.after
            say(
                error_console(),
                f"{title}{modality}, {each.dataset}, {each.people} people, {each.clips} clips: "
                f"recall {before.recall:.3f} → {after.recall:.3f}, "
                f"calibration error {before.calibration_error:.3f} → "
                f"{after.calibration_error:.3f}, negative log-likelihood "
                f"{before.negative_log_likelihood:.3f} → {after.negative_log_likelihood:.3f}",
            )
