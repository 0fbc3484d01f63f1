"""Cameras: OpenCV's real reading of files and network streams in a camera's place."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from engine.errors import DeviceError
from engine.live.sources import Source, SourceSettings, open_source
from engine.live.sources.camera import Camera
from engine.live.sources.camera_list import explain_camera, linux_cameras
from engine.live.sources.pace import Pace
from engine.runtime.cancel import NEVER
from tests.helpers.live import Listener
from tests.helpers.media import irregular_times, regular_times, write_clip
from tests.helpers.network_camera import SIZE, served


def watch(url: str) -> tuple[Source, Listener]:
    listener = Listener(keep_pictures=True)
    source = open_source(SourceSettings(url=url))
    source.start(listener)
    return source, listener


def test_a_file_in_a_cameras_place_gives_upright_pictures_and_then_an_error(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.avi", seconds=1, audio=None, size=SIZE)
    camera = Camera(str(clip))
    times_s: list[float] = []
    with pytest.raises(DeviceError, match=r"clip\.avi.*does not give pictures any more"):
        times_s.extend(frame.time_s for frame in camera.frames(NEVER))
    camera.close()
    assert camera.size == SIZE
    assert len(times_s) == 24  # the first one proved that it works
    assert times_s == sorted(times_s)


@pytest.mark.parametrize("fps", [5, 30, 60])
def test_a_network_camera_is_stamped_when_its_pictures_come(fps: int) -> None:
    count = max(8, fps)
    with served([1 / fps] * count) as url:
        source, listener = watch(url)
        assert listener.ended.wait(30)
        source.stop()
    assert len(listener.times_s) >= count - 3
    steps = np.diff(listener.times_s)
    assert (steps >= 0).all()
    assert np.median(steps) == pytest.approx(1 / fps, rel=0.35)
    assert source.health.fps == pytest.approx(fps, rel=0.5)
    picture = listener.frames[0].bgr
    assert picture.shape == (120, 160, 3)
    np.testing.assert_allclose(picture[20, 20], (0, 0, 255), atol=30)  # red, blue comes first
    assert isinstance(listener.error, DeviceError)
    assert url in listener.error.message


def test_irregular_pictures_keep_their_distances() -> None:
    steps_s = list(np.diff(irregular_times(2.0, 20.0)))
    with served([0.01, *steps_s]) as url:
        source, listener = watch(url)
        assert listener.ended.wait(30)
        source.stop()
    got = np.diff(listener.times_s)
    expected = np.array(steps_s)[-len(got) :]
    assert np.median(np.abs(got - expected)) < 0.02


def test_stopping_closes_the_camera_without_an_end() -> None:
    hang = threading.Event()
    with served([0.02] * 200, hang=hang) as url:
        source, listener = watch(url)
        listener.wait_for_pictures(5)
        source.stop()
        source.stop()
        hang.set()
    assert listener.ends == 0


def test_pictures_that_a_camera_leaves_out_are_counted() -> None:
    pace = Pace()
    for index in range(100):
        if index not in (50, 51, 80):
            pace.add(index / 30)
    assert pace.seen == 97
    assert pace.dropped == 3
    assert pace.fps == pytest.approx(30, rel=0.1)


def test_darkness_that_slows_a_camera_is_no_loss() -> None:
    pace = Pace()
    for time_s in [*regular_times(3.0, 30.0), *(89 / 30 + np.arange(1, 60) / 20)]:
        pace.add(float(time_s))
    assert pace.dropped == 0


def test_the_kernels_list_leaves_out_metadata_nodes(tmp_path: Path) -> None:
    for name, index, title in [
        ("video2", "0", "Front"),
        ("video3", "1", "Front"),
        ("video10", "0", "Microscope"),
    ]:
        node = tmp_path / name
        node.mkdir()
        (node / "index").write_text(f"{index}\n")
        (node / "name").write_text(f"{title}\n")
    (tmp_path / "videodev").mkdir()
    found = [(camera.index, camera.name) for camera in linux_cameras(tmp_path)]
    assert found == [(2, "Front"), (10, "Microscope")]
    assert linux_cameras(tmp_path / "none") == ()


@pytest.mark.skipif("sys.platform != 'linux'", reason="device files are Linux's")
def test_why_a_camera_gives_no_picture_is_said(tmp_path: Path) -> None:
    assert "There is no camera 7" in explain_camera(7, devices=tmp_path).message
    (tmp_path / "video7").touch()
    busy = explain_camera(7, devices=tmp_path)
    assert "gives no picture" in busy.message
    assert "other programs" in busy.hint


@pytest.mark.skipif("sys.platform != 'linux'", reason="device files are Linux's")
def test_a_camera_that_is_not_there_is_said_at_the_start() -> None:
    with pytest.raises(DeviceError, match="There is no camera 93"):
        open_source(SourceSettings(camera=93)).start(Listener())
