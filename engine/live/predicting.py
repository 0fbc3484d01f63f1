"""What the evidence so far says, several times a second, smoothed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Event

import numpy as np

from engine.explain.explain import Explanation, explanations
from engine.features.vision.timeline import VisionEvidence
from engine.live.events import LiveContribution, LiveState
from engine.live.meters import ClockMeter, DelayMeter, RateMeter
from engine.live.smoothing import SMOOTHING_S, ExponentialAverage
from engine.live.stretch import Stretch, StretchKeeper
from engine.live.voice import VoiceWatch
from engine.pipelines.held import LEFT_OUT, HeldEvidence
from engine.pipelines.shelf import LoadedModels
from engine.types import (
    Emotion,
    FeatureTrack,
    Float64Array,
    Modality,
    Prediction,
    Sample,
    Word,
)

PREDICTION_RATE_HZ = 5.0
_EARLIEST, _LATEST = 0.7, 1.15
"""A state waits for news of the voice, within these parts of the time between two states."""
_NO_VOICE = "The voice is too faint to be measured."
_NOBODY = "Nobody speaks now."
_NO_WORDS = "No words have been understood yet."


class Predictor:
    """Gives states to ``tell`` on the thread of ``run``."""

    def __init__(
        self,
        models: LoadedModels,
        *,
        held: HeldEvidence,
        voice: VoiceWatch | None,
        stretches: StretchKeeper,
        clock: ClockMeter,
        tell: Callable[[LiveState], None],
        smoothing_s: float = SMOOTHING_S,
    ) -> None:
        self.rate_hz = PREDICTION_RATE_HZ
        self.meter = RateMeter()
        self.delays = {m: DelayMeter() for m in (Modality.AUDIO, Modality.VISION)}
        self._models = models
        self._held, self._voice = held, voice
        self._stretches, self._clock, self._tell = stretches, clock, tell
        self._smooth = ExponentialAverage(smoothing_s)
        self._read: tuple[tuple[Word, ...], FeatureTrack | None] = ((), None)
        self._fresh = Event()
        self._speech = False

    def run(self, over: Event) -> None:
        """Predict until ``over``."""
        while not over.is_set():
            self._fresh.clear()
            started = time.monotonic()
            self.predict()
            self._rest(started, over)

    def hint(self) -> None:
        """There is news of the voice, or the run is over: if it is about time, predict at once."""
        self._fresh.set()

    def _rest(self, started: float, over: Event) -> None:
        """Until the next state is due. News of the voice come as often as states are wanted; the
        state that follows them at once shows them before they are old."""
        period = 1 / self.rate_hz
        waits = _LATEST if self._voice is not None and self._speech else 1.0
        until = started + waits * period
        while not over.is_set() and self._fresh.wait(max(until - time.monotonic(), 0.0)):
            if time.monotonic() >= started + _EARLIEST * period:
                return
            self._fresh.clear()

    def predict(self) -> None:
        """One state of what there is now."""
        now_s = self._clock.now_s
        stretch = self._stretches.now(now_s)
        self._speech = stretch.speech
        vision = self._held.vision(stretch.start_s, now_s + 1e-6)
        tracks = self._tracks(stretch, vision)
        explanation = None
        if tracks:
            batch = self._held.explainer.explain_tracks([Sample(tracks)])
            explanation = explanations(batch)[0]
        else:
            self._smooth.reset()
        self.meter.tick()
        state = LiveState(
            time_s=now_s,
            stretch=(stretch.start_s, now_s),
            prediction=None,
            baseline=None,
            sentiment_interval=None,
            sentiment_uncertain=False,
            emotion_uncertain=False,
            contributions={},
            absent=self._absent(stretch, vision, tracks),
            delays_s=self._delays(tracks),
            face_track_id=vision.track_id,
        )
        self._tell(state if explanation is None else self._explained(state, explanation))

    def _tracks(self, stretch: Stretch, vision: VisionEvidence) -> dict[Modality, FeatureTrack]:
        found: dict[Modality, FeatureTrack | None] = {Modality.VISION: vision.track}
        if stretch.speech:
            found[Modality.TEXT] = self._text(stretch.words)
            found[Modality.AUDIO] = self._heard(stretch)
        return {
            m: self._held.against_own(m, each)
            for m, each in found.items()
            if each and each.has_evidence
        }

    def _text(self, words: tuple[Word, ...]) -> FeatureTrack | None:
        if self._models.text is None or not words:
            return None
        if self._read[0] != words:
            self._read = words, self._models.text.extract(words)
        return self._read[1]

    def _heard(self, stretch: Stretch) -> FeatureTrack | None:
        return self._voice.track(stretch.start_s, stretch.end_s) if self._voice else None

    def _delays(self, tracks: Mapping[Modality, FeatureTrack]) -> dict[Modality, float]:
        found = {}
        for modality, track in tracks.items():
            times = track.times_s[track.valid]
            newest = float(times[-1])
            if modality is Modality.AUDIO and len(track.times_s) > 1:
                # A step is known when it ends.
                newest += float(track.times_s[1] - track.times_s[0]) / 2
            found[modality] = self._clock.delay_of(newest)
        for modality, meter in self.delays.items():
            if modality in found:
                meter.add(found[modality])
        return found

    def _absent(
        self,
        stretch: Stretch,
        vision: VisionEvidence,
        tracks: Mapping[Modality, FeatureTrack],
    ) -> dict[Modality, str]:
        models = self._models
        reasons = {
            Modality.TEXT: _NO_WORDS if stretch.speech else _NOBODY,
            Modality.AUDIO: _NO_VOICE if stretch.speech else _NOBODY,
            Modality.VISION: vision.reason_absent or "",
        }
        left_out = {
            Modality.TEXT: models.text is None,
            Modality.AUDIO: models.audio is None,
            Modality.VISION: models.faces is None,
        }
        return {
            m: LEFT_OUT if left_out[m] else reason
            for m, reason in reasons.items()
            if m not in tracks
        }

    def _explained(self, state: LiveState, explanation: Explanation) -> LiveState:
        now = _Numbers.of(explanation).packed()
        shown = _Numbers.unpacked(self._smooth.update(state.time_s, now))
        doubt = explanation.uncertainty
        return replace(
            state,
            prediction=shown.prediction,
            baseline=explanation.baseline,
            sentiment_interval=shown.interval,
            sentiment_uncertain=doubt is not None and doubt.sentiment_uncertain,
            emotion_uncertain=doubt is not None and doubt.emotion_uncertain,
            contributions=_contributions(explanation, shown),
        )


_OUTPUTS = 1 + len(Emotion)


@dataclass(frozen=True, slots=True)
class _Numbers:
    """What is smoothed. ``shares``: float64 [modalities, outputs], 0 where absent, so that they
    still add up after smoothing; ``rates``: float64 [modalities], nan where absent."""

    prediction: Prediction
    interval: tuple[float, float]
    shares: Float64Array
    rates: Float64Array

    @classmethod
    def of(cls, explanation: Explanation) -> _Numbers:
        parts = explanation.contributions
        shares, rates = np.zeros((len(Modality), _OUTPUTS)), np.full(len(Modality), np.nan)
        for place, modality in enumerate(Modality):
            if modality in parts:
                part = parts[modality]
                shares[place] = _row(part.shapley_sentiment, part.shapley_emotions)
                rates[place] = part.rate_nats
        assert explanation.uncertainty is not None  # the explainer samples
        interval = explanation.uncertainty.sentiment_interval
        return cls(explanation.prediction, interval, shares, rates)

    def packed(self) -> Float64Array:
        """All in a row."""
        outputs = _row(self.prediction.sentiment, self.prediction.emotions)
        return np.concatenate([outputs, self.interval, self.shares.ravel(), self.rates])

    @classmethod
    def unpacked(cls, row: Float64Array) -> _Numbers:
        """The inverse of ``packed``."""
        outputs, interval, shares, rates = np.split(
            row, np.cumsum([_OUTPUTS, 2, len(Modality) * _OUTPUTS])
        )
        return cls(
            _prediction(outputs),
            (float(interval[0]), float(interval[1])),
            shares.reshape(len(Modality), _OUTPUTS),
            rates,
        )


def _contributions(explanation: Explanation, shown: _Numbers) -> dict[Modality, LiveContribution]:
    found = {}
    for place, modality in enumerate(Modality):
        now = explanation.contributions.get(modality)
        share = _prediction(shown.shares[place])
        rate = float(shown.rates[place])
        found[modality] = LiveContribution(
            rate_nats=None if np.isnan(rate) else rate,
            shapley_sentiment=share.sentiment,
            shapley_emotions=share.emotions,
            unimodal=now.unimodal if now else None,
        )
    return found


def _row(sentiment: float, emotions: Mapping[Emotion, float]) -> Sequence[float]:
    return [sentiment, *(emotions[emotion] for emotion in Emotion)]


def _prediction(row: Float64Array) -> Prediction:
    sentiment, *emotions = row.tolist()
    return Prediction(sentiment, dict(zip(Emotion, emotions, strict=True)))
