"""An mp4 that is playable at any moment: written in fragments of half a second."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.packet import Packet
from av.video.frame import PictureType
from av.video.frame import VideoFrame as CodedFrame
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream

from engine.live.sources.base import Streams
from engine.types import Float32Array, UInt8Array

_TICK = Fraction(1, 90_000)
_KEY_EVERY_S = 1.0
_MUXER = {  # times in microseconds
    # The index goes in front of each fragment, so nothing has to be written at the end. The head
    # waits for the first fragment, because it tells by how much the sound's priming comes earlier.
    "movflags": "frag_keyframe+empty_moov+delay_moov+default_base_moof",
    "frag_duration": "500000",
    "flush_packets": "1",
    # One stream that pauses must not keep the other one in memory.
    "max_interleave_delta": "500000",
}
_H264 = {"preset": "superfast", "tune": "zerolatency", "crf": "21", "forced-idr": "1"}
"""Quick before small; without look-ahead, so that no picture waits in the encoder."""
_AAC_BITS_PER_S = 128_000
_AAC_RATES_HZ = (8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)


class FragmentedMp4:
    """H.264 at a variable rate and AAC, each with its own times in seconds from the file's start.

    Not for several threads. Every method raises OSError or FFmpegError where the file cannot be
    written.
    """

    def __init__(self, path: Path, streams: Streams) -> None:
        # PyAV takes an absolute name for a file, whatever it looks like.
        self._container = av.open(str(path.absolute()), "w", format="mp4", options=_MUXER)
        self._picture = self._add_picture(streams.picture) if streams.picture else None
        self._sound = self._add_sound(streams.sound_rate_hz) if streams.sound_rate_hz else None
        self._reformatter = VideoReformatter()
        self._held: list[Packet[Any]] = []
        self._last_tick = -1
        self._next_key_s = 0.0
        self._samples = 0
        self.end_s = 0.0
        """Where the later of the two ends."""

    def add_picture(self, bgr: UInt8Array, time_s: float) -> bool:
        """``bgr``: uint8 [height, width, 3]. False where it does not come after the last one."""
        assert self._picture is not None
        tick = round(time_s / _TICK)
        if tick <= self._last_tick:
            return False
        frame = self._reformatter.reformat(
            CodedFrame.from_numpy_buffer(np.ascontiguousarray(bgr), format="bgr24"),
            width=self._picture.width,
            height=self._picture.height,
            format="yuv420p",
        )
        frame.pts, frame.time_base = tick, _TICK
        frame.pict_type = PictureType.NONE
        if time_s >= self._next_key_s:
            frame.pict_type = PictureType.I
            self._next_key_s = time_s + _KEY_EVERY_S
        self._last_tick = tick
        self._mux_pictures(self._picture.encode(frame))
        self.end_s = max(self.end_s, time_s)
        return True

    def add_sound(self, samples: Float32Array) -> None:
        """``samples``: float32 [n], those that follow the ones before."""
        assert self._sound is not None
        frame = AudioFrame.from_ndarray(samples[None], format="fltp", layout="mono")
        frame.sample_rate = self._rate_hz
        frame.pts, frame.time_base = self._samples, Fraction(1, self._rate_hz)
        self._samples += len(samples)
        self._mux(self._sound.encode(frame))
        self.end_s = max(self.end_s, self._samples / self._rate_hz)

    def close(self) -> None:
        """Write what the encoders still hold."""
        try:
            if self._picture is not None and self._last_tick >= 0:
                self._mux_pictures(self._picture.encode(None))
                self._mux(self._held)
            if self._sound is not None and self._samples:
                self._mux(self._sound.encode(None))
        finally:
            self._container.close()

    def _mux_pictures(self, packets: list[Packet[Any]]) -> None:
        """Hold each packet until the next one tells how long its picture is shown.

        Otherwise the muxer guesses at the end of each fragment, and moves the next picture to
        where it guessed.
        """
        for packet in packets:
            for before in self._held:
                before.duration = (packet.pts or 0) - (before.pts or 0)
            self._mux(self._held)
            self._held = [packet]

    def _mux(self, packets: list[Packet[Any]]) -> None:
        for packet in packets:
            self._container.mux(packet)

    def _add_picture(self, size: tuple[int, int]) -> VideoStream:
        stream = self._container.add_stream("libx264", options=_H264)
        # Colour is stored for every second pixel, so the sides are even.
        stream.width, stream.height = (max(2, side - side % 2) for side in size)
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = _TICK
        stream.codec_context.gop_size = 100_000  # key frames are asked for, by time
        return stream

    def _add_sound(self, rate_hz: int) -> AudioStream:
        self._rate_hz = rate_hz
        coded_hz = rate_hz if rate_hz in _AAC_RATES_HZ else _AAC_RATES_HZ[-1]
        stream = self._container.add_stream("aac", rate=coded_hz, layout="mono")
        stream.bit_rate = _AAC_BITS_PER_S
        return stream
