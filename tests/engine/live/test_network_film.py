"""A film behind http as a live source."""

from __future__ import annotations

import math
import time
from pathlib import Path

import numpy as np
import pytest

from engine.errors import DeviceError, MediaUnreadableError, MibscopeError
from engine.live.sources import SourceSettings, open_source
from engine.live.sources.film import FilmSource
from engine.media.address import Address
from tests.helpers.film_server import FilmServer, film_server
from tests.helpers.live import Listener
from tests.helpers.media import write_clip
from tests.helpers.network_camera import served

SECONDS = 12.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("network")


@pytest.fixture(scope="module")
def clip(folder: Path) -> Path:
    """The index of the film stands before its pictures, as on film servers."""
    return write_clip(
        folder / "clip.mp4",
        seconds=SECONDS,
        size=(320, 240),
        container_options={"movflags": "faststart"},
    )


def played(url: str | Path, speed: float = math.inf) -> Listener:
    listener = Listener()
    source = open_source(SourceSettings(url=url, speed=speed))
    source.start(listener)
    assert listener.ended.wait(60)
    source.stop()
    return listener


@pytest.mark.parametrize("ranges", [True, False])
@pytest.mark.parametrize("says_length", [True, False])
def test_a_film_is_the_same_from_a_server_and_from_the_disk(
    clip: Path, *, ranges: bool, says_length: bool
) -> None:
    here = played(clip)
    with film_server(FilmServer(clip.read_bytes(), ranges, says_length)) as url:
        there = played(url)
    assert there.error is None
    assert there.times_s == here.times_s
    assert np.array_equal(there.samples, here.samples)


def test_a_film_whose_index_is_at_its_end_needs_a_server_that_begins_anywhere(folder: Path) -> None:
    clip = write_clip(folder / "end.mp4", seconds=SECONDS, size=(320, 240))
    with film_server(FilmServer(clip.read_bytes())) as url:
        assert played(url).heard_s == pytest.approx(SECONDS, abs=0.2)
    with (
        film_server(FilmServer(clip.read_bytes(), ranges=False)) as url,
        pytest.raises(MediaUnreadableError, match="does not come through") as caught,
    ):
        played(url)
    assert "download" in caught.value.hint


def test_a_film_in_the_network_is_played_in_real_time(clip: Path) -> None:
    with film_server(FilmServer(clip.read_bytes())) as url:
        source = open_source(SourceSettings(url=url))
        listener = Listener()
        source.start(listener)
        begin = time.monotonic()
        listener.wait_for_sound(1.5)
        took_s = time.monotonic() - begin
        source.stop()
    assert isinstance(source, FilmSource)
    assert source.streams.picture == (320, 240)
    assert 1.3 < took_s < 4.0
    assert listener.heard_s < 4.0


def test_a_camera_in_the_network_is_still_a_camera() -> None:
    with served([0.05] * 200) as url:
        assert not isinstance(open_source(SourceSettings(url=url)), FilmSource)


def test_a_password_in_the_address_opens_the_film_and_is_never_shown(clip: Path) -> None:
    server = FilmServer(clip.read_bytes(), password="Basic QW5uYTpnZWhlaW0=")
    with film_server(server) as url:
        known = url.replace("http://", "http://Anna:geheim@")
        assert played(known).heard_s == pytest.approx(SECONDS, abs=0.2)
        with pytest.raises(DeviceError, match="does not give"):
            played(url)
        for status in (404, 500):
            server.status = status
            assert_told(known, str(status))
        server.status, server.stops_at = 200, 2000
        assert_told(known, "stopped sending|is not a video")
    assert_told(known, "cannot be reached")


def assert_told(url: str, what: str) -> None:
    """One sentence with the address, without what is secret in it."""
    with pytest.raises(MibscopeError, match=what) as caught:
        played(url)
    message = caught.value.message
    assert "“http://127.0.0.1:" in message
    assert "/a%20film.mp4”" in message
    assert "geheim" not in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("says_length", [True, False])
def test_a_connection_that_breaks_ends_the_film_in_words(clip: Path, *, says_length: bool) -> None:
    content = clip.read_bytes()
    with film_server(FilmServer(content, False, says_length, len(content) // 2)) as url:
        listener = played(url)
    assert listener.ends == 1
    assert isinstance(listener.error, MediaUnreadableError)
    assert "stopped sending" in listener.error.message
    assert "secret" not in str(listener.error)
    assert 2.0 < listener.heard_s < SECONDS - 2


def test_a_server_that_stalls_is_given_up_after_some_seconds(clip: Path) -> None:
    content = clip.read_bytes()
    server = FilmServer(content, stops_at=len(content) // 2, hangs=True)
    with film_server(server) as url:
        begin = time.monotonic()
        listener = played(url)
        assert 3.0 < time.monotonic() - begin < 15.0
    assert listener.error is not None
    assert "stopped sending" in listener.error.message


def test_what_is_no_film_is_told(folder: Path) -> None:
    with (
        film_server(FilmServer(b"<html>no film here</html>" * 100)) as url,
        pytest.raises(MediaUnreadableError, match=r"a%20film\.mp4” is not a video"),
    ):
        played(url)


def test_an_address_is_shown_without_secrets() -> None:
    address = Address("https://a:b@host.example:8443/films/Zo%C3%AB.mp4?token=c#d")
    assert str(address) == "https://host.example:8443/films/Zo%C3%AB.mp4"
    assert address.name == "Zoë.mp4"
    assert Address("http://host.example").name == "host.example"
