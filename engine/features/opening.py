"""Extractors by the names that contracts have for them, with the model files they need."""

from __future__ import annotations

from engine.assets import locate
from engine.features.audio import AUDIO_SPEC, AudioExtractor
from engine.features.networks import Networks
from engine.features.speech_states import SpeechExtractor
from engine.features.text import TEXT_SPEC, TextExtractor
from engine.features.vision.expression import ExpressionReader
from engine.features.vision.faces import FaceExtractor
from engine.features.vision.timeline import VISION_SPEC
from engine.features.word_pieces import WORD_PIECES_SPEC, WordPieceExtractor


def open_text(name: str, networks: Networks, device: str) -> TextExtractor | WordPieceExtractor:
    """Word pieces, or states of the published or of the adapted encoder.

    Raises:
        AssetMissingError, AssetCorruptError: with the way out; likewise below.
    """
    folder = locate("minilm-l6-v2")
    if name == WORD_PIECES_SPEC.name:
        return WordPieceExtractor(folder)
    return TextExtractor(folder, device, None if name == TEXT_SPEC.name else networks)


def open_audio(name: str, device: str) -> AudioExtractor | SpeechExtractor:
    """Prosody and spectrum, or states of Whisper."""
    if name == AUDIO_SPEC.name:
        return AudioExtractor()
    return SpeechExtractor(locate("openai-whisper-base.en"), device)


def open_faces(name: str, networks: Networks) -> FaceExtractor:
    """Measures of the mesh, with or without the expression network."""
    expression = None if name == VISION_SPEC.name else ExpressionReader(networks.expression)
    return FaceExtractor(locate("yunet"), locate("face-mesh"), expression)
