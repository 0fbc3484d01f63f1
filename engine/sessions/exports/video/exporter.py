"""MP4 with the results burnt in: pictures drawn on and encoded again, sound kept."""

from __future__ import annotations

from pathlib import Path

from engine.errors import ExportError
from engine.runtime.cancel import Cancel
from engine.sessions.exports.base import Exporter, Report
from engine.types import Analysis


def _write(analysis: Analysis, path: Path, progress: Report, cancel: Cancel) -> None:
    """Raises: ExportError where there is no picture, MediaError, CancelledError, OSError."""
    if analysis.media.video is None:
        raise ExportError(
            f"{analysis.media.path.name} has no moving picture to draw on.",
            hint="Choose another format, for instance subtitles or the report.",
        )
    # PyAV, OpenCV and Pillow: loaded where they are used, not where the formats are listed.
    from engine.sessions.exports.video.encode import encode  # noqa: PLC0415
    from engine.sessions.exports.video.overlay import Overlay  # noqa: PLC0415

    video = analysis.media.video
    overlay = Overlay(analysis.results, video.width, video.height, analysis.people)
    encode(analysis.media, overlay.draw, path, progress, cancel)


EXPORTER = Exporter(
    name="video",
    title="Annotated video",
    ending="mp4",
    description="the recording with face box, names, captions and results burnt in",
    produce=_write,
    tag="-annotated",
)
