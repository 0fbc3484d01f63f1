"""Emotion from the spectrogram alone: a small network instead of Whisper's states.

    OMP_NUM_THREADS=1 python -m tests.benchmarks.bench_log_mel --data DIR [--only ravdess]

The voices, classes and tested people of the experiments ``ravdess``, ``languages`` and ``javanese``
(``resources/experiments``). Whoever is tested takes no part in training nor in the choice of the
epoch; no statistics of a person are used. An utterance's own loudness is divided out, and with
``--channel`` the mean of each band too. Prints the unweighted recall of each tested set, its folds
pooled.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import librosa
import numpy as np

from engine.datasets.catalogue import read
from engine.datasets.extraction import extract, has, load
from engine.datasets.extractors import AudioRecords
from engine.datasets.packed import PackedDataset, pack
from engine.datasets.schema import Split
from engine.experiments.data import split_for
from engine.experiments.plan import Experiment
from engine.experiments.reading import load_experiment
from engine.features.audio import ANALYSIS_RATE_HZ, at_loud_level, resampled
from engine.features.contract import ExtractorSpec, FeatureContract
from engine.runtime.paths import cache_dir
from engine.runtime.threads import limit_threads
from engine.types import AudioBlock, FeatureTrack, Float32Array, Modality
from tests.benchmarks.log_mel_network import (
    BANDS,
    Course,
    Spectrograms,
    predict,
    train_log_mel,
    unweighted_recall,
)

COURSES = {
    "ravdess": Course(epochs=20),
    "languages": Course(epochs=8),
    "javanese": Course(epochs=3),
}
RATE_HZ = 50
FFT_SIZE = 512
LOWEST = 1e-8
"""Power below which nothing is heard: about 60 dB below a loud voice."""
ACTIVE_RANGE_DB = 40.0
SPEC = ExtractorSpec("log-mel", 1, BANDS, RATE_HZ)


class LogMel:
    """Fifty spectra a second of 64 mel bands, in tens of decibels; its loudness is divided out."""

    def extract(self, block: AudioBlock) -> FeatureTrack:
        """Float32 [frames, BANDS]; frames outside the speech are not valid."""
        samples = at_loud_level(resampled(block))
        if samples is None:
            return FeatureTrack(np.zeros((0, BANDS), np.float32), np.zeros(0), np.zeros(0, bool))
        power = librosa.feature.melspectrogram(
            y=samples, sr=ANALYSIS_RATE_HZ, n_fft=FFT_SIZE, hop_length=ANALYSIS_RATE_HZ // RATE_HZ,
            n_mels=BANDS, fmin=60.0, fmax=7600.0,
        ) / FFT_SIZE  # fmt: skip
        level_db = 10 * np.log10(power.sum(axis=0) + LOWEST)
        speech = np.flatnonzero(level_db > np.percentile(level_db, 95) - ACTIVE_RANGE_DB)
        valid = np.zeros(len(level_db), np.bool_)
        valid[speech[0] : speech[-1] + 1] = True
        values = np.log10(power.T + LOWEST).astype(np.float32, order="C")
        return FeatureTrack(values, block.start_s + np.arange(len(values)) / RATE_HZ, valid)


def voices(plan: Experiment, data: Path, cache: Path) -> PackedDataset:
    """Everybody who is heard in the sets of an experiment."""
    records = [r for r in read(data, plan.data.sets) if has(r, Modality.AUDIO)]
    contract = FeatureContract({Modality.AUDIO: SPEC})
    for _ in extract(records, contract, {SPEC.name: lambda: AudioRecords(LogMel())}, cache):
        pass
    assert plan.heads is not None
    return pack(load(records, contract, cache), contract, plan.heads)


def normalised(data: PackedDataset, channel: bool) -> list[Float32Array]:
    """The speech of every sample, around zero with a spread of about one.

    Args:
        channel: take off each band's own mean, and with it room, microphone and much of the person.
    """
    heard = []
    for row in range(len(data)):
        track = data.tracks[Modality.AUDIO].track(row)
        speech = track.values[track.valid]
        heard.append((speech - speech.mean(axis=0 if channel else None)) / np.float32(speech.std()))
    return heard


def measure(plan: Experiment, data: PackedDataset, channel: bool, seed: int) -> Iterator[str]:
    """A line per fold, then one per tested set."""
    tracks = normalised(data, channel)
    (head,) = data.heads
    labels = data.labels[head].values
    logits = np.full(labels.shape, np.nan, np.float32)

    def part(rows: Sequence[int]) -> Spectrograms:
        return Spectrograms([tracks[row] for row in rows], labels[rows])

    for fold in plan.folds:
        began = time.perf_counter()
        laid = split_for(data, plan.data, fold)
        train, valid, test = (laid.rows(split) for split in Split)
        network, epoch, recall = train_log_mel(COURSES[plan.name], part(train), part(valid), seed)
        logits[test] = predict(network, part(test))
        yield (
            f"  fold {fold}: {len(train)}/{len(valid)}/{len(test)}, epoch {epoch}, "
            f"valid {recall:.3f}, {time.perf_counter() - began:.0f} s"
        )
    for code, name in enumerate(data.dataset_names):
        rows = np.flatnonzero((data.dataset == code) & np.isfinite(logits[:, 0]))
        if len(rows):
            found = unweighted_recall(logits[rows], labels[rows])
            yield f"{plan.name} {name} n {len(rows)} channel {channel} seed {seed}: {found:.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=cache_dir() / "features")
    parser.add_argument("--only", choices=tuple(COURSES), action="append")
    parser.add_argument("--channel", action="store_true")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    options = parser.parse_args()
    limit_threads(1)
    for name in options.only or COURSES:
        plan = load_experiment(name)
        data = voices(plan, options.data, options.cache)
        for seed in options.seeds:
            for line in measure(plan, data, options.channel, seed):
                print(line, flush=True)


if __name__ == "__main__":
    main()
