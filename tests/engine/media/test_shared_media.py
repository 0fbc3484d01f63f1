"""Real recordings: every one opens, and agrees with ffprobe where that is installed."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from engine.media import probe, read_audio, read_frames
from tests.helpers.shared_data import requires_shared_data, shared_data

_FOLDER = shared_data()
FILES = sorted((_FOLDER / "media").iterdir()) if _FOLDER else []
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)


@requires_shared_data
@each_file
def test_it_is_read_from_end_to_end_on_one_clock(path: Path) -> None:
    info = probe(path)
    assert info.video or info.audio
    end = 0.0
    for block in read_audio(info):
        assert end == 0.0 or block.start_s == pytest.approx(end, abs=1e-9)
        end = block.end_s
    if info.audio:
        assert end == pytest.approx(info.duration_s, abs=0.1) or info.video
    assert end <= info.duration_s + 0.1
    last = -1.0
    for frame in read_frames(info, rate_hz=5.0, max_side=64):
        assert frame.time_s > last
        last = frame.time_s
    if info.video:
        assert last == pytest.approx(info.duration_s, abs=0.7)


@requires_shared_data
@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="ffprobe is not installed")
@each_file
def test_it_agrees_with_ffprobe(path: Path) -> None:
    info, reference = probe(path), _ffprobe(path)
    ends = []
    for stream in (info.video, info.audio):
        if stream is None:
            continue
        other = reference["streams"][stream.index]
        start = float(other["start_time"]) - float(reference["format"]["start_time"])
        assert stream.start_s == pytest.approx(start, abs=0.002)
        if "duration" in other:
            ends.append(start + float(other["duration"]))
    if info.video:
        other = reference["streams"][info.video.index]
        assert other["codec_type"] == "video"
        assert (info.video.width, info.video.height) == (other["width"], other["height"])
    if info.audio:
        other = reference["streams"][info.audio.index]
        assert other["codec_type"] == "audio"
        assert info.audio.sample_rate_hz == int(other["sample_rate"])
        assert info.audio.channels == other["channels"]
    claimed = max(ends, default=float(reference["format"]["duration"]))
    assert info.duration_s == pytest.approx(claimed, abs=0.1)


def _ffprobe(path: Path) -> dict[str, Any]:
    command = ["ffprobe", "-v", "error", "-show_format", "-show_streams", "-of", "json", str(path)]
    found = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    reference: dict[str, Any] = json.loads(found)
    return reference
