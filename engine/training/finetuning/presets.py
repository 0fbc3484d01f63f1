"""What of a model learns from a user's own labels, and how. Each choice tells what it is for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from engine.models.mib import MIBModel
from engine.training.config import Decay, Sampling, Selection, TrainingConfig


class Learns(StrEnum):
    """Which parts learn; all others stay as they are, to the bit."""

    HEADS = "heads"
    FUSION = "fusion"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Preset:
    """A way to go on from a trained model."""

    title: str
    explanation: str
    """For the user, one paragraph."""
    parts: tuple[str, ...]
    """Beginnings of the names of parameters that learn; none: all."""
    learning_rate: float
    """So small that a step moves a sentiment by a few hundredths: z is of the order of two in each
    of fifty dimensions."""
    epochs: int
    advised_from: int
    """Labelled utterances below which a smaller choice is the better one."""


_HEADS = ("decoders", "fused_decoder")

PRESETS: Mapping[Learns, Preset] = MappingProxyType(
    {
        Learns.HEADS: Preset(
            "Heads only",
            "Learns anew how evidence becomes a sentiment and emotions; what is heard, seen and "
            "read stays as it is. For a few dozen labels: people who use the scale differently, "
            "another setting. Takes seconds and can hardly go wrong.",
            _HEADS,
            3e-4,
            40,
            0,
        ),
        Learns.FUSION: Preset(
            "Fusion and heads",
            "Also learns how words, voice and face are weighed against each other. For some "
            "hundred labels. What each of them contributes may change.",
            (*_HEADS, "fusion", "fused_bottleneck", "absent"),
            2e-4,
            30,
            150,
        ),
        Learns.ALL: Preset(
            "Everything, slowly",
            "Every part learns, with a low learning rate; the standardisation of the features "
            "stays. For a thousand labels of several people. With fewer it learns the people by "
            "heart, and validation ends it early.",
            (),
            5e-5,
            30,
            600,
        ),
    }
)

BATCH = 16
"""Rows of a step: with a few dozen labels an epoch is still several steps."""


def advised(labelled: int) -> Learns:
    """The largest choice that so many labelled training utterances are enough for."""
    return [each for each, preset in PRESETS.items() if preset.advised_from <= labelled][-1]


def training_config(
    learns: Learns,
    parent: TrainingConfig,
    model: MIBModel,
    unlabelled: Collection[str] = (),
    *,
    seed: int = 1,
    epochs: int | None = None,
    learning_rate: float | None = None,
) -> TrainingConfig:
    """The settings of a fine-tuning. What belongs to the model's objective (beta, constraint, crops
    of long tracks) is the parent's; what suits large data (balanced draws, moved voices, composed
    samples) is off, and modalities are seldom left out.

    The parent itself may turn out to be the best.

    Args:
        unlabelled: heads that the training samples have no label of; they stay as they are.
    """
    preset = PRESETS[learns]
    return replace(
        parent,
        seed=seed,
        epochs=preset.epochs if epochs is None else epochs,
        learning_rate=preset.learning_rate if learning_rate is None else learning_rate,
        sampling=Sampling.SHUFFLED,
        batch_size=BATCH,
        batch_sizes={},
        patience=10,
        select_by=Selection.LOSS,
        frozen=frozen_parts(learns, model, unlabelled),
        frozen_still=True,
        keep_start=True,
        decay=Decay.COSINE,
        weight_decay=1e-2,
        head_weights={},
        modality_dropout=0.1,
        nothing=0.0,
        voice_moves=0.0,
        composed=False,
        deterministic=False,
    )


def frozen_parts(
    learns: Learns, model: MIBModel, unlabelled: Collection[str] = ()
) -> tuple[str, ...]:
    """Beginnings of the names of the parameters that do not learn. Heads without labels would only
    shrink by their weight decay."""
    learning = PRESETS[learns].parts
    parts = dict.fromkeys(name.partition(".")[0] for name, _ in model.named_parameters())
    frozen = [f"{part}." for part in parts if learning and part not in learning]
    decoders = ("fused_decoder", *(f"decoders.{m}" for m in model.decoders))
    frozen += [f"{each}.heads.{head}." for each in decoders for head in sorted(unlabelled)]
    return tuple(frozen)
