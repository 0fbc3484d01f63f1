"""Training of the expression network, on drawn faces."""

import csv
import io
import threading
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from engine.datasets.schema import Split
from engine.errors import CancelledError, CheckpointError, DatasetError
from engine.features.vision.expression import ExpressionReader
from engine.features.vision.expression_network import EXPRESSION_CLASSES
from engine.runtime.cancel import NEVER
from engine.training.expression.augment import Augmentation
from engine.training.expression.config import ExpressionTraining, load_expression_recipe
from engine.training.expression.data import ExpressionPart, FacesLocated, expression_parts
from engine.training.expression.loop import (
    ExpressionEpoch,
    ExpressionEvent,
    ExpressionTrained,
    train_expression,
)
from engine.training.expression.scores import expression_scores
from engine.types import Float64Array, UInt8Array

POINTS = np.array([[15.0, 16], [33, 16], [24, 27], [17, 36], [31, 36]])
TINY = ExpressionTraining(
    epochs=8,
    batch_size=16,
    learning_rate=5e-3,
    average=0.8,
    dropout=0.0,
    widths=(8, 16),
    blocks=(1, 1),
    augmentation=Augmentation(turn_deg=4, shift=0.03, erasing=0.05),
)
SIZES = {"train": 192, "valid": 48, "test": 64}
SHOWN = ("neutral", "happiness", "surprise", "sadness")


def drawn(expression: str, random: np.random.Generator) -> UInt8Array:
    """Eyes and a mouth on a disc; the mouth says what is shown."""
    face = np.full((48, 48), random.integers(40, 90), np.uint8)
    cv2.circle(face, (24, 25), 20, int(random.integers(150, 230)), -1)
    for x in (15, 33):
        cv2.circle(face, (x, 16), 2, 20, -1)
    if expression == "surprise":
        cv2.ellipse(face, (24, 36), (4, 6), 0, 0, 360, 20, -1)
    elif expression == "neutral":
        cv2.line(face, (17, 36), (31, 36), 20, 2)
    else:
        first, middle = (0, 32) if expression == "happiness" else (180, 40)
        cv2.ellipse(face, (24, middle), (7, 7), 0, first, first + 180, 20, 2)
    return face


class Draughtsman:
    """Knows where drawn faces are. Those with an even number are not found if asked so."""

    def __init__(self, misses: bool = False) -> None:
        self.asked = 0
        self._misses = misses

    def locate_still(self, picture: UInt8Array) -> Float64Array | None:
        assert picture.shape == (48, 48, 3)
        self.asked += 1
        return None if self._misses and self.asked % 2 == 0 else POINTS


def write_set(folder: Path, *, shuffled: bool = False) -> Path:
    """A small set in the form of FER+: eight votes for what is drawn, two for something else."""
    random = np.random.default_rng(0)
    table = io.StringIO()
    columns = ("file", "split", *EXPRESSION_CLASSES, "unknown", "NF")
    writer = csv.DictWriter(table, columns, restval="0")
    writer.writeheader()
    (folder / "faces").mkdir(parents=True)
    with zipfile.ZipFile(folder / "faces" / "ferplus.zip", "w") as archive:
        for split, size in SIZES.items():
            for index in range(size):
                shown = SHOWN[index % len(SHOWN)]
                voted = str(random.choice(SHOWN)) if shuffled else shown
                votes = dict.fromkeys(EXPRESSION_CLASSES, 0) | {voted: 8}
                votes[str(random.choice(EXPRESSION_CLASSES))] += 2
                file = f"{split}/{index:05d}.png"
                picture = cv2.imencode(".png", drawn(shown, random))[1]
                archive.writestr(file, picture.tobytes())
                writer.writerow({"file": file, "split": split, **votes})
        for column in ("unknown", "NF"):
            archive.writestr(f"test/{column}.png", b"never opened")
            writer.writerow({"file": f"test/{column}.png", "split": "test", column: 9, "fear": 1})
        archive.writestr("labels.csv", table.getvalue())
    return folder


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_set(tmp_path_factory.mktemp("data"))


