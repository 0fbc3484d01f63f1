from pathlib import Path

import numpy as np
import pytest
import torch

from engine.assets import locate
from engine.errors import AssetCorruptError, FeatureError
from engine.features.speech_states import LAYERS, SPEECH_RATE_HZ, SPEECH_SPEC, SpeechExtractor
from engine.types import AudioBlock, FeatureTrack, Float32Array
from tests.helpers.media import speech
from tests.helpers.shared_data import requires_shared_data, shared_data
from tests.helpers.speech import requires_asset

ASSET = "openai-whisper-base.en"


@pytest.fixture(scope="module")
def extractor() -> SpeechExtractor:
    return SpeechExtractor(locate(ASSET))


@pytest.fixture(scope="module")
def said() -> Float32Array:
    return speech("The sound of a voice that says a sentence.", 16000)


def track(
    extractor: SpeechExtractor, samples: Float32Array, rate_hz: int = 16000, start_s: float = 0.0
) -> FeatureTrack:
    return extractor.extract(AudioBlock(samples.astype(np.float32), start_s, rate_hz))


def mean(found: FeatureTrack) -> Float32Array:
    return np.asarray(found.values[found.valid].mean(axis=0))


def likeness(one: Float32Array, other: Float32Array) -> float:
    return float(one @ other / (np.linalg.norm(one) * np.linalg.norm(other)))


@requires_asset(ASSET)
class TestSpeechExtractor:
    def test_steps_lie_on_the_clock_of_the_medium(
        self, extractor: SpeechExtractor, said: Float32Array
    ) -> None:
        found = track(extractor, said, start_s=7.0)
        steps = int(np.ceil(len(said) / 16000 * SPEECH_RATE_HZ - 1e-6))
        assert found.values.shape == (steps, SPEECH_SPEC.dimension)
        assert found.times_s[0] == pytest.approx(7.1)
        assert np.allclose(np.diff(found.times_s), 0.2)
        assert found.valid.mean() > 0.6

    def test_pauses_are_masked_and_leave_no_numbers(
        self, extractor: SpeechExtractor, said: Float32Array
    ) -> None:
        quiet = np.zeros(32000, np.float32)
        found = track(extractor, np.concatenate([quiet, said, quiet]))
        outside = (found.times_s < 1.9) | (found.times_s > 2.1 + len(said) / 16000)
        assert not found.valid[outside].any()
        assert found.valid[~outside].mean() > 0.6
        assert not found.values[~found.valid].any()

    def test_the_gain_of_the_microphone_changes_nothing(
        self, extractor: SpeechExtractor, said: Float32Array
    ) -> None:
        loud, faint = track(extractor, said), track(extractor, said * np.float32(0.03))
        assert np.allclose(loud.values, faint.values, atol=2e-3)
        assert np.array_equal(loud.valid, faint.valid)

    def test_other_sample_rates_give_nearly_the_same(
        self, extractor: SpeechExtractor, said: Float32Array
    ) -> None:
        text = "The sound of a voice that says a sentence."
        for rate_hz in (22050, 48000):
            other = track(extractor, speech(text, rate_hz), rate_hz)
            assert likeness(mean(track(extractor, said)), mean(other)) > 0.99

    def test_states_are_those_of_whisper_with_its_usual_window(
        self, extractor: SpeechExtractor, said: Float32Array
    ) -> None:
        """Without the padding to 30 s they differ little: two sentences differ far more."""
        import whisper  # noqa: PLC0415

        from engine.features.audio import at_loud_level  # noqa: PLC0415

        levelled = at_loud_level(said)
        assert levelled is not None
        model = whisper.load_model(str(locate(ASSET) / "base.en.pt"), device="cpu")
        seen: dict[int, torch.Tensor] = {}
        for layer in LAYERS:
            model.encoder.blocks[layer].register_forward_hook(
                lambda _, __, out, layer=layer: seen.update({layer: out})
            )
        mel = whisper.log_mel_spectrogram(torch.from_numpy(whisper.pad_or_trim(levelled)))
        with torch.inference_mode():
            model.encoder(mel[None])
        steps = len(said) // 3200
        whole = np.concatenate([seen[layer][0].numpy() for layer in LAYERS], axis=1)
        usual = whole[: steps * 10].reshape(steps, 10, -1).mean(axis=1)
        ours = track(extractor, said).values[:steps]
        inner = track(extractor, said).valid[:steps]
        other = mean(track(extractor, speech("Quite another thing is told here!", 16000)))
        assert likeness(ours[inner].mean(axis=0), usual[inner].mean(axis=0)) > 0.98
        assert likeness(ours[inner].mean(axis=0), other) < 0.98

    def test_long_sound_is_taken_in_pieces(
        self, extractor: SpeechExtractor, said: Float32Array
    ) -> None:
        long = np.tile(said, 35 * 16000 // len(said) + 1)
        found = track(extractor, long)
        assert len(found.values) == int(np.ceil(len(long) / 3200 - 1e-6))
        assert found.valid[-10:].any()

    @pytest.mark.parametrize("seconds", [0.0, 0.01, 0.3, 2.0])
    def test_digital_silence_is_no_evidence_however_short(
        self, extractor: SpeechExtractor, seconds: float
    ) -> None:
        found = track(extractor, np.zeros(round(16000 * seconds), np.float32))
        assert not found.has_evidence

    def test_a_short_sound_still_counts(
        self, extractor: SpeechExtractor, said: Float32Array
    ) -> None:
        assert track(extractor, said[4000:6000]).has_evidence

    def test_two_runs_are_identical(self, extractor: SpeechExtractor, said: Float32Array) -> None:
        assert np.array_equal(track(extractor, said).values, track(extractor, said).values)

    def test_samples_that_are_no_numbers_are_refused(self, extractor: SpeechExtractor) -> None:
        with pytest.raises(FeatureError, match="not numbers"):
            track(extractor, np.full(1600, np.nan, np.float32))


def test_a_damaged_model_names_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "base.en.pt").write_bytes(b"no model")
    with pytest.raises(AssetCorruptError, match=r"models fetch openai-whisper-base\.en"):
        SpeechExtractor(tmp_path)


@requires_asset(ASSET)
@requires_shared_data
def test_the_same_mood_of_two_people_is_closer_than_two_moods_of_one(
    extractor: SpeechExtractor,
) -> None:
    """What the features are for, on six RAVDESS actors: calm and anger are told apart by a
    threshold between other people's means."""
    from engine.datasets.extractors import AudioRecords  # noqa: PLC0415
    from engine.datasets.media_sets import read_ravdess  # noqa: PLC0415

    data = shared_data()
    assert data is not None
    wanted = [
        record
        for record in read_ravdess(data)
        if record.id.split("-")[2] in ("02", "05")
        and record.id.split("-")[4:6] == ["01", "01"]
        and record.id.split("-")[6] in ("01", "02", "03", "04", "05", "06")
    ]
    found = [mean(each) for each in AudioRecords(extractor).extract(wanted)]  # type: ignore[arg-type]
    angry = np.array([record.id.split("-")[2] == "05" for record in wanted])
    people = np.array([record.group for record in wanted])
    points = np.array(found)
    right = 0
    for row, point in enumerate(points):
        others = people != people[row]
        middle = {m: points[others & (angry == m)].mean(axis=0) for m in (False, True)}
        near = np.linalg.norm(point - middle[True]) < np.linalg.norm(point - middle[False])
        right += near == angry[row]
    assert right >= 0.8 * len(wanted)
