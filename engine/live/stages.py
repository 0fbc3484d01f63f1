"""The stages of the live path and how they hand on: source → listening, faces → reading → out."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event

from engine.errors import CancelledError
from engine.features.vision.faces import FrameReading
from engine.features.vision.timeline import VISION_RATE_HZ
from engine.live.events import (
    FacesSeen,
    LiveHealth,
    LiveState,
    Noticed,
    PictureShown,
    Pressure,
    UtteranceFinal,
    UtteranceUnread,
)
from engine.live.hearing import Heard, Listening
from engine.live.meters import ClockMeter, DelayMeter, LoudnessMeter, RateMeter
from engine.live.neutral import Ear, Eye, NeutralWatch
from engine.live.outbox import Outbox
from engine.live.predicting import PREDICTION_RATE_HZ, Predictor
from engine.live.pressure import Ladder, Load
from engine.live.reading import Reading
from engine.live.seeing import FaceWatch, display_sized
from engine.live.smoothing import SMOOTHING_S
from engine.live.sources.base import SourceHealth, Streams
from engine.live.stretch import StretchKeeper
from engine.live.voice import VoiceWatch
from engine.pipelines.file_analysis import SEVERAL_PEOPLE
from engine.pipelines.held import LEFT_OUT, HeldEvidence
from engine.pipelines.shelf import LoadedModels
from engine.transcribe import load_transcriber
from engine.types import AudioBlock, Modality, Utterance, UtteranceResult, VideoFrame

_NO_SOUND, _NO_PICTURE = "There is no sound.", "There is no picture."
_FACES_WAIT_S = 2.0
"""How long the final numbers wait for the last faces of their utterance."""


@dataclass(frozen=True, slots=True)
class LiveOptions:
    """How a live run is done, beyond what is analysed.

    patient: the source waits where something is slow, and nothing is dropped or given up. For
        films at more than their own speed; a camera cannot wait.
    smoothing_s: time constant of the provisional states; 0: none.
    """

    patient: bool = False
    smoothing_s: float = SMOOTHING_S


class Stages:
    """All but the threads. Implements what a ``Sink`` is told, but for its end."""

    def __init__(
        self,
        models: LoadedModels,
        *,
        streams: Streams,
        language: str | None,
        outbox: Outbox,
        cancel: Event,
        options: LiveOptions,
    ) -> None:
        self.clock = ClockMeter()
        self.pictures = RateMeter()
        self.final_delay = DelayMeter()
        self._loudness = LoudnessMeter(outbox.put)
        self._patient = options.patient
        self._outbox, self._cancel = outbox, cancel
        self._sound, self._picture = streams.sound_rate_hz is not None, streams.picture is not None
        self._device = models.provenance.device
        self.held = HeldEvidence(
            models,
            no_sound=None if self._sound else _NO_SOUND,
            no_picture=None if self._picture else _NO_PICTURE,
        )
        self.stretches = StretchKeeper()
        self.faces = None
        if models.faces is not None and self._picture:
            models.faces.reset()
            self.faces = FaceWatch(models.faces, self._looked, patient=options.patient)
        voice = None
        if models.audio is not None and self._sound:
            step_s = 1 / (models.audio.spec.rate_hz or 1)
            voice = VoiceWatch(models.audio, self.held.sound, step_s, looked=self._voice_looked)
        self.neutral = NeutralWatch(
            self.held, models.neutral, self._ear(models, voice), self._eye(models), outbox.put
        )
        self.reading = Reading(
            models.transcriber,
            language,
            self.held.sound,
            self.clock,
            patient=options.patient,
            cancel=cancel,
            load=lambda name: load_transcriber(name, device=self._device),
            tell=outbox.put,
            understood=self.stretches.read,
            ended=self._ended,
            settled=self.stretches.settled,
        )
        self.listening = Listening(self.held, voice, self._heard, patient=options.patient)
        self.predictor = Predictor(
            models,
            held=self.held,
            voice=voice,
            stretches=self.stretches,
            clock=self.clock,
            tell=self._stated,
            smoothing_s=options.smoothing_s,
        )
        self._ladder = Ladder()
        self._last = (0, 0, 0)
        self._told_of_several = False

    def _ear(self, models: LoadedModels, voice: VoiceWatch | None) -> Ear:
        if voice is None or models.audio is None:
            return Ear(None, _NO_SOUND if models.audio else LEFT_OUT)
        return Ear(voice.track)

    def _eye(self, models: LoadedModels) -> Eye:
        if models.faces is None or not self._picture:
            return Eye(0, _NO_PICTURE if models.faces else LEFT_OUT)
        return Eye(len(models.faces.names))

    # ------------------------------------------------------------------ from the source

    def hear(self, block: AudioBlock) -> None:
        """See ``Sink``."""
        self.clock.came(block.end_s)
        self._loudness.hear(block)
        self.listening.hear(block)

    def see(self, frame: VideoFrame) -> None:
        """See ``Sink``."""
        self.clock.came(frame.time_s)
        self.pictures.tick()
        frame = display_sized(frame)
        self._outbox.put(PictureShown(frame.time_s, frame.bgr))
        if self.faces is not None:
            self.faces.show(frame)
        if not self._sound:
            self.reading.seen(frame.time_s)

    # ------------------------------------------------------------------ from stage to stage

    def _heard(self, heard: Heard) -> None:
        self.stretches.heard(heard.speech_since_s)
        self.reading.heard(heard)

    def _looked(self, reading: FrameReading, faces: FacesSeen) -> None:
        self.held.see(reading)
        self.neutral.see(reading)
        self._outbox.put(faces)

    def _voice_looked(self) -> None:
        self.predictor.hint()

    def _stated(self, state: LiveState) -> None:
        self.neutral.look(state.time_s)
        self._outbox.put(state)

    def _ended(self, utterance: Utterance) -> None:
        """The numbers that stay, by the file's path."""
        if self.faces is not None:
            # A patient run waits as long as it takes.
            self.faces.wait_for(utterance.end_s, 600.0 if self._patient else _FACES_WAIT_S)
        if self._cancel.is_set():
            raise CancelledError("Stopped by the user.")
        evidence = self.held.evidence(utterance)
        if evidence.tracks:
            result = self.held.predict(utterance, evidence)
            self._tell_of_several(result)
            self.final_delay.add(self.clock.delay_of(utterance.end_s))
            self._outbox.put(UtteranceFinal(result, evidence.tracks))
        else:
            self._outbox.put(UtteranceUnread(utterance))
        self.held.forget(utterance.end_s)

    def _tell_of_several(self, result: UtteranceResult) -> None:
        if result.faces_seen > 1 and not self._told_of_several:
            self._told_of_several = True
            self._outbox.put(Noticed(SEVERAL_PEOPLE))

    # ------------------------------------------------------------------ health

    @property
    def duration_s(self) -> float:
        """Where what came ends."""
        return max(self.held.heard_to_s, self.clock.now_s)

    def look_after(self, source: SourceHealth | None) -> LiveHealth:
        """Give up or take back what the last second asks for; how everything is."""
        if not self._patient:
            self._adjust()
        return self._health(source)

    def _adjust(self) -> None:
        before, step = self._ladder.step, self._ladder.judge(self._load())
        if self.faces is not None:
            self.faces.rate_hz = VISION_RATE_HZ / (2 if step >= Pressure.FACES else 1)
        self.predictor.rate_hz = PREDICTION_RATE_HZ / (2 if step >= Pressure.PREDICTIONS else 1)
        if step > before and step == Pressure.SMALLER_MODEL:
            self.reading.take_smaller()
        self.reading.leave_out_words(step >= Pressure.NO_WORDS)

    def _load(self) -> Load:
        looked = self.faces.meter.count if self.faces else 0
        dropped = self.faces.dropped if self.faces else 0
        predicted = self.predictor.meter.count
        before, self._last = self._last, (looked, dropped, predicted)
        wanted = max(looked + dropped - before[0] - before[1], 1)
        return Load(
            dropped_share=(dropped - before[1]) / wanted,
            prediction_share=(predicted - before[2]) / self.predictor.rate_hz,
            unread_s=self.reading.unread_s,
            unheard_s=self.listening.waiting_s,
            draft_s=self.reading.draft_s,
        )

    def _health(self, source: SourceHealth | None) -> LiveHealth:
        faces, reading = self.faces, self.reading
        meters = {**self.predictor.delays, Modality.TEXT: reading.meters.commit}
        delays = {m: meter.summary for m, meter in meters.items()}
        return LiveHealth(
            time_s=self.clock.now_s,
            pictures_per_s=self.pictures.per_s,
            faces_per_s=faces.meter.per_s if faces else 0.0,
            predictions_per_s=self.predictor.meter.per_s,
            delays={m: delay for m, delay in delays.items() if delay},
            final_delay=self.final_delay.summary,
            speech_factor=reading.meters.speech.share,
            asr_model=reading.asr_model,
            device=self._device,
            pressure=self._ladder.step,
            pictures_seen=self.pictures.count,
            faces_dropped=faces.dropped if faces else 0,
            samples_heard=self.listening.samples_in,
            samples_read=self.listening.samples_out,
            waiting={
                "sound": self.listening.waiting,
                "faces": faces.waiting if faces else 0,
                "speech": reading.waiting,
                "events": len(self._outbox),
            },
            unread_s=reading.unread_s,
            source=source,
        )