def train(
    data: Path,
    place: Path,
    config: ExpressionTraining = TINY,
    extractor: Draughtsman | None = None,
) -> list[ExpressionEvent]:
    return list(
        train_expression(
            config,
            data,
            extractor or Draughtsman(),
            place / "out.safetensors",
            place / "cache",
            place / "run",
        )
    )


def trained(events: Sequence[ExpressionEvent]) -> ExpressionTrained:
    assert isinstance(events[-1], ExpressionTrained)
    return events[-1]


@pytest.fixture(scope="module")
def events(data: Path, tmp_path_factory: pytest.TempPathFactory) -> list[ExpressionEvent]:
    """Of one whole run."""
    return train(data, tmp_path_factory.mktemp("whole"))


def test_drawn_faces_are_learned_and_shuffled_votes_are_not(
    events: list[ExpressionEvent], tmp_path: Path
) -> None:
    epochs = [event for event in events if isinstance(event, ExpressionEpoch)]
    assert [event.epoch for event in epochs] == list(range(1, TINY.epochs + 1))
    assert epochs[-1].loss < epochs[0].loss < 2 * np.log(len(EXPRESSION_CLASSES))
    result = trained(events)
    assert result.valid.accuracy == max(event.valid_accuracy for event in epochs)
    assert result.epoch == next(e.epoch for e in reversed(epochs) if e.best)
    assert result.test.accuracy > 0.9
    control = trained(train(write_set(tmp_path / "other", shuffled=True), tmp_path / "control"))
    assert control.test.accuracy < 0.5


def test_the_file_reads_drawn_faces(events: list[ExpressionEvent]) -> None:
    result = trained(events)
    reader = ExpressionReader(result.path)
    assert reader.sha256 == result.sha256
    for shown in SHOWN:
        reading = reader.read(drawn(shown, np.random.default_rng(99)), POINTS)
        assert EXPRESSION_CLASSES[int(reading.probabilities.argmax())] == shown
    assert reader.document["trained_on"]["train"] == {
        "pictures": SIZES["train"],
        "faces_found": SIZES["train"],
    }
    assert reader.document["measured"]["test"]["n"] == SIZES["test"]


class StopAfter(threading.Event):
    """Asks to stop when it has been asked a number of times whether to."""

    def __init__(self, questions: int) -> None:
        super().__init__()
        self._left = questions

    def is_set(self) -> bool:
        self._left -= 1
        return self._left < 0


def test_a_stopped_run_goes_on_to_the_same_file(
    data: Path, events: list[ExpressionEvent], tmp_path: Path
) -> None:
    place = tmp_path / "stopped"
    folders = place / "out.safetensors", place / "cache", place / "run"
    # Asked at each picture when it is located and when it is cut out, then at each batch of the
    # training (12) and of the validation part (1).
    pictures, epoch = sum(SIZES.values()), SIZES["train"] // TINY.batch_size + 1
    stops = {
        "while faces are located": 100,
        "in the first epoch": 2 * pictures + 4,
        "in the same epoch": pictures + 3,
        "while it is validated": pictures + epoch - 1 - 4 - 3,
        "in the third": pictures + 1 + epoch + 9,
        "where it was": pictures,
        "before the test part": pictures + 6 * epoch - 9 + 1,
    }
    for where, questions in stops.items():
        with pytest.raises(CancelledError):
            list(train_expression(TINY, data, Draughtsman(), *folders, StopAfter(questions)))
        assert not folders[0].exists(), where
    rest = train(data, place)
    assert not [event for event in rest if isinstance(event, ExpressionEpoch)], "no step twice"
    assert trained(rest).path.read_bytes() == trained(events).path.read_bytes()


def test_a_finished_run_returns_at_once(data: Path, tmp_path: Path) -> None:
    config = replace(TINY, epochs=1)
    first = trained(train(data, tmp_path, config))
    unused = Draughtsman()
    assert train(data, tmp_path, config, unused) == [first]
    assert unused.asked == 0


