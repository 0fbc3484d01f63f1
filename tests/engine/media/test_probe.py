"""What a file is said to hold, and the one clear sentence for every file that is no film."""

from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from engine.errors import (
    MediaError,
    MediaNotFoundError,
    MediaUnreadableError,
    NoUsableStreamError,
)
from engine.media import probe
from tests.helpers.media import (
    PictureTrack,
    SoundTrack,
    astronaut_face,
    cut_off,
    plain,
    regular_times,
    text_file,
    tone,
    with_unknown_codec,
    write_clip,
    write_tracks,
)

SMALL = (160, 120)


def picture(size: tuple[int, int] = SMALL, seconds: float = 0.4) -> PictureTrack:
    return PictureTrack(plain(regular_times(seconds, 25), size), size)


def sound(seconds: float = 0.4, rate_hz: int = 44_100, channels: int = 1) -> SoundTrack:
    return SoundTrack(np.tile(tone(seconds, rate_hz), (channels, 1)), rate_hz)


def refused(path: Path, kind: type[MediaError]) -> MediaError:
    with pytest.raises(MediaError) as caught:
        probe(path)
    error = caught.value
    assert type(error) is kind
    assert path.name in error.message
    assert error.hint.endswith(".")
    return error


# ------------------------------------------------------------------ good files


def test_a_clip_is_described(clip: Path) -> None:
    info = probe(clip)
    assert info.path == clip
    assert "mp4" in info.container
    assert info.duration_s == pytest.approx(2.0, abs=0.03)
    assert info.notes == ()
    assert info.video is not None
    assert info.audio is not None
    assert (info.video.codec, info.video.width, info.video.height) == ("h264", 320, 240)
    assert info.video.average_fps == pytest.approx(25, rel=0.01)
    assert (info.video.start_s, info.video.rotation_deg) == (0.0, 0)
    assert (info.audio.codec, info.audio.sample_rate_hz, info.audio.channels) == ("aac", 44100, 1)
    assert info.audio.start_s == 0.0


def test_sound_alone_and_picture_alone_say_what_is_missing(tmp_path: Path) -> None:
    only_sound = probe(write_tracks(tmp_path / "sound.wav", [_pcm()]))
    assert only_sound.video is None
    assert only_sound.audio is not None
    assert "face takes no part" in only_sound.notes[0]
    only_picture = probe(write_tracks(tmp_path / "picture.mp4", [picture()]))
    assert only_picture.audio is None
    assert only_picture.video is not None
    assert "words and voice take no part" in only_picture.notes[0]


def test_of_several_streams_the_largest_and_finest_are_taken(tmp_path: Path) -> None:
    tracks: list[PictureTrack | SoundTrack] = [
        picture(),
        sound(rate_hz=8000),
        picture((320, 240)),
        sound(rate_hz=48_000),
    ]
    info = probe(write_tracks(tmp_path / "several.mkv", tracks))
    assert info.video is not None
    assert info.audio is not None
    assert (info.video.index, info.video.width) == (2, 320)
    assert (info.audio.index, info.audio.sample_rate_hz) == (3, 48_000)
    assert len(info.notes) == 2
    assert "2 picture streams" in info.notes[0]
    assert "2 sound streams" in info.notes[1]


def test_a_cover_picture_is_no_film(tmp_path: Path) -> None:
    cover = PictureTrack([(0.0, astronaut_face())], (240, 240), codec="mjpeg", options={})
    mp3 = write_tracks(
        tmp_path / "song.mp3", [SoundTrack(tone(1, 44_100)[None], codec="libmp3lame"), cover]
    )
    info = probe(mp3)
    assert info.video is None
    assert info.audio is not None
    assert info.duration_s == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_size_is_that_of_the_upright_picture(tmp_path: Path, rotation: int) -> None:
    path = write_clip(
        tmp_path / "turned.mp4", seconds=0.2, size=SMALL, audio=None, rotation=rotation
    )
    video = probe(path).video
    assert video is not None
    assert (video.width, video.height, video.rotation_deg) == (*SMALL, rotation)


def test_wide_pixels_widen_the_picture(tmp_path: Path) -> None:
    times = regular_times(0.2, 25)
    track = PictureTrack(plain(times, SMALL), SMALL, pixel_aspect=Fraction(4, 3))
    video = probe(write_tracks(tmp_path / "wide.mp4", [track])).video
    assert video is not None
    assert (video.width, video.height) == (213, 120)


