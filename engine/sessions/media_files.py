"""Which files a folder offers for analysis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.errors import MediaNotFoundError

VIDEO_SUFFIXES = (
    *("mp4", "mov", "mkv", "webm", "avi", "m4v", "mpg", "mpeg", "flv", "wmv", "3gp", "ts", "mts"),
    *("m2ts", "ogv"),
)
AUDIO_SUFFIXES = ("wav", "flac", "mp3", "m4a", "ogg", "opus", "aac", "wma", "aif", "aiff")
_KNOWN = frozenset(f".{each}" for each in (*VIDEO_SUFFIXES, *AUDIO_SUFFIXES))


def media_in(paths: Sequence[Path]) -> list[Path]:
    """Files as they are named, whatever their name; of folders, and folders in them, what looks
    like media, in the order of names. No file twice, no hidden ones.

    Raises:
        MediaNotFoundError: that is none at all.
    """
    found = list(dict.fromkeys(each for path in paths for each in _offered(path)))
    if not found:
        names = ", ".join(path.name for path in paths)
        raise MediaNotFoundError(
            f"There is no video and no sound file in {names}.",
            hint=f"Known endings: {' '.join((*VIDEO_SUFFIXES, *AUDIO_SUFFIXES))}.",
        )
    return found


def _offered(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    try:
        inside = sorted(path.iterdir())
    except OSError as error:
        raise MediaNotFoundError(
            f"The folder {path} cannot be read: {error.strerror or error}.",
            hint="Allow it to be read, or name the files one by one.",
        ) from error
    for each in inside:
        if each.name.startswith("."):
            continue
        if each.is_dir():
            yield from _offered(each)
        elif each.suffix.lower() in _KNOWN:
            yield each