def test_places_of_faces_are_looked_up_once(data: Path, tmp_path: Path) -> None:
    config = replace(TINY, epochs=1)
    first, second = Draughtsman(), Draughtsman()
    train(data, tmp_path, config, first)
    assert first.asked == sum(SIZES.values())
    list(expression_parts(data, second, tmp_path / "cache", NEVER))
    assert second.asked == 0


def test_another_configuration_needs_another_folder(data: Path, tmp_path: Path) -> None:
    train(data, tmp_path, replace(TINY, epochs=1))
    with pytest.raises(CheckpointError, match="other settings"):
        train(data, tmp_path, replace(TINY, epochs=2))


def parts_of(data: Path, cache: Path, extractor: Draughtsman) -> dict[Split, ExpressionPart]:
    generator = expression_parts(data, extractor, cache, NEVER)
    while True:
        try:
            event = next(generator)
        except StopIteration as stop:
            return dict(stop.value)
        assert isinstance(event, FacesLocated)


def test_votes_are_a_distribution_without_what_nobody_could_name(
    data: Path, tmp_path: Path
) -> None:
    parts = parts_of(data, tmp_path, Draughtsman())
    assert {split.value: len(part) for split, part in parts.items()} == SIZES
    for part in parts.values():
        np.testing.assert_allclose(part.votes.sum(axis=1), 1.0, atol=1e-6)
        assert (part.votes.max(axis=1) >= 0.8 - 1e-6).all()


def test_a_face_that_was_not_found_is_placed_as_others_are(data: Path, tmp_path: Path) -> None:
    all_found = parts_of(data, tmp_path / "all", Draughtsman())[Split.TEST]
    half = parts_of(data, tmp_path / "half", Draughtsman(misses=True))[Split.TEST]
    assert all_found.found.all()
    assert half.found.sum() == SIZES["test"] // 2
    np.testing.assert_array_equal(half.faces, all_found.faces)


def test_a_folder_without_the_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="ferplus"):
        train(tmp_path, tmp_path)


def test_scores_of_known_answers() -> None:
    label = np.array([0, 0, 1, 7])
    votes = np.eye(8, dtype=np.float32)[label]
    votes[0, :3] = 0.4, 0.3, 0.3
    part = ExpressionPart(
        np.zeros((4, 72, 72), np.uint8),
        votes,
        np.array([True, True, True, False]),
    )
    logits = np.full((4, 8), -20.0, np.float32)
    logits[np.arange(4), [0, 1, 1, 7]] = 20.0
    logits[1, 0], logits[2, 7] = 19.0, 21.0
    scores = expression_scores(logits, 1.0, part)
    assert scores.accuracy == pytest.approx(2 / 4)
    assert scores.accuracy_seven == pytest.approx(2 / 3)
    assert (scores.n_agreed, scores.accuracy_agreed) == (3, pytest.approx(1 / 3))
    assert scores.balanced_accuracy == pytest.approx((1 / 2 + 0 + 1) / 3)
    assert scores.confusion[0][:2] == (1, 1)
    assert scores.confusion[1][7] == scores.confusion[7][7] == 1
    assert np.sum(scores.confusion) == scores.n == 4
    assert scores.n_not_found == 1
    assert scores.accuracy_not_found == 1.0
    missed = np.log1p(np.e)
    assert scores.negative_log_likelihood == pytest.approx(2 * missed / 4, abs=1e-3)


def test_the_recipe_that_comes_along_is_understood() -> None:
    assert load_expression_recipe().epochs > 0


def test_unknown_settings_and_missing_recipes_are_named(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="colour"):
        ExpressionTraining.from_dict({"colour": True})
    with pytest.raises(CheckpointError, match="hats"):
        ExpressionTraining.from_dict({"augmentation": {"hats": 0.5}})
    with pytest.raises(DatasetError, match=r"none\.toml"):
        load_expression_recipe(tmp_path / "none.toml")
