"""A live engine with a script instead of models and devices, for tests of the window.

The address that is opened is the script: words separated by commas.

    speak N     N seconds of pictures, states and captions, then a final utterance, as fast as
                they are taken
    pace N      from here on, wait N milliseconds between two states
    wait        until the run is stopped
    refuse      the source cannot be opened
    unplug      the source ends by an error
    die         the process ends
    mute        from here on, no speech is heard where somebody calibrates
    deaf        after the stop, wait until the rest is skipped
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from desktop_app.jobs.live.engine import LiveRun, RecordingOver
from desktop_app.jobs.live.messages import Devices
from engine.errors import DeviceError
from engine.live.events import (
    Calibrated,
    Calibrating,
    Caption,
    Delay,
    FacesSeen,
    Finishing,
    LiveContribution,
    LiveEnded,
    LiveEvent,
    LiveFace,
    LiveHealth,
    LiveStarted,
    LiveState,
    PictureShown,
    Pressure,
    SoundLevel,
    UtteranceFinal,
)
from engine.live.sources.base import CameraInfo, Level, MicrophoneInfo, SourceHealth, SourceSettings
from engine.live.spans import Span
from engine.types import (
    AnalysisSettings,
    Emotion,
    FaceObservation,
    Modality,
    Prediction,
    UtteranceResult,
    Word,
)
from tests.helpers import analysis_results as made

STEP_S = 0.2
LEVEL = Level(-22.0, -12.0)
CALIBRATION_S = 10.0
_WORDS = ["well", "I", "did", "not", "think", "that", "it", "would", "look", "like", "this"]


class ScriptedLive:
    """Follows the script in the address; see the module."""

    def devices(self) -> Devices:
        return Devices(
            (CameraInfo(0, "Front camera"),),
            (MicrophoneInfo("Built-in microphone", 1, 48_000, True),),
        )

    def begin(self, source: SourceSettings, settings: AnalysisSettings) -> LiveRun:
        script = str(source.url or "wait")
        if "refuse" in script:
            raise DeviceError("The camera is busy.", hint="Close the program that uses it.")
        return _Run(script)


class _Run:
    def __init__(self, script: str) -> None:
        self._script = script
        self._stopped, self._skipped = threading.Event(), threading.Event()
        self._film: Path | None = None
        self._over: RecordingOver | None = None
        self._pace_s = 0.0
        self._time_s = 0.0
        self._said = 0
        self._calibrate, self._uncalibrate = threading.Event(), threading.Event()
        self._left_s = 0.0
        self._mute = False

    def events(self) -> Iterator[LiveEvent]:
        yield LiveStarted(made.provenance(), (160, 120), True, 0.8)
        error = None
        for step in self._script.split(","):
            word, _, rest = step.strip().partition(" ")
            match word:
                case "speak":
                    yield from self._speak(float(rest))
                case "pace":
                    self._pace_s = float(rest) / 1000
                case "wait":
                    yield from self._wait()
                case "mute":
                    self._mute = True
                case "unplug":
                    error = DeviceError("The camera was unplugged.", hint="Plug it in again.")
                case "die":
                    os.kill(os.getpid(), signal.SIGKILL)
                case "deaf":
                    yield Finishing(12.0)
                    self._skipped.wait()
        self.end_recording()
        yield LiveEnded(self._time_s, self._skipped.is_set(), error)

    def stop(self) -> None:
        self._stopped.set()

    def skip(self) -> None:
        self._stopped.set()
        self._skipped.set()

    def calibrate(self) -> None:
        self._calibrate.set()

    def uncalibrate(self) -> None:
        self._uncalibrate.set()

    def close(self) -> None:
        self.skip()

    def record(self, path: Path, over: RecordingOver) -> None:
        path.write_bytes(b"a film")
        self._film, self._over = path, over

    def pause_recording(self, paused: bool) -> None:
        pass

    def end_recording(self) -> None:
        if self._film is not None and self._over is not None:
            film, over, self._film, self._over = self._film, self._over, None, None
            film.write_bytes(b"a whole film")
            over(made.media_info(film, 60.0), None)

    @property
    def film_spans(self) -> tuple[Span, ...]:
        return (Span(-0.5, 1e6, 0.0),)

    def film_offset_s(self, start_s: float, end_s: float) -> float | None:
        return None if self._film is None else 0.5

    # ------------------------------------------------------------------ what is shown

    def _wait(self) -> Iterator[LiveEvent]:
        while not self._stopped.wait(STEP_S):
            yield from self._moment()

    def _speak(self, seconds: float) -> Iterator[LiveEvent]:
        start_s = self._time_s
        for _ in range(round(seconds / STEP_S)):
            if self._stopped.is_set():
                break
            yield from self._moment()
            yield self._caption(start_s)
            time.sleep(self._pace_s)
        yield self._caption(start_s, closed=True)
        yield UtteranceFinal(self._result(start_s))

    def _moment(self) -> Iterator[LiveEvent]:
        self._time_s += STEP_S
        yield PictureShown(self._time_s, picture(self._time_s))
        yield FacesSeen(self._time_s, (face(self._time_s),))
        yield from self._calibration()
        yield state(self._time_s)
        yield SoundLevel(self._time_s, LEVEL)
        if round(self._time_s / STEP_S) % 5 == 0:
            yield health(self._time_s)

    def _calibration(self) -> Iterator[LiveEvent]:
        """Of ten moments; the voice gets calibrated, the face does not."""
        if self._uncalibrate.is_set():
            self._uncalibrate.clear()
            self._left_s = 0.0
            yield Calibrated((), {}, self._time_s)
        elif self._calibrate.is_set():
            self._calibrate.clear()
            self._left_s = CALIBRATION_S
            yield Calibrating(self._left_s)
        elif self._left_s > 0:
            self._left_s -= 1.0
            yield Calibrating(self._left_s) if self._left_s > 0 else self._calibrated()

    def _calibrated(self) -> Calibrated:
        why_not = {Modality.VISION: "No face was in view for long enough, four seconds are needed."}
        if self._mute:
            why_not[Modality.AUDIO] = (
                "Too little speech was heard, at least four seconds are needed."
            )
            return Calibrated((), why_not, self._time_s)
        return Calibrated((Modality.AUDIO,), why_not, self._time_s)

    def _caption(self, start_s: float, *, closed: bool = False) -> Caption:
        count = min(len(_WORDS), int((self._time_s - start_s) / 0.3))
        words = tuple(
            Word(text, start_s + i * 0.3, start_s + i * 0.3 + 0.25, 0.9)
            for i, text in enumerate(_WORDS[:count])
        )
        kept = len(words) if closed else max(0, len(words) - 2)
        return Caption(start_s, words[:kept], words[kept:], closed)

    def _result(self, start_s: float) -> UtteranceResult:
        self._said += 1
        return made.results(self._said)[-1]


def picture(time_s: float) -> np.ndarray:  # type: ignore[type-arg]
    """A grey ground with a bright stripe on the left that moves."""
    shown = np.full((120, 160, 3), 60, np.uint8)
    shown[:, 5 + int(time_s * 5) % 40 :][:, :10] = (40, 200, 240)
    return shown


def face(time_s: float) -> LiveFace:
    observation = FaceObservation(time_s, 0, (0.1, 0.2, 0.3, 0.5), 0.9)
    mesh = np.array([[0.15, 0.3], [0.25, 0.5], [0.35, 0.6]], np.float32)
    return LiveFace(observation, mesh, {})


def state(time_s: float) -> LiveState:
    """Goes up and down; for two of ten seconds nobody speaks."""
    value = 2.0 * float(np.sin(time_s / 4))
    silent = time_s % 10 > 8
    rest = 0.4 / 6
    emotions = dict.fromkeys(Emotion, rest) | {Emotion.HAPPY: 0.6}
    said = Prediction(value, emotions)
    known = {
        modality: LiveContribution(6.0 + place, value * share, dict.fromkeys(Emotion, 0.0), said)
        for place, (modality, share) in enumerate(zip(Modality, (0.5, 0.7, -0.2), strict=True))
        if not (silent and modality is not Modality.VISION)
    }
    absent = {Modality.TEXT: "nobody speaks", Modality.AUDIO: "nobody speaks"} if silent else {}
    return LiveState(
        time_s=time_s,
        stretch=(max(0.0, time_s - 2), time_s),
        prediction=said,
        baseline=Prediction(0.0, dict.fromkeys(Emotion, 1 / 7)),
        sentiment_interval=(value - 0.8, value + 0.8),
        sentiment_uncertain=silent,
        emotion_uncertain=False,
        contributions=known,
        absent=absent,
        delays_s={Modality.AUDIO: 0.12, Modality.VISION: 0.09},
    )


def health(time_s: float) -> LiveHealth:
    return LiveHealth(
        time_s=time_s,
        pictures_per_s=29.7,
        faces_per_s=10.0,
        predictions_per_s=5.0,
        delays={Modality.TEXT: Delay(1.1, 1.8)},
        final_delay=Delay(1.4, 2.0),
        speech_factor=0.31,
        asr_model="tiny.en",
        device="cpu",
        pressure=Pressure.FACES if time_s > 30 else Pressure.NONE,
        pictures_seen=round(time_s * 30),
        faces_dropped=3,
        samples_heard=round(time_s * 16_000),
        samples_read=round(time_s * 16_000),
        waiting={},
        unread_s=0.4,
        source=SourceHealth(level=LEVEL, drift_ppm=41.0),
    )


def scripted_live() -> ScriptedLive:
    """The live target: importable, so that it can be spawned."""
    return ScriptedLive()
