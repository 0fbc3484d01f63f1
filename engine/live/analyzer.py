"""The live analysis: a source in, typed events out, each stage on a thread of its own.

    source's threads → hear: queue of sound → listening (voice activity, voice) → reading (Whisper,
                       final numbers) → events
                     → see: newest picture → events; grid of 10 a second → faces → events
    five times a second: predicting from what there is → events; once a second: health → events

Whisper, the networks and OpenCV let go of the interpreter while they compute, so threads suffice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event, Lock, Thread
from typing import Self

from engine.errors import CancelledError, MibscopeError
from engine.live.events import Finishing, LiveEnded, LiveEvent, LiveStarted
from engine.live.neutral import CALIBRATION_S
from engine.live.outbox import Outbox
from engine.live.sources.base import Source
from engine.live.stages import LiveOptions, Stages
from engine.live.warming import warm_up
from engine.pipelines.shelf import ModelShelf
from engine.runtime.threads import limit_threads, usable_cores
from engine.types import AnalysisSettings, AudioBlock, VideoFrame

HEALTH_EVERY_S = 1.0
_LOOK_UP_EVERY_S = 0.5
_TORCH_SHARE = 2
"""Several stages compute at once: each gets half of the cores."""


class LiveAnalyzer:
    """One live run. Start it, take ``events`` until they end; ``stop`` and ``skip`` from anywhere.

    Making one sets the number of threads of torch and OpenCV for the whole process.
    """

    def __init__(self, shelf: ModelShelf | None = None) -> None:
        """``shelf``: one with warm models; no other analysis may use it meanwhile."""
        limit_threads(max(usable_cores() // _TORCH_SHARE, 1))
        self._shelf = shelf or ModelShelf()
        self._outbox = Outbox()
        self._cancel, self._ending = Event(), Event()
        self._lock = Lock()
        self._error: MibscopeError | None = None
        self._fault: Exception | None = None
        self._skipped = False
        self._stages: Stages | None = None
        self._conductor: Thread | None = None

    def start(
        self,
        source: Source,
        settings: AnalysisSettings | None = None,
        options: LiveOptions | None = None,
    ) -> None:
        """Load the models, then open the source; ``events`` tells the rest.

        Raises:
            AssetMissingError, CheckpointError, DeviceError: with the way out.
            MibscopeError: the source cannot be opened; nothing is left open then.
        """
        settings, options = settings or AnalysisSettings(), options or LiveOptions()
        models = self._shelf.load(settings)
        warm_up(models, settings.language)
        gate = _Gate(self._over)
        source.start(gate)
        streams = source.streams
        try:
            self._stages = Stages(
                models,
                streams=streams,
                language=settings.language,
                outbox=self._outbox,
                cancel=self._cancel,
                options=options,
            )
        except MibscopeError:
            gate.open(None)
            source.stop()
            raise
        sound, picture = streams.sound_rate_hz is not None, streams.picture
        self._outbox.put(LiveStarted(models.provenance, picture, sound, options.smoothing_s))
        gate.open(self._stages)
        self._conductor = Thread(target=self._conduct, args=(source, self._stages), name="live")
        self._conductor.start()

    def events(self) -> Iterator[LiveEvent]:
        """Until ``LiveEnded``; no thread is left then. To be taken by one thread.

        Who leaves off may go on with a new iterator, and ends the run with ``close``.
        """
        while True:
            # Not for ever at once: on Windows a lock that waits cannot be interrupted.
            event = self._outbox.take(_LOOK_UP_EVERY_S)
            if event is None:
                continue
            if isinstance(event, LiveEnded):
                self.close()
            yield event
            if isinstance(event, LiveEnded):
                break
        if self._fault is not None:
            raise self._fault

    def stop(self) -> None:
        """Close the source; what was said before is still read, then the run ends. At once."""
        self._ending.set()

    def skip(self) -> None:
        """Stop, and leave out what is still to be read."""
        self._skipped = True
        self._cancel.set()
        self._ending.set()
        if self._stages is not None:
            self._stages.reading.wake()
            if self._stages.faces is not None:
                self._stages.faces.finish(drop=True)

    def calibrate(self, seconds: float = CALIBRATION_S) -> None:
        """Take the person's voice and face of the next seconds as neutral ones: what they differ
        by from the training data's is taken off from then on. ``events`` tells what comes of it."""
        if self._stages is not None:
            self._stages.neutral.begin(seconds)

    def uncalibrate(self) -> None:
        """Take that back, or end it while it goes on. At once."""
        if self._stages is not None:
            self._stages.neutral.undo()

    def close(self) -> None:
        """Skip what is left and wait until no thread is left. Idempotent."""
        if self._conductor is not None and self._conductor.is_alive():
            self._outbox.give_up()
            self.skip()
            self._conductor.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ------------------------------------------------------------------ the conductor's thread

    def _conduct(self, source: Source, stages: Stages) -> None:
        self._guarded(lambda: self._run(source, stages))
        self._outbox.put(LiveEnded(stages.duration_s, self._skipped, self._error))

    def _run(self, source: Source, stages: Stages) -> None:
        listening = self._thread(stages.listening.run, "live hearing")
        reading = self._thread(stages.reading.run, "live reading")
        faces = self._thread(stages.faces.run, "live faces") if stages.faces else None
        over = Event()
        predicting = self._thread(lambda: stages.predictor.run(over), "live predicting")
        watching = self._thread(lambda: self._watch(source, stages, over), "live health")
        self._ending.wait()
        source.stop()
        stages.listening.finish()
        listening.join()
        if stages.faces is not None:
            stages.faces.finish(drop=self._cancel.is_set())
        self._outbox.put(Finishing(stages.reading.left_s))
        stages.reading.finish(stages.duration_s)
        for thread in (reading, faces):
            if thread is not None:
                thread.join()
        over.set()
        stages.predictor.hint()
        predicting.join()
        watching.join()
        self._outbox.put(stages.look_after(source.health))

    def _watch(self, source: Source, stages: Stages, over: Event) -> None:
        while not over.wait(HEALTH_EVERY_S):
            self._outbox.put(stages.look_after(source.health))
            if self._ending.is_set():
                self._outbox.put(Finishing(stages.reading.left_s))

    def _thread(self, work: Callable[[], None], name: str) -> Thread:
        thread = Thread(target=self._guarded, args=(work,), name=name)
        thread.start()
        return thread

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except CancelledError:
            pass
        except MibscopeError as error:
            self._over(error)
            self.skip()
        except Exception as fault:
            self._fault = self._fault or fault
            self.skip()

    def _over(self, error: MibscopeError | None) -> None:
        with self._lock:
            self._error = self._error or error
        self._ending.set()


class _Gate:
    """The sink of the source; what comes before the stages are ready waits here."""

    def __init__(self, over: Callable[[MibscopeError | None], None]) -> None:
        self._over = over
        self._ready = Event()
        self._stages: Stages | None = None

    def open(self, stages: Stages | None) -> None:
        """Let everything through, or into nothing."""
        self._stages = stages
        self._ready.set()

    def hear(self, block: AudioBlock) -> None:
        self._ready.wait()
        if self._stages is not None:
            self._stages.hear(block)

    def see(self, frame: VideoFrame) -> None:
        self._ready.wait()
        if self._stages is not None:
            self._stages.see(frame)

    def end(self, error: MibscopeError | None) -> None:
        self._over(error)
