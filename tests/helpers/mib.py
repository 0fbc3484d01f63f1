"""Small models and random inputs for tests of models, explanation and training."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch

from engine.models.builders import build_model
from engine.models.config import MIBConfig
from engine.models.mib import MIBModel
from engine.models.tensors import ModalityTensors
from engine.types import FeatureTrack, Modality, Sample

DIMS = {Modality.TEXT: 6, Modality.AUDIO: 4, Modality.VISION: 3}


def small_config(**changes: Any) -> MIBConfig:
    sizes = {"width": 10, "bottleneck_hidden": 16, "layers": 2, "attention_heads": 2}
    return MIBConfig(**{"input_dims": DIMS, **sizes, **changes})


def small_model(seed: int = 0, **changes: Any) -> MIBModel:
    """In evaluation mode, with weights and feature moments that are away from their defaults."""
    torch.manual_seed(seed)
    model = build_model(small_config(**changes)).eval()
    for modality, dim in model.input_dims.items():
        model.set_standardisation(modality, torch.randn(dim), torch.rand(dim) + 0.5)
    return model


def track(steps: int, modality: Modality, seed: int = 0) -> FeatureTrack:
    rng = np.random.default_rng(seed)
    values = rng.standard_normal((steps, DIMS[modality])).astype(np.float32)
    return FeatureTrack(values, np.arange(steps) / 10, np.ones(steps, dtype=np.bool_))


def sample(steps: Mapping[Modality, int], seed: int = 0) -> Sample:
    return Sample({m: track(n, m, seed + i) for i, (m, n) in enumerate(steps.items())})


def random_inputs(
    batch: int = 5, steps: int = 8, seed: int = 0, evidence: float = 0.7
) -> dict[Modality, ModalityTensors]:
    """Masks with gaps anywhere; every sample has evidence in its first step at least."""
    generator = torch.Generator().manual_seed(seed)
    inputs = {}
    for modality, dim in DIMS.items():
        mask = torch.rand(batch, steps, generator=generator) < evidence
        mask[:, 0] = True
        values = torch.randn(batch, steps, dim, generator=generator)
        inputs[modality] = ModalityTensors(values, mask)
    return inputs


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)
