"""The demo clip: six takes of one sentence joined into one video.

The words never change, voice and face do. Takes are those of actor 1001 of CREMA-D (Cao et al.,
2014, https://github.com/CheyneyComputerScience/CREMA-D, Open Database License); between two takes
the last picture is held in silence, so that voice activity separates them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from engine.assets.store import DEMO_CLIP_FILE
from engine.errors import AssetCorruptError
from engine.runtime.hashing import sha256_of
from engine.types import Emotion, Float32Array

TAKES_FILE = "takes.json"
GAP_S = 0.5
SENTENCE = "Don't forget a jacket."

_EMOTIONS = {
    "ANG": Emotion.ANGRY,
    "DIS": Emotion.DISGUST,
    "FEA": Emotion.FEAR,
    "HAP": Emotion.HAPPY,
    "NEU": Emotion.NEUTRAL,
    "SAD": Emotion.SAD,
}
_FRAME_S = 1001 / 30000
_SIZE = (480, 360)
_RATE_HZ = 44100
_CLOCK = Fraction(1, 90000)


@dataclass(frozen=True, slots=True)
class Take:
    """Where a take lies in the clip, and the emotion its actor was asked to show."""

    emotion: Emotion
    start_s: float
    end_s: float
    source: str


@dataclass(frozen=True, slots=True)
class _Recording:
    """A decoded take: pictures with their times, samples float32 [n] at 44.1 kHz from 0.0 s."""

    pictures: list[tuple[float, av.VideoFrame]]
    samples: Float32Array

    @property
    def duration_s(self) -> float:
        return max(self.pictures[-1][0] + _FRAME_S, len(self.samples) / _RATE_HZ)


def make_demo_clip(takes_folder: Path, target: Path) -> None:
    """Write ``demo.mp4`` (H.264, AAC) and ``takes.json`` from the six ``1001_DFA_*_XX.flv``."""
    takes = []
    with av.open(target / DEMO_CLIP_FILE, "w", options={"movflags": "+faststart"}) as clip:
        video = clip.add_stream("libx264", rate=30, options={"crf": "14", "preset": "medium"})
        audio = clip.add_stream("aac", rate=_RATE_HZ, layout="mono", options={"b": "160k"})
        video.codec_context.time_base = _CLOCK
        video.width, video.height = _SIZE
        start_s = 0.0
        for code, emotion in _EMOTIONS.items():
            source = takes_folder / f"1001_DFA_{code}_XX.flv"
            recording = _decode(source)
            end_s = start_s + recording.duration_s
            takes.append(Take(emotion, round(start_s, 3), round(end_s, 3), source.name))
            for frame in _pictures(recording, start_s):
                clip.mux(video.encode(frame))
            clip.mux(audio.encode(_sound(recording, start_s)))
            start_s = end_s + GAP_S
        clip.mux(video.encode())
        clip.mux(audio.encode())
    _write_takes(target, takes)


def read_takes(folder: Path) -> tuple[Take, ...]:
    """The takes of a clip that was made."""
    content = json.loads((folder / TAKES_FILE).read_text("utf-8"))
    return tuple(Take(**{**take, "emotion": Emotion(take["emotion"])}) for take in content["takes"])


def check_demo_clip(folder: Path) -> None:
    """Raise AssetCorruptError unless the clip is the one that was made, with all its takes."""
    try:
        made = json.loads((folder / TAKES_FILE).read_text("utf-8"))["clip_sha256"]
        takes = read_takes(folder)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AssetCorruptError(f"The demo clip's list of takes is damaged: {error}") from error
    if sha256_of(folder / DEMO_CLIP_FILE) != made:
        raise AssetCorruptError("The demo clip has changed since it was made.")
    with av.open(folder / DEMO_CLIP_FILE) as clip:
        kinds = [stream.type for stream in clip.streams]
        duration_s = (clip.duration or 0) / av.time_base
    if len(takes) != len(_EMOTIONS) or kinds != ["video", "audio"]:
        raise AssetCorruptError("The demo clip lacks a take or a stream.")
    if not 0 <= duration_s - takes[-1].end_s < 2 * GAP_S:
        raise AssetCorruptError(f"The demo clip lasts {duration_s:.1f} s, which is not its takes.")


def _decode(path: Path) -> _Recording:
    with av.open(path) as take:
        pictures = [(frame.time or 0.0, frame) for frame in take.decode(video=0)]
    with av.open(path) as take:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=_RATE_HZ)
        blocks = [
            block.to_ndarray()[0]
            for frame in [*take.decode(audio=0), None]
            for block in resampler.resample(frame)
        ]
    if not pictures or not blocks:
        raise AssetCorruptError(f"{path.name} lacks picture or sound.")
    return _Recording(pictures, np.concatenate(blocks).astype(np.float32))


def _pictures(recording: _Recording, start_s: float) -> Iterator[av.VideoFrame]:
    last_s, last = recording.pictures[-1]
    end_s = recording.duration_s + GAP_S
    held = ((time_s, last) for time_s in np.arange(last_s + _FRAME_S, end_s, _FRAME_S))
    for time_s, picture in (*recording.pictures, *held):
        frame = picture.reformat(format="yuv420p")
        frame.pts = round((start_s + time_s) / _CLOCK)
        frame.time_base = _CLOCK
        frame.pict_type = 0
        yield frame


def _sound(recording: _Recording, start_s: float) -> av.AudioFrame:
    length = round((start_s + recording.duration_s + GAP_S) * _RATE_HZ) - round(start_s * _RATE_HZ)
    samples = np.zeros((1, length), np.float32)
    samples[0, : len(recording.samples)] = recording.samples
    frame = av.AudioFrame.from_ndarray(samples, format="flt", layout="mono")
    frame.sample_rate = _RATE_HZ
    frame.pts = round(start_s * _RATE_HZ)
    frame.time_base = Fraction(1, _RATE_HZ)
    return frame


def _write_takes(target: Path, takes: list[Take]) -> None:
    content = {
        "sentence": SENTENCE,
        "source": "CREMA-D, actor 1001 (https://github.com/CheyneyComputerScience/CREMA-D)",
        "licence": "Open Database License 1.0; contents: Database Contents License 1.0",
        "clip_sha256": sha256_of(target / DEMO_CLIP_FILE),
        "takes": [asdict(take) for take in takes],
    }
    (target / TAKES_FILE).write_text(json.dumps(content, indent=1) + "\n", "utf-8")
