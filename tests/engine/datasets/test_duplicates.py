"""The same recording in two splits is refused; the same words only where that is asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.datasets.duplicates import require_unshared_media, unshared
from engine.datasets.schema import ArchivedImage, LabelledSample, Labels, Record, Split
from engine.errors import DatasetError
from engine.types import FeatureTrack, Modality
from tests.helpers.labelled_data import made_up_samples, touch


def _copy(sample: LabelledSample, split: Split, modality: Modality) -> LabelledSample:
    """The same content at another time on the clock, with other rubbish in masked steps."""
    track = sample.tracks[modality]
    values = np.concatenate([track.values, np.full((1, track.values.shape[1]), 9, np.float32)])
    shifted = FeatureTrack(
        values, np.append(track.times_s, 99.0) + 5.0, np.append(track.valid, False)
    )
    return replace(sample, id="copy", group="other", split=split, tracks={modality: shifted})


@pytest.fixture
def samples() -> list[LabelledSample]:
    return [sample for sample in made_up_samples(per_split=4) if sample.dataset == "clips"]


def test_different_samples_pass_as_they_are(samples: list[LabelledSample]) -> None:
    assert list(unshared(iter(samples), set(Modality))) == samples


@pytest.mark.parametrize("modality", [Modality.AUDIO, Modality.VISION])
def test_a_voice_or_face_in_two_splits_is_refused_with_both_ids(
    samples: list[LabelledSample], modality: Modality
) -> None:
    copy = _copy(samples[0], Split.TEST, modality)
    message = rf"clips/copy \(test\) has the same {modality} as clips/clips-train-0 \(train\)"
    with pytest.raises(DatasetError, match=message):
        list(unshared([*samples, copy]))


def test_within_one_split_content_may_repeat(samples: list[LabelledSample]) -> None:
    copy = _copy(samples[0], Split.TRAIN, Modality.AUDIO)
    assert len(list(unshared([*samples, copy]))) == len(samples) + 1


def test_equal_words_are_refused_on_request_only(samples: list[LabelledSample]) -> None:
    copy = _copy(samples[0], Split.TEST, Modality.TEXT)
    assert list(unshared([*samples, copy]))
    with pytest.raises(DatasetError, match="the same text"):
        list(unshared([*samples, copy], {Modality.TEXT}))


def test_numbers_of_another_shape_are_other_content() -> None:
    flat = np.zeros((4, 1), np.float32)
    tracks = [
        {Modality.AUDIO: FeatureTrack(values, np.arange(float(len(values))), valid)}
        for values, valid in (
            (flat, np.ones(4, np.bool_)),
            (flat.reshape(2, 2), np.ones(2, np.bool_)),
        )
    ]
    one = LabelledSample("a", "1", "g", Split.TRAIN, Labels(), tracks[0])
    other = LabelledSample("b", "1", "h", Split.TEST, Labels(), tracks[1])
    assert len(list(unshared([one, other]))) == 2


def test_an_id_that_comes_twice_is_refused(samples: list[LabelledSample]) -> None:
    with pytest.raises(DatasetError, match="clips has two samples clips-train-0"):
        list(unshared([*samples, samples[0]]))


def test_the_same_file_in_two_splits_is_refused_before_extraction(tmp_path: Path) -> None:
    touch(tmp_path / "ä.mp4", "a film")
    touch(tmp_path / "b.mp4", "a film")
    touch(tmp_path / "c.mp4", "another film")

    def record(name: str, split: Split) -> Record:
        path = tmp_path / name
        return Record("set", name, name, split, Labels(), text="same", audio=path, video=path)

    apart = [record("ä.mp4", Split.TRAIN), record("c.mp4", Split.TEST)]
    require_unshared_media(apart)
    require_unshared_media([*apart, record("b.mp4", Split.TRAIN)])
    with pytest.raises(DatasetError, match=r"set/b\.mp4 \(valid\) has the same .*set/ä\.mp4"):
        require_unshared_media([*apart, record("b.mp4", Split.VALID)])


def test_a_picture_of_an_archive_in_two_splits_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / "faces.zip"
    touch(archive)
    records = [
        Record("f", name, name, split, Labels(), image=ArchivedImage(archive, "a.png"))
        for name, split in (("1", Split.TRAIN), ("2", Split.TEST))
    ]
    with pytest.raises(DatasetError, match="f/2"):
        require_unshared_media(records)
