"""Audio features: states of Whisper's frozen encoder, five steps a second, pooled over speech.

Lower and middle layers of a speech recogniser keep how something is said: on voices of people and
languages that were not trained on they tell emotions better than measures of pitch and spectrum
(see the card of the default checkpoint). The top ones keep what is said and are left out.

The encoder of openai/whisper base.en is run over the sound itself, as long as it is. The usual
30-second window would cost ten times as much for a short utterance; its states for the sound are
nearly the same. The transcript's own pass cannot be shared: CTranslate2 gives the last layer only,
and in 8 bits.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from engine.errors import AssetCorruptError
from engine.features.audio import ANALYSIS_RATE_HZ, at_loud_level, resampled
from engine.features.contract import ExtractorSpec
from engine.types import AudioBlock, BoolArray, FeatureTrack, Float32Array

LAYERS = (2, 4)
"""Blocks, counted from 0, whose output is taken."""
_WIDTH = 512
STATE_RATE_HZ = 50
_PER_STATE = ANALYSIS_RATE_HZ // STATE_RATE_HZ
STATES_PER_STEP = 10
SPEECH_RATE_HZ = STATE_RATE_HZ / STATES_PER_STEP
SPEECH_SPEC = ExtractorSpec("whisper-base.en-states", 1, len(LAYERS) * _WIDTH, SPEECH_RATE_HZ)

ACTIVE_RANGE_DB = 35.0
"""A state whose sound is this far below the utterance's loud level is a pause."""
_LONGEST_S = 30.0
"""The encoder has positions for this much; longer sound is taken in pieces."""


class SpeechExtractor:
    """States of one utterance; deterministic, keeps nothing."""

    spec = SPEECH_SPEC

    def __init__(self, model_dir: Path, device: str = "cpu") -> None:
        """Load the encoder of ``base.en.pt``; nothing in the file is executed.

        Raises:
            AssetCorruptError: the folder does not hold a usable model.
        """
        try:
            self._encoder = _load_encoder(model_dir / "base.en.pt").to(device)
        except Exception as error:  # whatever a file that is no checkpoint makes torch raise
            raise AssetCorruptError(
                f"The speech encoder in {model_dir} cannot be loaded: {error}",
                hint="Fetch it again with `mibscope models fetch openai-whisper-base.en`.",
            ) from error
        self._device = torch.device(device)

    def extract(self, block: AudioBlock) -> FeatureTrack:
        """States [steps, 1024] of ``block``, whatever its sample rate (8 kHz and above).

        Step k is the mean over the speech within 0.2 s from ``block.start_s + k/5``; steps in
        which nobody is heard are not valid. The utterance's own loudness is divided out first.
        Sound that never gets louder than digital silence gives a track without valid steps.

        Raises:
            FeatureError: samples are not finite.
        """
        samples = resampled(block)
        steps = int(np.ceil(len(samples) / ANALYSIS_RATE_HZ * SPEECH_RATE_HZ - 1e-6))
        times = block.start_s + (np.arange(steps, dtype=np.float64) + 0.5) / SPEECH_RATE_HZ
        values = np.zeros((steps, self.spec.dimension), np.float32)
        valid = np.zeros(steps, np.bool_)
        levelled = at_loud_level(samples)
        if levelled is not None:
            count = steps * STATES_PER_STEP
            whole = np.pad(levelled, (0, max(0, count * _PER_STATE - len(levelled))))
            states, active = self._states(whole)[:count], _active(whole[: count * _PER_STATE])
            share = active.reshape(steps, STATES_PER_STEP)
            valid = share.mean(axis=1) >= 0.3
            total = (states * active[:, None]).reshape(steps, STATES_PER_STEP, -1).sum(axis=1)
            values[valid] = total[valid] / share[valid].sum(axis=1, keepdims=True)
        return FeatureTrack(values, times, valid)

    def _states(self, samples: Float32Array) -> Float32Array:
        """States [n // 320, dimension] of sound [n], or one more."""
        piece = int(_LONGEST_S * ANALYSIS_RATE_HZ)
        starts = range(0, len(samples), piece)
        parts = [self._encode(samples[start : start + piece]) for start in starts]
        # Step by step in memory, whatever order torch has them in: sums depend on it.
        return np.ascontiguousarray(np.concatenate(parts))

    @torch.inference_mode()
    def _encode(self, samples: Float32Array) -> Float32Array:
        from whisper import log_mel_spectrogram  # noqa: PLC0415

        mel = log_mel_spectrogram(torch.from_numpy(samples).to(self._device))
        return np.concatenate(
            [state.float().cpu().numpy() for state in _layers(self._encoder, mel)], axis=1
        )


def _layers(
    encoder: Any, mel: Float[Tensor, "bands frames"]
) -> Iterator[Float[Tensor, "states d"]]:
    """Outputs of LAYERS, as ``whisper.model.AudioEncoder.forward`` has them on the way, for sound
    of any length up to 30 s: two frames of the spectrogram make a state."""
    x = functional.gelu(encoder.conv1(mel.unsqueeze(0)))
    x = functional.gelu(encoder.conv2(x)).permute(0, 2, 1)
    x = x + encoder.positional_embedding[: x.shape[1]]
    for index, block in enumerate(encoder.blocks[: max(LAYERS) + 1]):
        x = block(x)
        if index in LAYERS:
            yield x[0]


def _load_encoder(path: Path) -> Any:
    from whisper.model import AudioEncoder, ModelDimensions  # noqa: PLC0415 - takes seconds

    found = torch.load(path, map_location="cpu", weights_only=True)
    sizes = ModelDimensions(**found["dims"])
    encoder = AudioEncoder(
        sizes.n_mels,
        sizes.n_audio_ctx,
        sizes.n_audio_state,
        sizes.n_audio_head,
        sizes.n_audio_layer,
    )
    named = {k: v.float() for k, v in found["model_state_dict"].items() if k.startswith("encoder.")}
    encoder.load_state_dict({k.removeprefix("encoder."): v for k, v in named.items()})
    return encoder.eval().requires_grad_(False)


def _active(samples: Float32Array) -> BoolArray:
    """Which states of sound [states · 320] are not in a pause."""
    power = np.square(samples.astype(np.float64)).reshape(-1, _PER_STATE).mean(axis=1)
    level_db = 10 * np.log10(power + 1e-20)
    return np.asarray(level_db > np.percentile(level_db, 95) - ACTIVE_RANGE_DB)
