"""The feature cache: what goes in comes out; interruption and damage cost no more than time."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from engine.datasets import extraction
from engine.datasets.cache import TrackCache
from engine.datasets.extraction import ExtractionFailed, ExtractionProgress, extract, load
from engine.datasets.schema import Labels, Record, Split
from engine.errors import CancelledError, FeatureError, MibscopeError
from engine.features.contract import ExtractorSpec, FeatureContract
from engine.types import FeatureTrack, Modality

SPEC = ExtractorSpec("letters", 1, 2, None)
CONTRACT = FeatureContract({Modality.TEXT: SPEC})


class Letters:
    """Two numbers per letter; ``#`` cannot be read, ``-`` is no evidence."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def extract(self, records: Sequence[Record]) -> Iterator[FeatureTrack | MibscopeError]:
        for record in records:
            text = record.text or ""
            self.seen.append(text)
            if "#" in text:
                yield FeatureError("Not a letter.")
                continue
            values = np.array([[ord(c), len(text)] for c in text], dtype=np.float32)
            valid = np.array([c != "-" for c in text])
            yield FeatureTrack(values, np.arange(len(text), dtype=np.float64), valid)


def _records(*texts: str) -> list[Record]:
    return [
        Record("letters", f"r{i}", f"g{i}", Split.TRAIN, Labels(sentiment=1.0), text=text)
        for i, text in enumerate(texts)
    ]


def _run(cache: Path, records: list[Record], letters: Letters) -> list[extraction.ExtractionEvent]:
    return list(extract(records, CONTRACT, {SPEC.name: lambda: letters}, cache))


def test_what_was_extracted_is_loaded_and_not_extracted_again(tmp_path: Path) -> None:
    letters = Letters()
    events = _run(tmp_path, _records("ab", "c", "ab"), letters)
    assert letters.seen == ["ab", "c"]  # equal texts once
    assert events[-1] == ExtractionProgress("letters", Modality.TEXT, 2, 2)

    samples = load(_records("ab", "c", "ab"), CONTRACT, tmp_path)
    assert [sample.tracks[Modality.TEXT].values.tolist() for sample in samples] == [
        [[97, 2], [98, 2]],
        [[99, 1]],
        [[97, 2], [98, 2]],
    ]
    _run(tmp_path, _records("ab", "d"), letters)
    assert letters.seen == ["ab", "c", "d"]


def test_an_extractor_is_not_even_opened_when_nothing_is_missing(tmp_path: Path) -> None:
    _run(tmp_path, _records("ab"), Letters())

    def fail() -> Letters:
        raise AssertionError("opened")

    list(extract(_records("ab"), CONTRACT, {SPEC.name: fail}, tmp_path))


def test_another_version_of_the_extractor_finds_nothing(tmp_path: Path) -> None:
    _run(tmp_path, _records("ab"), Letters())
    newer = FeatureContract({Modality.TEXT: ExtractorSpec("letters", 2, 2, None)})
    assert load(_records("ab"), newer, tmp_path) == []


def test_a_file_that_fails_is_listed_and_the_others_go_on(tmp_path: Path) -> None:
    events = _run(tmp_path, _records("ab", "#", "c"), Letters())
    failed = [event for event in events if isinstance(event, ExtractionFailed)]
    assert failed == [ExtractionFailed("letters", "r1", Modality.TEXT, "Not a letter.")]
    assert [s.id for s in load(_records("ab", "#", "c"), CONTRACT, tmp_path)] == ["r0", "r2"]


def test_a_track_without_evidence_is_absent(tmp_path: Path) -> None:
    _run(tmp_path, _records("--", "a-"), Letters())
    (sample,) = load(_records("--", "a-"), CONTRACT, tmp_path)
    assert sample.tracks[Modality.TEXT].valid.tolist() == [True, False]


def test_a_stopped_extraction_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extraction, "_SHARD", 2)
    stop, letters = threading.Event(), Letters()
    records = _records("a", "b", "c", "d", "e")
    factories = {SPEC.name: lambda: letters}
    with pytest.raises(CancelledError):
        for event in extract(records, CONTRACT, factories, tmp_path, stop):
            if isinstance(event, ExtractionProgress) and event.done == 2:
                stop.set()
    assert len(load(records, CONTRACT, tmp_path)) == 2

    stop.clear()
    letters.seen.clear()
    list(extract(records, CONTRACT, factories, tmp_path, stop))
    assert letters.seen == ["c", "d", "e"]
    assert len(load(records, CONTRACT, tmp_path)) == 5


def test_a_damaged_shard_is_computed_again(tmp_path: Path) -> None:
    _run(tmp_path, _records("ab"), Letters())
    (shard,) = tmp_path.rglob("*.safetensors")
    shard.write_bytes(shard.read_bytes()[:40])
    letters = Letters()
    _run(tmp_path, _records("ab"), letters)
    assert letters.seen == ["ab"]
    assert len(load(_records("ab"), CONTRACT, tmp_path)) == 1


def test_a_changed_file_has_another_key(tmp_path: Path) -> None:
    sound = tmp_path / "a.opus"
    record = Record("s", "a", "g", Split.TRAIN, Labels(), audio=sound)
    sound.write_bytes(b"first")
    before = extraction.Fingerprints().key(record, Modality.AUDIO)
    sound.write_bytes(b"second")
    assert extraction.Fingerprints().key(record, Modality.AUDIO) != before


def test_the_extractor_that_the_contract_names_is_used(tmp_path: Path) -> None:
    other = Letters()
    factories = {"numbers": lambda: other, SPEC.name: Letters}
    list(extract(_records("ab"), CONTRACT, factories, tmp_path))
    assert other.seen == []
    assert len(load(_records("ab"), CONTRACT, tmp_path)) == 1


def test_exact_numbers_survive_to_the_bit(tmp_path: Path) -> None:
    exact = ExtractorSpec("ids", 1, 1, None, exact=True)
    ids = np.array([[30521.0], [2049.0], [70001.0]], dtype=np.float32)
    track = FeatureTrack(ids, np.arange(3.0), np.ones(3, np.bool_))
    TrackCache(tmp_path, "s", Modality.TEXT, exact).put({"k": track})
    found = TrackCache(tmp_path, "s", Modality.TEXT, exact).get(["k"])["k"]
    np.testing.assert_array_equal(found.values, ids)
    inexact = ExtractorSpec("ids", 1, 1, None)
    assert "k" not in TrackCache(tmp_path, "s", Modality.TEXT, inexact)


def test_numbers_survive_to_half_precision(tmp_path: Path) -> None:
    cache = TrackCache(tmp_path, "s", Modality.TEXT, SPEC)
    values = np.random.default_rng(0).normal(0, 3, (7, 2)).astype(np.float32)
    times = np.linspace(100.0, 3000.0, 7)
    cache.put({"k": FeatureTrack(values, times, np.ones(7, np.bool_))})
    found = TrackCache(tmp_path, "s", Modality.TEXT, SPEC).get(["k", "other"])["k"]
    np.testing.assert_allclose(found.values, values, rtol=1e-3, atol=1e-4)
    np.testing.assert_array_equal(found.times_s, times)
    assert found.values.dtype == np.float32


def test_numbers_may_lie_in_memory_either_way(tmp_path: Path) -> None:
    values = np.asfortranarray(np.arange(6, dtype=np.float32).reshape(3, 2))
    cache = TrackCache(tmp_path, "letters", Modality.TEXT, SPEC)
    cache.put({"abc": FeatureTrack(values, np.arange(3.0), np.ones(3, np.bool_))})
    np.testing.assert_array_equal(cache.get(["abc"])["abc"].values, values)
