"""The settings with which a model learns from a user's own labels."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from engine.models.mib import MIBModel
from engine.training.config import Decay, Sampling, Selection, TrainingConfig
from engine.training.finetuning.choices import PRESETS, Learns
from engine.training.finetuning.designs import EPOCHS, Design

BATCH = 16
"""Rows of a step: with a few dozen labels an epoch is still several steps."""


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


def first_config(
    design: Design,
    pattern: TrainingConfig,
    *,
    seed: int = 1,
    epochs: int | None = None,
    learning_rate: float | None = None,
) -> TrainingConfig:
    """The settings of a training that begins with random weights. Modalities are left out as often
    as for the default checkpoint, so that the model can tell what each contributes; long tracks are
    cropped as ``pattern`` does."""
    config = TrainingConfig(
        seed=seed,
        epochs=EPOCHS if epochs is None else epochs,
        sampling=Sampling.SHUFFLED,
        batch_size=BATCH,
        patience=10,
        select_by=Selection.LOSS,
        beta=design.beta,
        constraint=design.constraint,
        composed=False,
        max_steps=pattern.max_steps,
    )
    return config if learning_rate is None else replace(config, learning_rate=learning_rate)


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
