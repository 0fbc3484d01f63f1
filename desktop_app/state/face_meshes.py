"""The meshes of the faces in one picture: the one at which the player stands."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop_app.jobs.service import JobService
from engine.types import MeshedFace, UInt8Array


class FaceMeshes(QObject):
    """Asks the job process for one picture at a time; of those that wait the latest wins."""

    changed = Signal()

    def __init__(self, jobs: JobService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._asked: int | None = None
        self._wanted = False
        """Whether the answer that is to come belongs to the picture that is shown."""
        self._waiting: UInt8Array | None = None
        self._faces: tuple[MeshedFace, ...] = ()
        jobs.meshes_found.connect(self._on_found)

    @property
    def faces(self) -> tuple[MeshedFace, ...]:
        """Those of the picture that was asked for last, the largest first; empty until known."""
        return self._faces

    def want(self, picture: UInt8Array) -> None:
        """Another picture is shown now: uint8 [height, width, 3] BGR."""
        self.forget()
        self._waiting = picture
        self._ask()

    def forget(self) -> None:
        """The picture is not shown any more."""
        self._wanted, self._waiting = False, None
        self._tell(())

    def _ask(self) -> None:
        if self._asked is None and self._waiting is not None:
            self._asked = self._jobs.find_meshes(self._waiting)
            self._wanted, self._waiting = True, None

    def _on_found(self, job: int, faces: tuple[MeshedFace, ...]) -> None:
        if job != self._asked:
            return
        self._asked = None
        if self._wanted:
            self._tell(faces)
        self._ask()

    def _tell(self, faces: tuple[MeshedFace, ...]) -> None:
        if faces or self._faces:
            self._faces = faces
            self.changed.emit()
