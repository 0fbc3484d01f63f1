"""The real live engine. Only ever called in the live process: this is where torch is imported."""

from __future__ import annotations

from desktop_app.jobs.live.engine import LiveEngine, LiveRun
from desktop_app.jobs.live.messages import Devices
from engine.errors import MibscopeError
from engine.live.sources.base import SourceSettings
from engine.types import AnalysisSettings


def load_live() -> LiveEngine:
    """Models are loaded with the first run."""
    from engine.pipelines.shelf import ModelShelf  # noqa: PLC0415 - keeps torch out of the window

    return _Engine(ModelShelf())


class _Engine:
    def __init__(self, shelf: object) -> None:
        self._shelf = shelf

    def devices(self) -> Devices:
        from engine.live.sources.opening import list_cameras, list_microphones  # noqa: PLC0415

        try:
            microphones = list_microphones()
        except MibscopeError as error:
            return Devices(list_cameras(), (), str(error))
        return Devices(list_cameras(), microphones)

    def begin(self, source: SourceSettings, settings: AnalysisSettings) -> LiveRun:
        raise NotImplementedError
