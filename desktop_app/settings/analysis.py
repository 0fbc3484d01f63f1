"""What the next analysis is asked for, as the settings have it."""

from __future__ import annotations

from pathlib import Path

from desktop_app.settings import table
from desktop_app.settings.preferences import Preferences
from engine.runtime.paths import resources_dir
from engine.types import AnalysisSettings


def analysis_settings(preferences: Preferences) -> AnalysisSettings:
    """The settings at this moment."""
    return AnalysisSettings(
        asr_model=preferences.get(table.OTHER_SPEECH_MODEL) or preferences.get(table.SPEECH_MODEL),
        language=preferences.get(table.SPOKEN) or None,
        device=preferences.get(table.DEVICE),
        use_text=preferences.get(table.USE_TEXT),
        use_audio=preferences.get(table.USE_AUDIO),
        use_video=preferences.get(table.USE_VIDEO),
        checkpoint=_checkpoint(preferences),
        voice_baseline=preferences.get(table.VOICE_BASELINE),
    )


def _checkpoint(preferences: Preferences) -> Path | None:
    if (own := preferences.get(table.OWN_CHECKPOINT)) is not None:
        return own
    name = preferences.get(table.CHECKPOINT)
    is_default = name == table.CHECKPOINT.default
    return None if is_default else resources_dir() / "checkpoints" / f"{name}.safetensors"
