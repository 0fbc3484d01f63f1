"""Speech to words: voice activity, windows of speech, Whisper backends, utterances."""

from engine.transcribe.base import DRAFT, DecodingOptions, Transcriber
from engine.transcribe.select import fetch_hub_model, load_transcriber, smaller_model
from engine.transcribe.utterances import UtteranceBuilder, UtteranceOptions
from engine.transcribe.voice import SpeechRegion
from engine.transcribe.windows import SpeechPiece, SpeechWindow, SpeechWindower, WindowOptions

__all__ = [
    "DRAFT",
    "DecodingOptions",
    "SpeechPiece",
    "SpeechRegion",
    "SpeechWindow",
    "SpeechWindower",
    "Transcriber",
    "UtteranceBuilder",
    "UtteranceOptions",
    "WindowOptions",
    "fetch_hub_model",
    "load_transcriber",
    "smaller_model",
]
