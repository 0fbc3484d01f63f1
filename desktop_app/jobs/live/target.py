"""The real live engine. Only ever called in the live process: this is where torch is imported."""

from __future__ import annotations

from desktop_app.jobs.live.engine import LiveEngine, LiveRun
from desktop_app.jobs.live.messages import Devices
from engine.errors import MibscopeError
from engine.live.sources.base import SourceSettings
from engine.types import AnalysisSettings


def load_live() -> LiveEngine:
    """Models are loaded with the first run, and kept."""
    return _Engine()


class _Engine:
    def __init__(self) -> None:
        from engine.pipelines.shelf import ModelShelf  # noqa: PLC0415 - keeps torch out of the window

        self._shelf = ModelShelf()

    def devices(self) -> Devices:
        from engine.live.sources.opening import list_cameras, list_microphones  # noqa: PLC0415

        try:
            microphones = list_microphones()
        except MibscopeError as error:
            return Devices(list_cameras(), (), str(error))
        return Devices(list_cameras(), microphones)

    def begin(self, source: SourceSettings, settings: AnalysisSettings) -> LiveRun:
        from engine.live.run import LiveRun as Run  # noqa: PLC0415

        return Run.begin(self._shelf, source, settings)
