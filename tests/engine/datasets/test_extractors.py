"""Real extractors on real files: tracks fit the contract, bad files are errors of one record."""

from __future__ import annotations

import wave
import zipfile
from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage import data

from engine.assets import locate
from engine.datasets.extractors import AudioRecords, VisionRecords, running_extractors
from engine.datasets.schema import ArchivedImage, Labels, Record, Split
from engine.errors import MibscopeError
from engine.features.audio import AUDIO_SPEC, AudioExtractor
from engine.features.contract import available_extractors
from engine.features.networks import shipped
from engine.features.text import TEXT_SPEC
from engine.features.vision.expression_network import EXPRESSION_CLASSES
from engine.features.vision.faces import FaceExtractor
from engine.features.vision.timeline import VISION_SPEC, expression_spec
from engine.features.word_pieces import WORD_PIECES_SPEC
from engine.types import FeatureTrack


def _record(
    *, audio: Path | None = None, video: Path | None = None, image: ArchivedImage | None = None
) -> Record:
    return Record("d", "i", "g", Split.TRAIN, Labels(), audio=audio, video=video, image=image)


def _hum(path: Path) -> None:
    """A second of a buzzing tone at 140 Hz, loud enough to be a voice."""
    time = np.arange(16000) / 16000
    tone = sum(np.sin(2 * np.pi * 140 * k * time) / k for k in range(1, 12))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes((tone / 3 * 16000).astype("<i2").tobytes())


def test_sound_becomes_a_track_and_a_broken_file_an_error(tmp_path: Path) -> None:
    good, broken = tmp_path / "hum.wav", tmp_path / "broken.wav"
    _hum(good)
    broken.write_bytes(b"no sound at all")
    records = [_record(audio=good), _record(audio=broken), _record(audio=good)]
    first, second, third = AudioRecords(AudioExtractor()).extract(records)
    assert isinstance(first, FeatureTrack)
    assert first.values.shape == (20, AUDIO_SPEC.dimension)
    assert first.has_evidence
    assert isinstance(second, MibscopeError)
    assert isinstance(third, FeatureTrack)
    np.testing.assert_array_equal(first.values, third.values)


@pytest.mark.models
def test_transcripts_become_states_or_word_pieces() -> None:
    texts = ("so unbelievably good", "", "...", "no")
    records = [Record("d", text, "g", Split.TRAIN, Labels(), text=text) for text in texts]
    extractors = running_extractors()
    states = list(extractors[TEXT_SPEC.name]().extract(records))
    pieces = list(extractors[WORD_PIECES_SPEC.name]().extract(records))
    for spec, found in ((TEXT_SPEC, states), (WORD_PIECES_SPEC, pieces)):
        for text, track in zip(texts, found, strict=True):
            assert isinstance(track, FeatureTrack)
            assert track.values.shape[1] == spec.dimension
            assert track.has_evidence == any(c.isalpha() for c in text)
    for state, piece in zip(states, pieces, strict=True):
        assert isinstance(state, FeatureTrack)
        assert isinstance(piece, FeatureTrack)
        framed = len(piece.values)
        assert len(state.values) == max(0, framed - 2), "states are without the frame"


def test_whatever_a_contract_may_name_can_be_opened() -> None:
    named = {spec.name for specs in available_extractors().values() for spec in specs}
    assert set(running_extractors()) == named


@pytest.mark.models
def test_a_still_face_is_one_step_and_no_face_is_none(tmp_path: Path) -> None:
    face = cv2.cvtColor(data.astronaut()[0:220, 130:320], cv2.COLOR_RGB2GRAY)
    wall = np.full((48, 48), 128, np.uint8)
    archive = tmp_path / "faces.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for name, picture in {"face": cv2.resize(face, (48, 48)), "wall": wall}.items():
            encoded = cv2.imencode(".png", picture)[1].tobytes()
            file.writestr(f"{name}.png", encoded)
        file.writestr("text.png", b"no picture")
    names = ("face.png", "wall.png", "text.png", "missing.png")
    records = [_record(image=ArchivedImage(archive, name)) for name in names]
    extractor = FaceExtractor(locate("yunet"), locate("face-mesh"))
    found, nobody, spoilt, missing = VisionRecords(extractor).extract(records)
    assert isinstance(found, FeatureTrack)
    assert found.values.shape == (1, VISION_SPEC.dimension)
    assert found.has_evidence
    assert isinstance(nobody, FeatureTrack)
    assert not nobody.has_evidence
    assert isinstance(spoilt, MibscopeError)
    assert isinstance(missing, MibscopeError)


@pytest.mark.models
def test_a_face_is_read_with_the_expression_network_where_that_is_asked_for(tmp_path: Path) -> None:
    archive = tmp_path / "faces.zip"
    with zipfile.ZipFile(archive, "w") as file:
        picture = cv2.cvtColor(data.astronaut()[0:220, 130:320], cv2.COLOR_RGB2BGR)
        file.writestr("face.png", cv2.imencode(".png", picture)[1].tobytes())
        file.writestr(
            "wall.png", cv2.imencode(".png", np.full((48, 48), 128, np.uint8))[1].tobytes()
        )
    records = [_record(image=ArchivedImage(archive, f"{name}.png")) for name in ("face", "wall")]
    spec = expression_spec(shipped())
    found, nobody = running_extractors()[spec.name]().extract(records)
    (geometry, _) = running_extractors()[VISION_SPEC.name]().extract(records)
    assert isinstance(found, FeatureTrack)
    assert isinstance(nobody, FeatureTrack)
    assert isinstance(geometry, FeatureTrack)
    assert found.values.shape == (1, spec.dimension)
    assert nobody.values.shape == (0, spec.dimension)
    columns = {name: found.values[0, place] for place, name in enumerate(spec.feature_names)}
    of_mesh = dict(zip(VISION_SPEC.feature_names, geometry.values[0], strict=True))
    assert {name: columns[name] for name in of_mesh} == of_mesh
    shown = {n: columns[f"expression_{n}"] for n in EXPRESSION_CLASSES}
    assert sum(shown.values()) == pytest.approx(1, abs=1e-5)
    assert max(shown, key=lambda name: shown[name]) == "happiness", "the astronaut smiles"
