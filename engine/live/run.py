"""A live run with its film: one source, analysed and recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from engine.errors import DeviceError, MibscopeError
from engine.live.analyzer import LiveAnalyzer
from engine.live.events import LiveEvent
from engine.live.recording import Recorder
from engine.live.sources.base import Source, SourceSettings
from engine.live.sources.opening import open_source
from engine.live.spans import Span, Spans
from engine.media import probe
from engine.pipelines.shelf import ModelShelf
from engine.types import AnalysisSettings, MediaInfo

RecordingOver = Callable[[MediaInfo | None, MibscopeError | None], None]


class LiveRun:
    """Take ``events`` until they end; all else may be called from any thread meanwhile."""

    def __init__(self, source: Source, analyzer: LiveAnalyzer) -> None:
        self._source, self._analyzer = source, analyzer
        self._recorder: Recorder | None = None
        self._film: Path | None = None
        self._spans = Spans()
        self._over: RecordingOver | None = None

    @classmethod
    def begin(
        cls, shelf: ModelShelf, source: SourceSettings, settings: AnalysisSettings
    ) -> LiveRun:
        """Load the models and open the source.

        Raises:
            MibscopeError: one of them cannot be had; nothing is left open.
        """
        opened, analyzer = open_source(source), LiveAnalyzer(shelf)
        analyzer.start(opened, settings)
        return cls(opened, analyzer)

    def events(self) -> Iterator[LiveEvent]:
        """As of ``LiveAnalyzer``. A film that is being written is whole at the end."""
        for event in self._analyzer.events():
            self._look_after_the_film()
            yield event
        self.end_recording()

    def stop(self) -> None:
        """Close the source; what was said before is still read."""
        self._analyzer.stop()

    def skip(self) -> None:
        """Stop, and leave out what is still to be read."""
        self._analyzer.skip()

    def calibrate(self) -> None:
        """As of ``LiveAnalyzer``."""
        self._analyzer.calibrate()

    def uncalibrate(self) -> None:
        """As of ``LiveAnalyzer``."""
        self._analyzer.uncalibrate()

    def close(self) -> None:
        """Skip what is left and wait until no thread is left. Idempotent."""
        self._analyzer.close()
        self.end_recording()

    # ------------------------------------------------------------------ the film

    def record(self, path: Path, over: RecordingOver) -> None:
        """Write the source's picture and sound into ``path`` from now on.

        ``over`` is called once, when the film is whole: with what it holds (None where it cannot
        be opened) and with what ended it before it was asked to.

        Raises:
            DeviceError: a film is being written already.
            ExportError: it cannot be written there.
        """
        if self._recorder is not None:
            raise DeviceError("A recording is running already.", hint="Stop it first.")
        recorder = Recorder(path, self._source.streams)
        recorder.start()
        self._recorder, self._film, self._over = recorder, path, over
        self._source.tap(recorder)

    def pause_recording(self, paused: bool) -> None:
        """Leave out what comes from here on, or go on without a gap in the film."""
        if self._recorder is not None:
            if paused:
                self._recorder.pause()
            else:
                self._recorder.resume()

    def end_recording(self) -> None:
        """Make the film whole; returns when it is."""
        recorder, film, over = self._recorder, self._film, self._over
        self._recorder = self._film = self._over = None
        if recorder is None or film is None or over is None:
            return
        self._source.tap(None)
        recorder.stop()
        self._spans = recorder.spans
        self._spans.close()
        try:
            media = probe(film)
        except MibscopeError as error:  # nothing came while it ran
            over(None, recorder.health.error or error)
            return
        over(media, recorder.health.error)

    @property
    def film_spans(self) -> tuple[Span, ...]:
        """Which stretches of the source's time are in the film, and where."""
        return (self._recorder.spans if self._recorder else self._spans).all

    def film_offset_s(self, start_s: float, end_s: float) -> float | None:
        """What is to be added to times of the source to get times of the film.

        None where the stretch is not in the film as a whole: recorded later, or cut by a pause.
        A film that has ended counts until the next one begins.
        """
        spans = self._recorder.spans if self._recorder else self._spans
        for span in spans.all:
            last = span is spans.all[-1] and spans.is_open
            if span.source_start_s <= start_s and (last or end_s <= span.source_end_s):
                return span.file_start_s - span.source_start_s
        return None

    def _look_after_the_film(self) -> None:
        if self._recorder is not None and self._recorder.health.error is not None:
            self.end_recording()
