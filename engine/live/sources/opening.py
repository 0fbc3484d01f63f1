"""From settings to a source. The media libraries are loaded here and not before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlparse
from urllib.request import url2pathname

from engine.errors import DeviceError
from engine.live.sources.base import CameraInfo, MicrophoneInfo, Source, SourceSettings

if TYPE_CHECKING:
    from engine.media.address import Place

_WEB = ("http", "https")
_CAMERAS_ONLY = "rtsp"


def open_source(settings: SourceSettings) -> Source:
    """The source that the settings ask for; it opens its devices when it is started.

    An address is asked at once, which may take some seconds, whether it is a camera or a film.

    Raises DeviceError where nothing was asked for, or an address that cannot be opened;
    MediaUnreadableError where neither a film nor a camera is there.
    """
    film = _film(settings.url)
    if film is not None:
        from engine.live.sources.film import FilmSource  # noqa: PLC0415

        return FilmSource(film, speed=settings.speed)
    if settings.camera is None and settings.microphone is None and settings.url is None:
        raise DeviceError(
            "There is nothing to watch or to listen to.",
            hint="Choose a camera, a microphone, or a film.",
        )
    from engine.live.sources.devices import DeviceSource  # noqa: PLC0415

    return DeviceSource(settings)


def list_cameras() -> tuple[CameraInfo, ...]:
    """The cameras of this machine, in the order of their numbers."""
    from engine.live.sources import camera_list  # noqa: PLC0415

    return camera_list.list_cameras()


def list_microphones() -> tuple[MicrophoneInfo, ...]:
    """What sound can be recorded from, the system's choice first.

    Raises DeviceError where the PortAudio library is missing.
    """
    from engine.live.sources import microphone  # noqa: PLC0415

    return microphone.list_microphones()


def _film(url: Path | str | None) -> Place | None:
    """The film that an address means; None for a network camera and for no address."""
    if url is None or isinstance(url, Path):
        return url
    parts = urlparse(url)
    if parts.scheme == _CAMERAS_ONLY:
        return None
    if parts.scheme in _WEB:
        from engine.live.sources.network import film_behind  # noqa: PLC0415

        return film_behind(url)
    if parts.scheme == "file":
        return Path(url2pathname(parts.path))
    if "://" in url:
        raise DeviceError(
            f"“{url}” cannot be opened: {parts.scheme} is not known here.",
            hint="Give a file, or an address that begins with http://, https:// or rtsp://.",
        )
    return Path(url)
