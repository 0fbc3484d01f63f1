"""Speed of the extractors on one core, model files warm.

    OMP_NUM_THREADS=1 python -m tests.benchmarks.bench_features CLIP [--seconds 15]

Prints, in processor time: audio as a real-time factor (bar: 0.03), faces per sampled frame with
the share of each part (bar: 40 ms), text in utterances of 15 words a second.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from engine.assets import locate
from engine.features.audio import AudioExtractor
from engine.features.text import TextExtractor
from engine.features.vision.detector import FaceDetector
from engine.features.vision.faces import FaceExtractor
from engine.features.vision.geometry import measure
from engine.features.vision.mesh import FaceMesher
from engine.features.vision.timeline import VISION_RATE_HZ
from engine.media import probe, read_audio, read_frames
from engine.runtime.cancel import NEVER
from engine.runtime.threads import limit_threads
from engine.types import AudioBlock, VideoFrame

AUDIO_BAR = 0.03
FACE_BAR_MS = 40.0
MAX_SIDE = 1280


def processor_seconds(work: Callable[[], object], runs: int = 3) -> float:
    """The lowest of some runs: what the work costs when nothing else is in the way."""
    work()
    seconds = []
    for _ in range(runs):
        started = time.process_time()
        work()
        seconds.append(time.process_time() - started)
    return min(seconds)


def bench_audio(block: AudioBlock) -> None:
    seconds = processor_seconds(lambda: AudioExtractor().extract(block))
    length = len(block.samples) / block.sample_rate_hz
    print(f"audio  {length:.1f} s: real-time factor {seconds / length:.4f} (bar: {AUDIO_BAR})")


def bench_faces(frames: list[VideoFrame]) -> None:
    faces = FaceExtractor(locate("yunet"), locate("face-mesh"))

    def all_frames() -> None:
        faces.reset()
        for frame in frames:
            faces.observe(frame)

    height, width = frames[0].bgr.shape[:2]
    each_ms = 1000 * processor_seconds(all_frames) / len(frames)
    print(f"faces  {len(frames)} frames of {width} × {height}: {each_ms:.1f} ms a frame "
          f"(bar: {FACE_BAR_MS:.0f})")  # fmt: skip
    detector, mesher = FaceDetector(locate("yunet")), FaceMesher(locate("face-mesh"))
    for frame in frames:
        if found := detector.detect(frame.bgr):
            mesh = mesher.fit(frame.bgr, found[0].points)
            parts: dict[str, Callable[[], object]] = {
                "detector": lambda: detector.detect(frame.bgr),  # noqa: B023 - used at once
                "mesh": lambda: mesher.fit(frame.bgr, found[0].points),  # noqa: B023
                "measures": lambda: measure(mesh.points),  # noqa: B023
            }
            for name, part in parts.items():
                print(f"         {name:<9}{1000 * processor_seconds(part, 10):6.1f} ms")
            return


def bench_text() -> None:
    said = "and so my fellow americans ask not what your country can do for you today"
    words = said.split()
    texts = [" ".join(np.roll(words, i)) for i in range(64)]
    extractor = TextExtractor(locate("minilm-l6-v2"))
    seconds = processor_seconds(lambda: extractor.extract_batch(texts))
    print(f"text   {len(texts) / seconds:.0f} utterances of {len(words)} words a second")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("clip", type=Path)
    parser.add_argument("--seconds", type=float, default=15.0)
    options = parser.parse_args()
    limit_threads(1)
    info = probe(options.clip)
    blocks = read_audio(info, rate_hz=16000, block_s=1.0, cancel=NEVER)
    sound = np.concatenate([b.samples for b in blocks])[: round(16000 * options.seconds)]
    bench_audio(AudioBlock(sound, 0.0, 16000))
    shown = read_frames(info, rate_hz=VISION_RATE_HZ, max_side=MAX_SIDE, cancel=NEVER)
    bench_faces([frame for frame in shown if frame.time_s < options.seconds])
    bench_text()


if __name__ == "__main__":
    main()
