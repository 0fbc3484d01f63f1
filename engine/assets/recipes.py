"""How assets are made from other assets. A recipe fills an empty folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from engine.assets.manifest import MadeSource

Recipe = Callable[[tuple[Path, ...], Path], None]
"""Takes the folders of the inputs, in the manifest's order, and the folder to fill."""


def make(source: MadeSource, inputs: tuple[Path, ...], target: Path) -> None:
    """Run the recipe that a manifest names."""
    RECIPES[source.recipe](inputs, target)


def _whisper_checkpoint(inputs: tuple[Path, ...], target: Path) -> None:
    from engine.assets.whisper_weights import make_checkpoint  # noqa: PLC0415

    (ggml,) = inputs
    make_checkpoint(ggml, target)


def _whisper_ctranslate2(inputs: tuple[Path, ...], target: Path) -> None:
    from engine.assets.whisper_weights import make_ctranslate2  # noqa: PLC0415

    ggml, tokenizer = inputs
    make_ctranslate2(ggml, tokenizer, target)


def _demo_clip(inputs: tuple[Path, ...], target: Path) -> None:
    from engine.assets.demo_clip import make_demo_clip  # noqa: PLC0415

    (takes,) = inputs
    make_demo_clip(takes, target)


RECIPES: Mapping[str, Recipe] = {
    "whisper-checkpoint": _whisper_checkpoint,
    "whisper-ctranslate2": _whisper_ctranslate2,
    "demo-clip": _demo_clip,
}
"""Each imports its libraries when it runs, so that looking at the manifest stays light."""
