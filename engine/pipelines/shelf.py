"""Models that stay loaded between analyses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from engine import __version__
from engine.features.audio import AudioExtractor
from engine.features.baseline import voice_offset
from engine.features.contract import available_extractors
from engine.features.networks import shipped
from engine.features.neutral import NeutralFeatures, load_neutral
from engine.features.opening import open_audio, open_faces, open_text
from engine.features.speech_states import SpeechExtractor
from engine.features.text import TextExtractor
from engine.features.vision.faces import FaceExtractor
from engine.features.vision.timeline import VISION_SPEC
from engine.features.word_pieces import WordPieceExtractor
from engine.runtime.device import DeviceChoice, choose_device
from engine.training.checkpoints import Checkpoint, default_checkpoint_path, load_checkpoint
from engine.transcribe import Transcriber, load_transcriber
from engine.types import AnalysisSettings, Float32Array, Modality, Provenance


@dataclass(frozen=True, slots=True)
class LoadedModels:
    """What one analysis needs; a part that the settings switch off is None."""

    transcriber: Transcriber | None
    text: TextExtractor | WordPieceExtractor | None
    audio: AudioExtractor | SpeechExtractor | None
    faces: FaceExtractor | None
    voice_offset: Float32Array | None
    """How the only speaker's voice differs from the training data's, where that was asked for."""
    neutral: NeutralFeatures | None
    """What is neutral to this checkpoint, where that is known."""
    checkpoint: Checkpoint
    provenance: Provenance


class ModelShelf:
    """Loads a model when it is first wanted and keeps the latest of each kind."""

    def __init__(self) -> None:
        self._device: Callable[[str], DeviceChoice] = lru_cache(maxsize=4)(choose_device)
        self._transcriber = lru_cache(maxsize=1)(_load_transcriber)
        self._text = lru_cache(maxsize=1)(_load_text)
        self._audio = lru_cache(maxsize=1)(_load_audio)
        self._faces = lru_cache(maxsize=1)(_load_faces)
        self._still_faces = lru_cache(maxsize=1)(_load_still_faces)
        self._checkpoint = lru_cache(maxsize=2)(_load_checkpoint)
        self._offset = lru_cache(maxsize=1)(self._offset_of)

    def load(self, settings: AnalysisSettings) -> LoadedModels:
        """Everything that ``settings`` ask for.

        Raises:
            AssetMissingError, CheckpointError, DeviceError: with the way out.
        """
        device = self._device(settings.device)
        path = settings.checkpoint or default_checkpoint_path()
        stamped = _stamped(path)
        checkpoint = self._checkpoint(stamped, device.name)
        names = _names(checkpoint)
        transcriber = None
        if settings.use_text:
            transcriber = self._transcriber(settings.asr_model, device.name)
        audio, offset = None, None
        if settings.use_audio:
            audio = self._audio(names.get(Modality.AUDIO), device.name)
        if audio is not None and settings.voice_baseline is not None:
            offset = self._offset(_stamped(settings.voice_baseline), stamped, device.name)
        return LoadedModels(
            transcriber=transcriber,
            text=self._text(names.get(Modality.TEXT), device.name) if settings.use_text else None,
            audio=audio,
            voice_offset=offset,
            faces=self._faces(names.get(Modality.VISION)) if settings.use_video else None,
            neutral=load_neutral(path, checkpoint.sha256),
            checkpoint=checkpoint,
            provenance=Provenance(
                mibscope_version=__version__,
                checkpoint=path.stem,
                checkpoint_sha256=checkpoint.sha256,
                asr_model=transcriber.name if transcriber else "none",
                device=device.name,
                device_reason=device.reason,
            ),
        )

    def still_faces(self) -> FaceExtractor:
        """For single pictures, beside an analysis whose own extractor is at work.

        Raises:
            AssetMissingError, AssetCorruptError: with the way out.
        """
        return self._still_faces()

    def _offset_of(self, recording: _Stamped, checkpoint: _Stamped, device: str) -> Float32Array:
        model = self._checkpoint(checkpoint, device)
        audio = self._audio(_names(model).get(Modality.AUDIO), device)
        assert audio is not None  # whoever asks has it
        return voice_offset(recording[0], audio, model.model.usual(Modality.AUDIO).cpu().numpy())


_Stamped = tuple[Path, int]
"""A file, and when it was changed: one that was written again is another."""


def _names(checkpoint: Checkpoint) -> dict[Modality, str]:
    """The extractors that the model was trained on."""
    return {m: spec.name for m, spec in checkpoint.contract.extractors.items()}


def _stamped(path: Path) -> _Stamped:
    return path, path.stat().st_mtime_ns if path.exists() else 0


def _load_transcriber(model: str, device: str) -> Transcriber:
    return load_transcriber(model, device=device)


def _load_text(name: str | None, device: str) -> TextExtractor | WordPieceExtractor | None:
    return open_text(name, shipped(), device) if name else None


def _load_audio(name: str | None, device: str) -> AudioExtractor | SpeechExtractor | None:
    return open_audio(name, device) if name else None


def _load_faces(name: str | None) -> FaceExtractor | None:
    return open_faces(name, shipped()) if name else None


def _load_still_faces() -> FaceExtractor:
    return open_faces(VISION_SPEC.name, shipped())


def _load_checkpoint(stamped: _Stamped, device: str) -> Checkpoint:
    checkpoint = load_checkpoint(stamped[0], available_extractors())
    checkpoint.model.to(device)
    return checkpoint
