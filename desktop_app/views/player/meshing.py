"""Has faces looked for in the picture at which the player stands."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QImage

from desktop_app.state.session import Session
from desktop_app.state.switches import Overlay
from desktop_app.views.player.surface import VideoSurface
from engine.types import UInt8Array

_LARGEST_PX = 640
"""Faces are looked for in pictures of this size, as in an analysis."""


class Meshing(QObject):
    """The very picture on the surface is looked at, so its mesh never lies over another one."""

    def __init__(self, session: Session, surface: VideoSurface) -> None:
        super().__init__(surface)
        self._session, self._surface = session, surface
        self._switched_on = session.overlays.is_on(Overlay.MESH)
        surface.pictured.connect(self._look)
        session.playback.playing_changed.connect(self._look)
        session.overlays.changed.connect(self._on_switch)

    def _on_switch(self) -> None:
        on = self._session.overlays.is_on(Overlay.MESH)
        if on != self._switched_on:
            self._switched_on = on
            self._look()

    def _look(self) -> None:
        image = self._surface.image
        if image is None or self._session.playback.playing or not self._switched_on:
            self._session.meshes.forget()
        else:
            self._session.meshes.want(_bgr(image))


def _bgr(image: QImage) -> UInt8Array:
    """uint8 [height, width, 3], no side longer than what faces are looked for in."""
    if max(image.width(), image.height()) > _LARGEST_PX:
        image = image.scaled(
            QSize(_LARGEST_PX, _LARGEST_PX),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    image = image.convertToFormat(QImage.Format.Format_BGR888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()
