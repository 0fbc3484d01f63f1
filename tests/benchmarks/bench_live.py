"""The live path: rates, delays, what smoothing and cut-up looks at the voice do, memory.

    python -m tests.benchmarks.bench_live speed [--seconds 60] [--asr tiny.en] [--film FILE]
    python -m tests.benchmarks.bench_live smoothing FILE…
    python -m tests.benchmarks.bench_live voice FILE…
    python -m tests.benchmarks.bench_live memory [--minutes 120]

``speed`` plays a generated film (640×480 at 30 a second, a moving face, sentences with pauses) at
its own speed and prints the bars beside what was reached. It needs a machine of its own;
the load of the machine before and the processor time of the run are printed so that one can see
whether it had one. ``smoothing`` plays films and compares the states, smoothed by several time
constants, with the final numbers of their utterances. ``voice`` compares the states of Whisper
taken in cut-up looks with those of the whole utterance. ``memory`` runs hours as fast as they go,
with a picture a second and a sentence now and then.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import jiwer
import numpy as np
import psutil

from engine.explain.explain import explain_samples
from engine.features.audio import AudioExtractor
from engine.features.speech_states import SpeechExtractor
from engine.live.analyzer import LiveAnalyzer
from engine.live.events import (
    Caption,
    LiveEvent,
    LiveHealth,
    LiveStarted,
    LiveState,
    PictureShown,
    Pressure,
    UtteranceFinal,
)
from engine.live.smoothing import ExponentialAverage
from engine.live.sources import SourceSettings, open_source
from engine.live.stages import LiveOptions
from engine.live.voice import VoiceWatch
from engine.media import probe, read_audio
from engine.media.audio import joined
from engine.pipelines.shelf import ModelShelf
from engine.types import (
    AnalysisSettings,
    AudioBlock,
    FeatureTrack,
    Float32Array,
    Modality,
    Sample,
)
from tests.helpers.media import PictureTrack, SoundTrack, moving_face, regular_times, write_tracks
from tests.helpers.push_source import PushSource
from tests.helpers.speech import plain, spoken

SENTENCES = (
    "I really love this wonderful little garden behind the house.",
    "The train to London leaves at seven, and it will be late again.",
    "That was a terrible and disgusting meal, and nobody wanted to pay for it.",
    "What a surprise to see you here after all these years!",
)
CONSTANTS_S = (0.0, 0.25, 0.5, 1.0, 2.0)


def film(path: Path, seconds: float) -> Path:
    once = spoken(SENTENCES, pause_s=1.2)
    times = math.ceil(seconds * 16_000 / len(once))
    sound = np.tile(once, times)[: round(seconds * 16_000)]
    size = 640, 480
    pictures = moving_face(regular_times(seconds, 30.0), size)
    return write_tracks(path, [PictureTrack(pictures, size), SoundTrack(sound[None], 16_000)])


def played(
    shelf: ModelShelf, path: Path, asr: str = "tiny.en", *, smoothing_s: float | None = None
) -> Iterator[LiveEvent]:
    options = LiveOptions() if smoothing_s is None else LiveOptions(smoothing_s=smoothing_s)
    with LiveAnalyzer(shelf) as live:
        live.start(open_source(SourceSettings(url=path)), AnalysisSettings(asr_model=asr), options)
        yield from live.events()


# ------------------------------------------------------------------ speed


def speed(seconds: float, asr: str, given: Path | None) -> None:
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        path = given or film(Path(folder) / "film.mp4", seconds)
        began, spent = time.monotonic(), time.process_time()
        counts: dict[type, int] = {}
        last: LiveHealth | None = None
        most = Pressure.NONE
        committed: list[str] = []
        final: list[str] = []
        for event in played(ModelShelf(), path, asr):
            counts[type(event)] = counts.get(type(event), 0) + 1
            if isinstance(event, LiveStarted):
                began, spent = time.monotonic(), time.process_time()
            if isinstance(event, LiveHealth):
                last = event
                most = max(most, event.pressure)
            if isinstance(event, Caption) and event.closed:
                committed += [word.text for word in event.committed]
            if isinstance(event, UtteranceFinal):
                final += [word.text for word in event.result.utterance.words]
    wall, used = time.monotonic() - began, time.process_time() - spent
    assert last is not None
    length = last.time_s
    print(f"{length:.0f} s of film, {asr}; load of the machine before {load:.1f}")
    print(f"processor time per second    {used / wall:8.2f}  (of {os.cpu_count()} cores)")
    print(f"pictures shown a second      {counts[PictureShown] / length:8.1f}  (bar: 25)")
    looked = length * 10 - last.faces_dropped
    print(f"faces looked at a second     {looked / length:8.1f}  (bar: 10; the grid has 10)")
    print(f"states a second              {counts[LiveState] / length:8.1f}  (bar: 4)")
    for modality in (Modality.VISION, Modality.AUDIO, Modality.TEXT):
        if modality in last.delays:
            delay = last.delays[modality]
            bar = "2 after the utterance" if modality is Modality.TEXT else "0.3"
            both = f"{delay.median_s:8.2f} {delay.p95_s:6.2f}"
            print(f"delay {modality:<6} median, 95 % {both}  (bar: {bar})")
    if last.final_delay:
        median, high = last.final_delay.median_s, last.final_delay.p95_s
        print(f"final numbers after the end  {median:8.2f} {high:6.2f}")
    wrong = jiwer.wer(plain(" ".join(final)), plain(" ".join(committed)))
    print(f"committed words that the final reading has otherwise {wrong:6.1%} of {len(final)}")
    print(f"Whisper per second of speech {last.speech_factor or math.nan:8.2f}")
    print(f"pictures not looked at       {last.faces_dropped:8d}  of {last.pictures_seen} seen")
    print(f"sound lost, samples          {last.samples_heard - last.samples_read:8d}")
    print(f"given up at most, at the end {most.name}, {last.pressure.name}; {last.asr_model} reads")


# ------------------------------------------------------------------ smoothing


def smoothing(paths: Sequence[Path]) -> None:
    shelf = ModelShelf()
    errors: dict[float, list[float]] = {each: [] for each in CONSTANTS_S}
    moves: dict[float, list[float]] = {each: [] for each in CONSTANTS_S}
    utterances = 0
    for path in paths:
        states: list[tuple[float, float]] = []
        finals: list[tuple[float, float, float]] = []
        for event in played(shelf, path, smoothing_s=0.0):
            if isinstance(event, LiveState) and event.prediction:
                states.append((event.time_s, event.prediction.sentiment))
            if isinstance(event, UtteranceFinal) and event.result.utterance.has_speech:
                spoken_ = event.result.utterance
                sentiment = event.result.prediction.sentiment
                finals.append((spoken_.start_s, spoken_.end_s, sentiment))
        utterances += len(finals)
        for constant in CONSTANTS_S:
            average = ExponentialAverage(constant)
            shown = [
                (at, float(average.update(at, np.array([value]))[0]))
                for at, value in _rising(states)
            ]
            for start, end, final in finals:
                inside = [value for at, value in shown if start + (end - start) / 2 <= at <= end]
                errors[constant] += [abs(value - final) for value in inside]
                moves[constant] += np.abs(np.diff(inside)).tolist()
    print(f"{len(paths)} films, {utterances} utterances; second half of each")
    print("constant   |state − final|   |state − state before|")
    for constant in CONSTANTS_S:
        error = statistics.mean(errors[constant])
        print(f"{constant:6.2f} s {error:14.3f} {statistics.mean(moves[constant]):18.3f}")


def _rising(states: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    last = -1.0
    for at, value in states:
        if at > last:
            last = at
            yield at, value


# ------------------------------------------------------------------ voice


def voice(paths: Sequence[Path]) -> None:
    models = ModelShelf().load(AnalysisSettings(asr_model="tiny.en"))
    assert models.audio is not None
    voices = [joined(list(read_audio(probe(path), rate_hz=16_000))) for path in paths]
    print(f"{len(voices)} voices")
    print("context   a look   cosine to the whole   |sentiment by voice − the whole's|")
    for context_s in (1.0, 2.0, 3.0, 4.0):
        costs: list[float] = []
        cosines: list[float] = []
        gaps: list[float] = []
        for whole in voices:
            end_s = min(whole.end_s, 12.0)
            cut = _cut_up(models.audio, whole, end_s, context_s, costs)
            full = models.audio.extract(_part(whole, 0.0, end_s))
            if cut is None or not (cut.has_evidence and full.has_evidence):
                continue
            steps = min(len(cut.values), len(full.values))
            both = cut.valid[:steps] & full.valid[:steps]
            cosines += _cosines(cut.values[:steps][both], full.values[:steps][both])
            samples = [Sample({Modality.AUDIO: each}) for each in (cut, full)]
            one, other = explain_samples(models.checkpoint.model, samples)
            gaps.append(abs(one.prediction.sentiment - other.prediction.sentiment))
        print(
            f"{context_s:5.1f} s {1000 * statistics.median(costs):6.0f} ms"
            f"{statistics.median(cosines):14.3f}{statistics.mean(gaps):24.3f}"
        )


def _cut_up(
    extractor: AudioExtractor | SpeechExtractor,
    whole: AudioBlock,
    end_s: float,
    context_s: float,
    costs: list[float],
) -> FeatureTrack | None:
    step_s = 1 / (extractor.spec.rate_hz or 1.0)
    watch = VoiceWatch(extractor, partial(_part, whole), step_s, context_s)
    for now in np.arange(0.2, end_s, 0.2):
        began = time.perf_counter()
        watch.look(0.0, float(now))
        costs.append(time.perf_counter() - began)
    return watch.track(0.0, end_s)


def _part(whole: AudioBlock, start_s: float, end_s: float) -> AudioBlock:
    first, last = round(start_s * 16_000), round(end_s * 16_000)
    return AudioBlock(whole.samples[first:last], start_s, 16_000)


def _cosines(one: Float32Array, other: Float32Array) -> list[float]:
    norms = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    found: list[float] = ((one * other).sum(axis=1) / norms).tolist()
    return found


# ------------------------------------------------------------------ memory


def memory(minutes: int) -> None:
    """A sentence and a face every half minute, otherwise noise and a grey picture."""
    source = PushSource(sound=True, picture=True)
    process = psutil.Process()
    noise = np.random.default_rng(0).normal(0, 1e-3, 30 * 16_000).astype(np.float32)
    sentence = spoken(SENTENCES[:1], pause_s=0.5)
    noise[: len(sentence)] += sentence
    with LiveAnalyzer() as live:
        live.start(source, AnalysisSettings(asr_model="tiny.en"), LiveOptions(patient=True))
        began, marks, utterances = time.monotonic(), [], 0
        pusher = source.pushing(lambda: source.hours(minutes * 2, noise), live.stop)
        health: LiveHealth | None = None
        for event in live.events():
            utterances += isinstance(event, UtteranceFinal)
            if isinstance(event, LiveHealth):
                health = event
                marks.append((event.time_s, process.memory_info().rss / 1e6))
        pusher.join()
    assert health is not None
    first = next(used for at, used in marks if at >= 60.0)
    print(f"{health.time_s / 60:.0f} minutes in {time.monotonic() - began:.0f} s")
    print(f"utterances {utterances}, sound lost {health.samples_heard - health.samples_read}")
    print(f"memory after one minute {first:.0f} MB, highest {max(m for _, m in marks):.0f} MB")
    print(f"at the end {marks[-1][1]:.0f} MB (bar: within 100 MB of the first)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["speed", "smoothing", "voice", "memory"])
    parser.add_argument("films", type=Path, nargs="*")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--minutes", type=int, default=120)
    parser.add_argument("--asr", default="tiny.en")
    parser.add_argument("--film", type=Path)
    options = parser.parse_args()
    match options.what:
        case "speed":
            speed(options.seconds, options.asr, options.film)
        case "smoothing":
            smoothing(options.films)
        case "voice":
            voice(options.films)
        case "memory":
            memory(options.minutes)


if __name__ == "__main__":
    main()
