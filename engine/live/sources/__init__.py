"""Cameras, microphones, and films played as if they were both; light to import."""

from engine.live.sources.base import (
    SOUND_RATE_HZ,
    CameraInfo,
    Level,
    MicrophoneInfo,
    Sink,
    Source,
    SourceHealth,
    SourceSettings,
    Streams,
)
from engine.live.sources.opening import list_cameras, list_microphones, open_source

__all__ = [
    "SOUND_RATE_HZ",
    "CameraInfo",
    "Level",
    "MicrophoneInfo",
    "Sink",
    "Source",
    "SourceHealth",
    "SourceSettings",
    "Streams",
    "list_cameras",
    "list_microphones",
    "open_source",
]
