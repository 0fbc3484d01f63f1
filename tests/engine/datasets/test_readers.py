"""Readers: what each data set's own files become."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.datasets import catalogue
from engine.datasets.emotions import GOEMOTIONS, from_intensities
from engine.datasets.media_sets import RAVDESS_CLASSES
from engine.datasets.schema import POLARITY, Record, Split
from engine.datasets.splits import MOSI400, MOSI400_TEST, MOSI400_VALID
from engine.errors import DatasetError
from engine.types import Emotion
from tests.helpers.labelled_data import touch, write_faces, write_table
from tests.helpers.shared_data import requires_shared_data, shared_data


def _emotions(record: Record) -> dict[str, float]:
    assert record.labels.emotions is not None
    pairs = zip(Emotion, record.labels.emotions, strict=True)
    return {emotion.value: share for emotion, share in pairs if share}


def test_mosi_keeps_its_split_and_leaves_out_what_mosi400_is_tested_on(tmp_path: Path) -> None:
    rows = [
        "a_1|a|1|train|0|1|GOOD, REALLY|2.4",
        "b_1|b|1|valid|0|1|WELL|0.0",
        "c_1|c|1|test|0|1|BAD|-3",
        "9c67fiY0wGQ_1|9c67fiY0wGQ|1|train|0|1|HIDDEN|1",
        "8d-gEyoeBzc_1|8d-gEyoeBzc|1|train|0|1|CHECKED|1",
    ]
    write_table(
        tmp_path / "text/mosi/mosi_text.csv", "id|vid|cid|split|start|stop|text|label", rows
    )
    records = {record.text: record for record in catalogue.read(tmp_path, ["mosi"])}
    assert {text: record.split for text, record in records.items()} == {
        "GOOD, REALLY": Split.TRAIN,
        "WELL": Split.VALID,
        "BAD": Split.TEST,
        "CHECKED": Split.VALID,
    }
    assert records["GOOD, REALLY"].labels.sentiment == 2.4
    assert records["GOOD, REALLY"].labels.emotions is None
    apart = catalogue.read(tmp_path, ["mosi_apart"])
    assert [record.text for record in apart] == ["GOOD, REALLY", "WELL", "BAD"]


def test_the_videos_that_are_kept_apart_are_those_of_mosi400() -> None:
    assert len(MOSI400) == 16
    assert MOSI400_TEST | MOSI400_VALID < MOSI400


def test_mosei_intensities_become_shares_with_the_rest_neutral(tmp_path: Path) -> None:
    head = "vid|cid|split|start|stop|text|label|happy|sad|anger|surprise|disgust|fear"
    rows = [
        "v|1|train|0|1|joy|3|2|0|0|0|0|0",
        "v|2|train|0|1|mixed|0|0.5|0|0.25|0|0|0",
        "v|3|train|0|1|plain|0|0|0|0|0|0|0",
    ]
    write_table(tmp_path / "text/mosei/mosei_text_emotions.csv", head, rows)
    joy, mixed, plain = catalogue.read(tmp_path, ["mosei"])
    assert _emotions(joy) == {"happy": 1.0}
    assert _emotions(mixed) == {"neutral": 0.25, "happy": 0.5, "angry": 0.25}
    assert _emotions(plain) == {"neutral": 1.0}
    assert from_intensities({}) == from_intensities({Emotion.HAPPY: 0.0})


def test_meld_dialogues_of_different_parts_are_different_groups(tmp_path: Path) -> None:
    for part in ("train", "dev", "test"):
        write_table(
            tmp_path / f"text/meld/{part}_sent_emo.csv",
            "Utterance|Emotion|Sentiment|Dialogue_ID|Utterance_ID",
            [
                "“What?” he said, twice|joy|positive|0|4",
                "No|sadness|negative|1|0",
                "Ten past six|neutral|neutral|2|0",
            ],
        )
    records = catalogue.read(tmp_path, ["meld"])
    assert [record.split for record in records[::3]] == [Split.TRAIN, Split.VALID, Split.TEST]
    assert len({record.group for record in records}) == 9
    assert _emotions(records[0]) == {"happy": 1.0}
    assert records[0].labels.sentiment is None
    polarity = [record.labels.of(POLARITY) for record in records[:3]]
    assert polarity == [(1.0,), (0.0,), None], "neutral is neither"


def test_goemotions_shares_the_mass_between_groups_and_keeps_quotes(tmp_path: Path) -> None:
    folder = tmp_path / "text/goemotions"
    touch(folder / "labels.txt", "joy\nlove\nanger\nneutral\n")
    for part, row in {"train": '"Oh.\t0,1,2\tx', "dev": "b\t3\ty", "test": "c\t2\tz"}.items():
        touch(folder / f"{part}.tsv", f"text\tlabel\tid\n{row}\n")
    train, dev, test = catalogue.read(tmp_path, ["goemotions"])
    assert train.text == '"Oh.'
    assert _emotions(train) == {"happy": 0.5, "angry": 0.5}
    assert _emotions(dev) == {"neutral": 1.0}
    assert _emotions(test) == {"angry": 1.0}


def test_goemotions_grouping_covers_all_its_labels_once() -> None:
    assert len(GOEMOTIONS) == 28
    assert set(GOEMOTIONS.values()) == set(Emotion)


def test_ravdess_is_split_by_actor_and_calm_is_neutral(tmp_path: Path) -> None:
    names = ("03-01-02-01-01-01-01", "03-01-05-01-02-01-19", "03-01-07-01-01-01-24")
    for name in names:
        touch(tmp_path / f"speech/ravdess/{name}.opus")
    calm, angry, disgust = catalogue.read(tmp_path, ["ravdess"])
    assert (calm.split, angry.split, disgust.split) == (Split.TRAIN, Split.VALID, Split.TEST)
    assert [_emotions(each) for each in (calm, angry, disgust)] == [
        {"neutral": 1.0},
        {"angry": 1.0},
        {"disgust": 1.0},
    ]
    assert calm.text != angry.text
    kinds = [each.labels.of(RAVDESS_CLASSES) for each in (calm, angry, disgust)]
    assert [kind.index(1.0) if kind else None for kind in kinds] == [1, 4, 6], "calm is no neutral"
    assert all(kind and len(kind) == 8 and sum(kind) == 1 for kind in kinds)
    assert calm.audio == tmp_path / f"speech/ravdess/{names[0]}.opus"


def test_nemo_has_voices_and_no_words(tmp_path: Path) -> None:
    rows = ["WR0_fear_1.opus|fear|WR0|male|23|mowa", "MK0_a.opus|surprised|MK0|male|23|mowa"]
    write_table(
        tmp_path / "speech/nemo.tsv", "file|emotion|speaker|gender|age|text", rows, delimiter="\t"
    )
    fear, surprise = catalogue.read(tmp_path, ["nemo"])
    assert (fear.split, surprise.split) == (Split.TEST, Split.TRAIN)
    assert _emotions(surprise) == {"surprise": 1.0}
    assert fear.text is None


def test_javanese_speakers_are_the_same_people_in_sound_and_video(tmp_path: Path) -> None:
    touch(tmp_path / "speech/javanese/09-01-06_01.opus")
    touch(tmp_path / "video/javanese/09-01-06_01.mp4")
    sound, video = catalogue.read(tmp_path, ["javanese", "javanese_video"])
    assert sound.group == video.group
    assert sound.split is video.split is Split.TEST
    assert _emotions(sound) == _emotions(video) == {"angry": 1.0}
    assert (sound.video, video.video) == (None, video.audio)


def test_ferplus_votes_are_a_distribution_without_contempt(tmp_path: Path) -> None:
    write_faces(
        tmp_path,
        ["a.webp,train,2,6,0,0,0,0,0,2,0,0", "b.webp,test,1,1,0,0,0,0,0,8,0,0"],
    )
    (face,) = catalogue.read(tmp_path, ["ferplus"])  # the other shows contempt
    assert _emotions(face) == {"neutral": 0.25, "happy": 0.75}
    assert face.image is not None
    assert face.image.member == "a.webp"


@pytest.mark.parametrize("name", catalogue.DATASETS)
def test_missing_files_are_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(DatasetError, match=str(tmp_path)):
        catalogue.read(tmp_path, [name])


def test_an_unknown_set_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"nowhere.*mosei"):
        catalogue.read(tmp_path, ["nowhere"])


def test_a_malformed_row_is_refused(tmp_path: Path) -> None:
    write_table(tmp_path / "text/mosi/mosi_text.csv", "id|vid", ["a|b"])
    with pytest.raises(DatasetError, match="mosi"):
        catalogue.read(tmp_path, ["mosi"])


@requires_shared_data
def test_the_real_sets_have_the_sizes_that_their_makers_state() -> None:
    names = ["mosi", "mosi400", "meld", "ravdess", "nemo", "javanese", "javanese_video"]
    folder = shared_data()
    assert folder is not None
    records = catalogue.read(folder, names)  # which also proves that nobody is in two splits
    count = {name: sum(record.dataset == name for record in records) for name in names}
    # Four of MOSI's videos, 86 transcripts, are tested with picture and sound instead.
    assert count.pop("mosi") == 1284 + 229 + 686 - 86
    assert count == {
        "mosi400": 400,
        "meld": 9989 + 1109 + 2610,
        "ravdess": 1440,
        "nemo": 2245,
        "javanese": 1680,
        "javanese_video": 240,
    }
    official_test = [r for r in records if r.dataset == "mosi" and r.split is Split.TEST]
    assert len(official_test) == 686
    held_out = {r.group for r in records if r.dataset == "mosi400" and r.split is Split.TEST}
    assert len(held_out) == 4
    assert not held_out & {r.group for r in records if r.dataset == "mosi"}