@pytest.mark.parametrize("name", ["Só cão 映画 ü.mp4", "12:30 #1 %20?.mp4", "-n.mp4"])
def test_any_name_will_do(
    clip: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path(name)
    try:
        path.write_bytes(clip.read_bytes())
    except OSError:
        pytest.skip("this file system has no such names")
    assert probe(path).path == path


def test_duration_of_a_live_recording_is_measured(tmp_path: Path) -> None:
    live = write_clip(tmp_path / "live.mkv", seconds=3, size=SMALL, container_options={"live": "1"})
    assert probe(live).duration_s == pytest.approx(3.0, abs=0.05)


def test_a_clock_that_starts_late_starts_at_zero(tmp_path: Path) -> None:
    track = PictureTrack(plain([t + 100 for t in regular_times(1, 25)], SMALL), SMALL)
    info = probe(write_tracks(tmp_path / "late.ts", [track]))
    assert info.video is not None
    assert info.video.start_s == 0.0
    assert info.duration_s == pytest.approx(1.0, abs=0.05)


# ------------------------------------------------------------------ damaged files


def test_a_film_whose_end_is_missing_works_with_a_note(long_clip: Path, tmp_path: Path) -> None:
    info = probe(cut_off(long_clip, tmp_path / "cut.mp4", 0.5))
    assert 2.0 < info.duration_s < 6.0
    assert info.video is not None
    assert info.audio is not None
    assert "cut off" in info.notes[0]


def test_a_film_without_its_index_is_said_to_be_cut_off(clip: Path, tmp_path: Path) -> None:
    error = refused(cut_off(clip, tmp_path / "cut.mp4", 0.5), MediaUnreadableError)
    assert "cut off" in error.message


def test_an_index_without_a_film_has_nothing_to_use(long_clip: Path, tmp_path: Path) -> None:
    content = long_clip.read_bytes()
    keep = (content.index(b"mdat") + 4) / len(content)
    refused(cut_off(long_clip, tmp_path / "head.mp4", keep), NoUsableStreamError)


def test_an_unknown_picture_codec_leaves_the_sound(clip: Path, tmp_path: Path) -> None:
    info = probe(with_unknown_codec(clip, tmp_path / "odd.mp4", b"avc1"))
    assert info.video is None
    assert info.audio is not None
    assert "unknown codec" in info.notes[0]
    assert "left out" in info.notes[0]


def test_unknown_codecs_only_have_nothing_to_use(clip: Path, tmp_path: Path) -> None:
    path = with_unknown_codec(clip, tmp_path / "odd.mp4", b"avc1", b"mp4a", b"esds")
    assert "unknown codec" in refused(path, NoUsableStreamError).message


def test_a_sound_file_of_no_length_has_nothing_to_use(tmp_path: Path) -> None:
    header = write_tracks(tmp_path / "full.wav", [_pcm()]).read_bytes()
    header = header[: header.index(b"data") + 4] + bytes(4)
    path = tmp_path / "nothing.wav"
    path.write_bytes(header)
    refused(path, NoUsableStreamError)


# ------------------------------------------------------------------ no media at all


def test_a_missing_file(tmp_path: Path) -> None:
    refused(tmp_path / "nowhere.mp4", MediaNotFoundError)


def test_a_folder(tmp_path: Path) -> None:
    assert "folder" in refused(tmp_path, MediaUnreadableError).message


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "empty.mp4"
    path.touch()
    assert "empty" in refused(path, MediaUnreadableError).message


@pytest.mark.parametrize("name", ["letter.mp4", "letter.txt", "letter.nfo"])
def test_text_is_no_film_whatever_its_name(tmp_path: Path, name: str) -> None:
    error = refused(text_file(tmp_path / name), MediaUnreadableError)
    assert "not a video or sound file" in error.message


def test_random_bytes(tmp_path: Path) -> None:
    path = tmp_path / "noise.mp4"
    path.write_bytes(np.random.default_rng(0).bytes(100_000))
    refused(path, MediaUnreadableError)


def test_subtitles_alone(tmp_path: Path) -> None:
    path = tmp_path / "film.srt"
    path.write_text("1\n00:00:00,000 --> 00:00:02,000\nHello.\n\n", encoding="utf-8")
    assert "neither" in refused(path, NoUsableStreamError).message


def test_a_still_picture(tmp_path: Path) -> None:
    track = PictureTrack([(0.0, astronaut_face())], (240, 240), codec="mjpeg", options={})
    path = write_tracks(tmp_path / "photo.jpg", [track])
    assert "still picture" in refused(path, MediaUnreadableError).message


def test_a_playlist_does_not_reach_the_network(tmp_path: Path) -> None:
    path = tmp_path / "list.m3u8"
    path.write_text(
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n"
    )
    refused(path, MediaUnreadableError)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are a Unix thing")
def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    path = tmp_path / "pipe.mp4"
    os.mkfifo(path)
    refused(path, MediaUnreadableError)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Unix permissions")
def test_a_file_that_may_not_be_read(clip: Path, tmp_path: Path) -> None:
    path = tmp_path / "private.mp4"
    path.write_bytes(clip.read_bytes())
    path.chmod(0)
    was_root = os.geteuid() == 0
    if was_root:  # root may read everything
        os.seteuid(65534)
    try:
        error = refused(path, MediaUnreadableError)
    finally:
        if was_root:
            os.seteuid(0)
    assert "may not be read" in error.message


def test_importing_media_stays_light() -> None:
    code = (
        "import sys, engine.media; sys.exit(bool({'torch', 'cv2', 'PySide6'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def _pcm() -> SoundTrack:
    return SoundTrack(tone(0.4, 16_000)[None], 16_000, codec="pcm_s16le")
