"""How right and how fast the speech models are that lie on this machine.

    python -m tests.benchmarks.bench_transcribe --data ../shared/data [--models base.en ...]

Bars (base.en): 5 of the 6 demo takes, jfk.flac without a mistake, GRID mostly, word error rate on
60 clips of CMU-MOSI at most 0.22, one_speaker_15s.mp4 well under half its length on two cores.

Words are compared after Whisper's own English normaliser (lower case, no punctuation, British to
American spelling, numbers as digits, no “um”); apostrophes are removed before it on both sides,
because the MOSI transcripts have none (“DIDNT”). A MOSI clip with less than a word in two seconds
is left out: its transcript does not cover it (one of 400 is 52 s long and has two words).
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import jiwer
from rich.console import Console
from rich.table import Table
from whisper.normalizers import EnglishTextNormalizer

from engine.assets import is_present, locate
from engine.media import probe, read_audio
from engine.runtime.cancel import NEVER
from engine.transcribe import SpeechWindower, Transcriber, UtteranceBuilder, load_transcriber
from engine.types import Utterance

TAKE = "Don't forget a jacket"
JFK = (
    "And so my fellow Americans, ask not what your country can do for you, "
    "ask what you can do for your country."
)
GRID = {
    "sbwe5n.mpg": "set blue with e five now",
    "brbk7n.mpg": "bin red by k seven now",
    "lbax4n.mpg": "lay blue at x four now",
}
MODELS = {
    "base.en": "whisper-base.en",
    "tiny.en": "whisper-tiny.en",
    "openai:base.en": "openai-whisper-base.en",
}
_NORMALISE = EnglishTextNormalizer()


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured of one model."""

    model: str
    takes_right: int
    jfk_errors: int
    grid_right: int
    grid_words: int
    mosi_wer: float
    mosi_speed: float
    """Time per second of sound, over short clips."""
    speaker_speed: float
    """Time per second of sound, best of three, for one_speaker_15s.mp4."""
    speaker_cpu: float
    """Processor time of that run, all threads: what does not depend on other programs."""
    demo_speed: float


def normalised(text: str) -> str:
    spaced = re.sub(r"([a-z])(\d)", r"\1 \2", text.replace("'", "").replace("’", "").lower())
    return str(_NORMALISE(spaced))


def utterances(transcriber: Transcriber, path: Path) -> Iterator[Utterance]:
    """The path that the pipeline takes, without pictures."""
    info = probe(path)
    windower, builder = SpeechWindower(), UtteranceBuilder()
    for window in windower.windows(read_audio(info)):
        for segment in transcriber.transcribe(window, language="en", cancel=NEVER):
            yield from builder.add(segment)
    yield from builder.finish(info.duration_s)


def text_of(transcriber: Transcriber, path: Path) -> str:
    return normalised(" ".join(u.text for u in utterances(transcriber, path) if u.has_speech))


def right_words(reference: str, hypothesis: str) -> int:
    return jiwer.process_words(normalised(reference), hypothesis).hits


def mosi_clips(data: Path, count: int, seed: int) -> list[tuple[Path, str]]:
    with (data / "video" / "mosi400.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    random.Random(seed).shuffle(rows)
    folder = data / "video" / "mosi400"
    named = ((folder / f"{r['video_id']}_{r['clip_id']}.mp4", r["text"]) for r in rows)
    return list(islice((clip for clip in named if _covered(*clip)), count))


def _covered(path: Path, text: str) -> bool:
    return probe(path).duration_s < 2.0 * len(text.split())


def measure(model: str, data: Path, clips: Sequence[tuple[Path, str]]) -> Row:
    transcriber = load_transcriber(model)
    media = data / "media"
    demo = next(locate("demo-clip").glob("*.mp4"))
    started = time.perf_counter()
    takes = [u.text for u in utterances(transcriber, demo) if u.has_speech]
    demo_s = time.perf_counter() - started
    jfk = jiwer.process_words(normalised(JFK), text_of(transcriber, media / "jfk.flac"))
    grid = [right_words(text, text_of(transcriber, media / name)) for name, text in GRID.items()]
    started = time.perf_counter()
    heard = [text_of(transcriber, path) for path, _ in clips]
    mosi_s = time.perf_counter() - started
    length_s = sum(probe(path).duration_s for path, _ in clips)
    speaker = media / "one_speaker_15s.mp4"
    wall_s, cpu_s = best_time(transcriber, speaker)
    return Row(
        model=model,
        takes_right=sum(normalised(take) == normalised(TAKE) for take in takes),
        jfk_errors=jfk.substitutions + jfk.deletions + jfk.insertions,
        grid_right=sum(grid),
        grid_words=sum(len(text.split()) for text in GRID.values()),
        mosi_wer=jiwer.wer([normalised(text) for _, text in clips], heard),
        mosi_speed=mosi_s / length_s,
        speaker_speed=wall_s / probe(speaker).duration_s,
        speaker_cpu=cpu_s / probe(speaker).duration_s,
        demo_speed=demo_s / probe(demo).duration_s,
    )


def best_time(transcriber: Transcriber, path: Path, runs: int = 3) -> tuple[float, float]:
    """Wall and processor seconds."""
    times = []
    for _ in range(runs):
        wall, cpu = time.perf_counter(), time.process_time()
        list(utterances(transcriber, path))
        times.append((time.perf_counter() - wall, time.process_time() - cpu))
    return min(times)


def show(rows: Sequence[Row], clips: int) -> None:
    table = Table(
        "model",
        "takes /6",
        "jfk errors",
        "GRID words",
        f"WER, {clips} MOSI clips",
        "MOSI ×length",
        "15 s speaker ×length",
        "(CPU)",
        "demo ×length",
    )
    for row in rows:
        table.add_row(
            row.model,
            str(row.takes_right),
            str(row.jfk_errors),
            f"{row.grid_right}/{row.grid_words}",
            f"{row.mosi_wer:.3f}",
            f"{row.mosi_speed:.2f}",
            f"{row.speaker_speed:.2f}",
            f"{row.speaker_cpu:.2f}",
            f"{row.demo_speed:.2f}",
        )
    Console(width=140).print(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--models", nargs="*", help="default: those that are here")
    parser.add_argument("--clips", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    models = arguments.models or [name for name, asset in MODELS.items() if is_present(asset)]
    clips = mosi_clips(arguments.data, arguments.clips, arguments.seed)
    rows = []
    for model in models:
        rows.append(measure(model, arguments.data, clips))
        print(rows[-1], flush=True)
    show(rows, len(clips))


if __name__ == "__main__":
    main()
