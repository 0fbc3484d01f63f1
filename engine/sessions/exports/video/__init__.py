"""The recording with what was found drawn into its pictures."""

from __future__ import annotations

from engine.sessions.exports.video.exporter import EXPORTER

__all__ = ["EXPORTER"]
