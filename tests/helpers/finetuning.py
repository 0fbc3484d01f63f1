"""A tiny trained model with the features of this installation, and projects labelled for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from engine.features.contract import running_contract
from engine.models.builders import build_model
from engine.models.config import MIBConfig
from engine.sessions.labels.writing import Said, write_label
from engine.sessions.project import Project, RunRecorder
from engine.training.checkpoints import Checkpoint, Lineage, load_checkpoint, save_checkpoint
from engine.types import (
    AnalysisFinished,
    AnalysisSettings,
    Emotion,
    FeatureTrack,
    MediaProbed,
    Modality,
    ModelsReady,
    UtteranceAnalysed,
    UtteranceResult,
)
from tests.helpers import analysis_results as made
from tests.helpers.training import MODEL, TRAINING


def tiny_model(path: Path, seed: int = 0) -> Checkpoint:
    """An untrained model as a file that this installation can use."""
    torch.manual_seed(seed)
    contract = running_contract()
    dims = {m: spec.dimension for m, spec in contract.extractors.items()}
    config = replace(MODEL, input_dims=dims)
    assert isinstance(config, MIBConfig)
    lineage = Lineage("0", "tiny", seed, "", data={"talk": {"licence": "CC BY-NC 4.0", "train": 9}})
    model = build_model(config).eval()
    save_checkpoint(path, Checkpoint(model, config, contract, TRAINING, lineage))
    return load_checkpoint(path, None)


def tracks_of(result: UtteranceResult, shift: float) -> dict[Modality, FeatureTrack]:
    """Features that give a label away."""
    rng = np.random.default_rng(result.utterance.index)
    found = {}
    for modality, spec in running_contract().extractors.items():
        values = rng.normal(shift, 0.3, (4, spec.dimension)).astype(np.float32)
        found[modality] = FeatureTrack(values, np.arange(4) / 2, np.ones(4, np.bool_))
    return found


def label_of(place: int) -> float:
    """−2, −1, 0, 1, 2, −2 …"""
    return float(place % 5 - 2)


def labelled_project(
    path: Path, checkpoint: Checkpoint, films: Mapping[str, int], rater: str = "ada"
) -> Path:
    """A closed project of films by their number of utterances, analysed by the checkpoint, each
    utterance labelled; the features give the labels away."""
    with Project.create(path) as project:
        for name, count in films.items():
            film = path.with_name(name)
            film.write_text(name, "utf-8")
            analysed(project, film, checkpoint, count)
            label_all(project, project.media.all()[-1].id, rater)
    return path


def analysed(project: Project, film: Path, checkpoint: Checkpoint, count: int) -> int:
    """The medium's id."""
    media = project.media.add(film)
    recorder = RunRecorder(project, media.id, AnalysisSettings())
    whole = made.analysis(film, count)
    recorder.add(MediaProbed(whole.media))
    recorder.add(ModelsReady(replace(whole.provenance, checkpoint_sha256=checkpoint.sha256)))
    for place, result in enumerate(whole.results):
        recorder.add(UtteranceAnalysed(result, tracks_of(result, label_of(place))))
    recorder.add(AnalysisFinished(whole))
    return media.id


def label_all(project: Project, media_id: int, rater: str, shift: float = 0.0) -> None:
    """Every utterance: its sentiment, and an emotion that goes with it."""
    run = project.runs.latest(media_id)
    assert run is not None
    for place, stored in enumerate(project.runs.utterances(run.id)):
        span = (stored.result.utterance.start_s, stored.result.utterance.end_s)
        sentiment = max(-3.0, min(3.0, label_of(place) + shift))
        emotion = Emotion.HAPPY if sentiment > 0 else Emotion.SAD
        with project.journal.edit("label") as edit:
            write_label(edit, media_id, span, Said(rater, sentiment, frozenset({emotion})))
