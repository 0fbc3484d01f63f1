"""Probing and decoding of files with PyAV: streams, clock, sound, pictures."""

from engine.media.audio import joined, read_audio
from engine.media.buffer import AudioBuffer
from engine.media.probe import probe
from engine.media.video import read_frames

__all__ = ["AudioBuffer", "joined", "probe", "read_audio", "read_frames"]
