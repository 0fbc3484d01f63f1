"""The annotated video, decoded again: times, sound, and what is seen in its pictures."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
import pytest

from engine.errors import CancelledError, ExportError
from engine.media import probe, read_audio, read_frames
from engine.sessions import EXPORTERS
from engine.sessions.exports.video.captions import captions
from engine.sessions.exports.video.overlay import Overlay
from engine.types import Analysis, FaceObservation, MediaInfo, UInt8Array, UtteranceResult, Word
from tests.helpers import analysis_results as made
from tests.helpers.exported import saying
from tests.helpers.media import (
    PictureTrack,
    SoundTrack,
    irregular_times,
    looped,
    plain,
    regular_times,
    tone,
    write_clip,
    write_tracks,
)

VIDEO = EXPORTERS["video"]
_FACE_BGR = (0x47, 0xD4, 0xFF)


def analysis_of(path: Path, results: Sequence[UtteranceResult] = ()) -> Analysis:
    """One utterance from 0.4 s on, unless others are given."""
    spoken = made.utterance_result(0, 0.4, 1.6)
    return dataclasses.replace(
        made.analysis(path), media=probe(path), results=tuple(results) or (spoken,)
    )


def exported(path: Path, results: Sequence[UtteranceResult] = ()) -> MediaInfo:
    target = path.with_name(VIDEO.file_name(path.stem))
    VIDEO.write(analysis_of(path, results), target)
    return probe(target)


def frame_times(info: MediaInfo) -> list[float]:
    return [frame.time_s for frame in read_frames(info, rate_hz=None, max_side=16)]


def frame_at(info: MediaInfo, time_s: float) -> UInt8Array:
    """The picture that is shown at a time."""
    shown = None
    for frame in read_frames(info, rate_hz=None, max_side=None):
        if frame.time_s > time_s:
            break
        shown = frame.bgr
    assert shown is not None
    return shown


def changed(one: UInt8Array, other: UInt8Array) -> UInt8Array:
    """Where two pictures differ by more than compression makes them differ."""
    return np.abs(one.astype(int) - other).max(axis=2) > 40


def assert_same_times(source: MediaInfo, copy: MediaInfo) -> None:
    wanted = frame_times(source)
    assert len(wanted) > 10
    assert frame_times(copy) == pytest.approx(wanted, abs=1e-4)
    assert copy.duration_s == pytest.approx(source.duration_s, abs=0.06)


def assert_same_sound(source: MediaInfo, copy: MediaInfo, *, abs: float) -> None:
    assert source.audio is not None
    assert copy.audio is not None
    assert copy.audio.codec == "aac"
    before, after = (
        np.concatenate([np.zeros(round(16_000 * blocks[0].start_s)), *(b.samples for b in blocks)])
        for blocks in (list(read_audio(info)) for info in (source, copy))
    )
    length = min(len(before), len(after))
    assert len(before) == pytest.approx(len(after), abs=2500)
    assert np.abs(before[:length] - after[:length]).mean() < abs


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".mov"])
def test_pictures_and_sound_keep_their_times(tmp_path: Path, suffix: str) -> None:
    source = probe(write_clip(tmp_path / f"talk{suffix}"))
    copy = exported(source.path)
    assert copy.video is not None
    assert (copy.video.codec, copy.video.width, copy.video.height) == ("h264", 320, 240)
    assert_same_times(source, copy)
    assert_same_sound(source, copy, abs=1e-3)


def test_a_variable_frame_rate_stays_one(tmp_path: Path) -> None:
    times = irregular_times(2.0, 25)
    source = probe(write_clip(tmp_path / "phone.mp4", frame_times=times))
    copy = exported(source.path)
    assert_same_times(source, copy)
    assert len(set(np.round(np.diff(frame_times(copy)), 3))) > 10


def test_sound_that_begins_late_still_does(tmp_path: Path) -> None:
    source = probe(write_clip(tmp_path / "late.mp4", audio_start_s=0.5))
    copy = exported(source.path)
    assert source.audio is not None
    assert copy.audio is not None
    assert source.audio.start_s == pytest.approx(0.5, abs=0.03)
    assert copy.audio.start_s == pytest.approx(source.audio.start_s, abs=0.001)
    assert_same_sound(source, copy, abs=1e-3)


def test_a_clock_that_begins_anywhere_begins_at_zero(tmp_path: Path) -> None:
    source = probe(write_clip(tmp_path / "camera.ts"))
    copy = exported(source.path)
    assert_same_times(source, copy)
    assert_same_sound(source, copy, abs=1e-3)


def test_sound_that_mp4_does_not_hold_becomes_aac(tmp_path: Path) -> None:
    pictures = PictureTrack(plain(regular_times(2.0, 25), (160, 120)), (160, 120))
    sound = SoundTrack(np.tile(tone(2.0, 48_000), (2, 1)), 48_000, codec="libopus")
    source = probe(write_tracks(tmp_path / "web.mkv", [pictures, sound]))
    copy = exported(source.path)
    assert copy.audio is not None
    assert copy.audio.channels == 2
    assert_same_times(source, copy)
    assert_same_sound(source, copy, abs=0.02)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_phone_video_is_upright_and_drawn_on_upright(tmp_path: Path, rotation: int) -> None:
    source = probe(write_clip(tmp_path / "phone.mp4", size=(240, 320), rotation=rotation))
    assert source.video is not None
    assert source.video.rotation_deg == rotation
    copy = exported(source.path)
    assert copy.video is not None
    assert (copy.video.width, copy.video.height, copy.video.rotation_deg) == (240, 320, 0)
    assert_same_times(source, copy)
    drawn = changed(frame_at(source, 1.0), frame_at(copy, 1.0))
    assert drawn[-40:].any()  # the caption
    assert drawn[: 320 // 3].mean() > 0.1  # the panel
    assert drawn[150:270].mean() < 0.05


def test_an_odd_size_loses_a_line_and_nothing_else(tmp_path: Path) -> None:
    track = PictureTrack(
        plain(regular_times(1.0, 25), (161, 121)), (161, 121), codec="ffv1", options={}
    )
    source = probe(write_tracks(tmp_path / "odd.mkv", [track]))
    copy = exported(source.path)
    assert copy.video is not None
    assert (copy.video.width, copy.video.height) == (160, 120)
    assert copy.audio is None
    assert_same_times(source, copy)


def test_results_are_seen_during_the_utterance_only(tmp_path: Path) -> None:
    source = probe(write_clip(tmp_path / "talk.mp4", face=False, size=(480, 360)))
    copy = exported(source.path)
    before, during, after = (
        changed(frame_at(source, at), frame_at(copy, at)) for at in (0.2, 1.0, 1.8)
    )
    assert not before.any()
    assert not after.any()
    assert during[:120].any()
    assert during[-60:].any()


def test_the_face_box_is_where_the_face_is(tmp_path: Path) -> None:
    source = probe(write_clip(tmp_path / "talk.mp4", face=False, size=(480, 360)))
    spoken = made.utterance_result(0, 0.0, 2.0)
    box = (0.5, 0.5, 0.25, 0.25)
    faces = tuple(FaceObservation(at, 1, box, 0.9) for at in np.arange(0, 1, 0.1).tolist())
    copy = exported(source.path, [dataclasses.replace(spoken, faces=faces)])
    seen, gone = frame_at(copy, 0.5).astype(int), frame_at(copy, 1.7).astype(int)
    for row, column in ((180, 300), (270, 300), (220, 240), (220, 360)):
        near = seen[row - 2 : row + 3, column - 2 : column + 3]
        assert (np.abs(near - _FACE_BGR).max(axis=2) < 90).any()
        still = gone[row - 2 : row + 3, column - 2 : column + 3]
        assert not (np.abs(still - _FACE_BGR).max(axis=2) < 90).any()


def test_the_panel_keeps_away_from_the_faces() -> None:
    results = made.results(1)
    on_the_left = tuple(FaceObservation(0.1, 1, (0.05, 0.05, 0.3, 0.4), 0.9) for _ in range(3))
    on_the_right = tuple(FaceObservation(0.1, 1, (0.65, 0.05, 0.3, 0.4), 0.9) for _ in range(3))
    for faces, side in ((on_the_left, slice(320, None)), (on_the_right, slice(0, 320))):
        picture = np.full((360, 640, 3), 128, np.uint8)
        Overlay([dataclasses.replace(results[0], faces=faces)], 640, 360).draw(picture, 1.0)
        dark = (picture[:120] < 60).all(axis=2)
        assert dark[:, side].sum() > 1000
        assert dark.sum() == dark[:, side].sum()


def name_tags(people: dict[int, str], top: float = 0.5) -> tuple[UInt8Array, tuple[int, int]]:
    """Where letters in the colour of faces are, beside the face box; bool [360, 640]; and the box's
    top and bottom row."""
    faces = tuple(FaceObservation(at, 1, (0.6, top, 0.2, 0.4), 0.9) for at in (0.9, 1.0, 1.1))
    result = dataclasses.replace(made.results(1)[0], faces=faces, face_track_id=1)
    picture = np.full((360, 640, 3), 128, np.uint8)
    Overlay([result], 640, 360, people).draw(picture, 1.0)
    inked = np.abs(picture.astype(int) - _FACE_BGR).max(axis=2) < 60
    rows = round(top * 360), round((top + 0.4) * 360)
    inked[rows[0] - 4 : rows[1] + 4] = False  # the box itself
    inked[:, :300] = False  # the panel has a colour that is much like it
    return inked, rows


def test_people_have_their_names_at_their_faces() -> None:
    anna, (top, _) = name_tags({1: "Anna"})
    rows, columns = np.nonzero(anna)
    assert len(rows) > 20
    assert top - 30 < rows.min() < rows.max() < top
    assert columns.min() >= round(0.6 * 640)
    bert, _ = name_tags({1: "Bert"})
    nobody, _ = name_tags({0: "Anna"})
    assert (anna != bert).any()
    assert nobody.any(), "who has no name is a number, as in the player"
    assert (nobody != anna).any()


def test_a_name_without_room_above_stands_below_and_never_outside() -> None:
    below, (_, bottom) = name_tags({1: "Anna"}, top=0.01)
    assert np.nonzero(below)[0].min() > bottom
    endless, _ = name_tags({1: "Anna " * 40})
    columns = np.nonzero(endless)[1]
    assert columns.max() < 640 - 2
    assert columns.max() - columns.min() <= 0.5 * 640
    for name in ("你好世界", "\x00\n", "مرحبا"):
        assert name_tags({1: name})[0].any()


def test_names_are_in_the_video_that_is_written(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "talk.mp4", face=False, size=(480, 360))
    spoken = made.utterance_result(0, 0.0, 2.0)
    faces = tuple(FaceObservation(at, 1, (0.5, 0.5, 0.25, 0.25), 0.9) for at in (0.4, 0.5, 0.6))
    analysis = analysis_of(source, [dataclasses.replace(spoken, faces=faces)])
    pictures = []
    for people in ({}, {1: "Annabelle"}):
        target = tmp_path / f"{len(people)}.mp4"
        VIDEO.write(dataclasses.replace(analysis, people=people), target)
        pictures.append(frame_at(probe(target), 0.5))
    differ = changed(*pictures)
    assert differ[140:180, 235:360].sum() > 30
    assert not differ[185:].any()


def test_what_is_uncertain_or_absent_looks_different() -> None:
    certain, silent, vague = made.results(5)[0], made.results(5)[4], made.results(5)[2]
    drawn = []
    for result in (certain, silent, vague):
        still = dataclasses.replace(result, utterance=made.results(1)[0].utterance, faces=())
        picture = np.full((360, 640, 3), 128, np.uint8)
        Overlay([still], 640, 360).draw(picture, 1.0)
        drawn.append(picture[:160, :220])
    for one, other in ((0, 1), (0, 2), (1, 2)):
        assert changed(drawn[one], drawn[other]).sum() > 100


@pytest.mark.parametrize(
    "text", ["naïve façade", "привет", "مرحبا بالعالم", "你好世界", "😀", "\x00\n"]
)
def test_captions_of_any_script_are_drawn(text: str) -> None:
    picture = np.full((360, 640, 3), 128, np.uint8)
    Overlay([saying(made.results(1)[0], text)], 640, 360).draw(picture, 1.0)
    assert (picture[-80:] > 200).all(axis=2).sum() > 10


def test_captions_hold_every_word_on_at_most_two_lines() -> None:
    words = tuple(Word(f"word{i}", 0.1 * i, 0.1 * i + 0.1, 0.9) for i in range(40))
    words += (Word("w" * 50, 4.0, 4.1, 0.9),)
    found = captions(words, lambda line: len(line) <= 20)
    assert all(len(each.lines) <= 2 for each in found)
    assert all(len(line) <= 20 for each in found for line in each.lines)
    said = "".join(line for each in found for line in each.lines).replace(" ", "")
    assert said == "".join(word.text for word in words)
    starts = [each.start_s for each in found]
    assert starts == sorted(set(starts))


def test_sound_without_a_picture_is_a_clear_error(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "talk.wav", picture=False)
    with pytest.raises(ExportError, match="no moving picture") as caught:
        VIDEO.write(analysis_of(source), tmp_path / "out.mp4")
    assert caught.value.hint
    assert [path.name for path in tmp_path.iterdir()] == ["talk.wav"]


def test_a_build_without_an_encoder_is_a_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write_clip(tmp_path / "talk.mp4", seconds=1)
    monkeypatch.setattr(av, "codecs_available", {"h264", "aac"})
    with pytest.raises(ExportError, match=r"cannot write H\.264"):
        VIDEO.write(analysis_of(source), tmp_path / "out.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["talk.mp4"]


def test_cancelling_ends_it_within_two_seconds(tmp_path: Path) -> None:
    once = write_clip(tmp_path / "once.mp4", seconds=4, size=(640, 480))
    source = looped(once, tmp_path / "long.mp4", 60)
    found, cancel = analysis_of(source), threading.Event()
    heard: list[float] = []
    asked_at = 0.0

    def progress(share: float) -> None:
        nonlocal asked_at
        heard.append(share)
        if len(heard) == 30:
            asked_at = time.monotonic()
            cancel.set()

    with pytest.raises(CancelledError):
        VIDEO.write(found, tmp_path / "out.mp4", progress, cancel)
    assert time.monotonic() - asked_at < 2.0
    assert heard == sorted(heard)
    assert 0 < heard[-1] < 0.1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["long.mp4", "once.mp4"]


def test_the_copy_says_how_its_colours_are_meant(tmp_path: Path) -> None:
    """Or players would guess, and show other colours than the recording has."""
    copy = exported(write_clip(tmp_path / "talk.mp4"))
    with av.open(str(copy.path)) as container:
        context = container.streams.video[0].codec_context
        assert (context.colorspace, context.color_primaries, context.color_trc) == (1, 1, 1)
