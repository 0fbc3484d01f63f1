"""What every format promises: whole or not at all, and never over the recording itself."""

from __future__ import annotations

import errno
import os
import resource
import sys
import threading
from pathlib import Path

import pytest

from engine.errors import CancelledError, ExportError
from engine.sessions import EXPORTERS, AnalysisCollector, Exporter, export_json, exporter_for
from engine.types import Analysis, AnalysisSettings, MediaProbed, ModelsReady, UtteranceAnalysed
from tests.helpers import analysis_results as made
from tests.helpers.exported import odd_analysis
from tests.helpers.media import write_clip
from tests.helpers.results import analysis, utterance_result

FORMATS = pytest.mark.parametrize("exporter", EXPORTERS.values(), ids=EXPORTERS)


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_clip(tmp_path_factory.mktemp("media") / "talk.mp4", seconds=3, size=(160, 120))


@pytest.fixture
def found(recording: Path) -> Analysis:
    """Six utterances; the first falls into the recording, which the video format reads."""
    return made.analysis(recording)


def test_names_and_endings_are_unique() -> None:
    assert len({each.ending.lower() for each in EXPORTERS.values()}) == len(EXPORTERS)
    assert all(name == each.name for name, each in EXPORTERS.items())


@FORMATS
def test_an_ending_in_any_case_finds_its_format(exporter: Exporter) -> None:
    assert exporter_for(Path(f"some.thing.{exporter.ending.upper()}")) is exporter


def test_an_unknown_ending_is_refused_with_those_there_are() -> None:
    with pytest.raises(ExportError, match=r"\.TextGrid") as caught:
        exporter_for(Path("talk.docx"))
    assert "talk.docx" in caught.value.message


@FORMATS
def test_a_file_is_written_into_a_folder_that_was_missing(
    exporter: Exporter, found: Analysis, tmp_path: Path
) -> None:
    heard: list[float] = []
    target = tmp_path / "new" / "er" / exporter.file_name("talk")
    exporter.write(found, target, heard.append)
    assert [path.name for path in target.parent.iterdir()] == [target.name]
    assert target.stat().st_size > 100
    assert heard == sorted(heard)
    assert heard[-1] == 1.0


@FORMATS
def test_a_full_disk_at_the_end_gives_one_clear_error_and_keeps_the_older_file(
    exporter: Exporter, found: Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / exporter.file_name("talk")
    target.write_text("older", encoding="utf-8")

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match="No space left") as caught:
        exporter.write(found, target)
    assert str(target) in caught.value.message
    assert target.read_text(encoding="utf-8") == "older"
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


@pytest.mark.skipif(sys.platform == "win32", reason="limits of file sizes are POSIX")
@FORMATS
def test_a_disk_that_fills_up_on_the_way_gives_the_same(
    exporter: Exporter, found: Analysis, tmp_path: Path
) -> None:
    target = tmp_path / exporter.file_name("talk")
    exporter.write(found, target)  # loads what is loaded once, which may want to write caches
    target.write_text("older", encoding="utf-8")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, before[1]))
    try:
        with pytest.raises(ExportError) as caught:
            exporter.write(found, target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert str(target) in caught.value.message
    assert target.read_text(encoding="utf-8") == "older"
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


@FORMATS
def test_a_cancelled_export_leaves_the_older_file(
    exporter: Exporter, found: Analysis, tmp_path: Path
) -> None:
    target = tmp_path / exporter.file_name("talk")
    target.write_text("older", encoding="utf-8")
    asked = _AfterwardsSet(2)
    with pytest.raises(CancelledError):
        exporter.write(found, target, cancel=asked)
    assert asked.times >= 2
    assert target.read_text(encoding="utf-8") == "older"
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


class _AfterwardsSet:
    """A cancel that is set from the ``count``-th question on."""

    def __init__(self, count: int) -> None:
        self._count, self.times = count, 0

    def is_set(self) -> bool:
        self.times += 1
        return self.times >= self._count


@FORMATS
def test_the_recording_itself_is_never_overwritten(
    exporter: Exporter, found: Analysis, recording: Path
) -> None:
    before = recording.read_bytes()
    with pytest.raises(ExportError, match="is not overwritten"):
        exporter.write(found, recording.parent / "." / recording.name)
    assert recording.read_bytes() == before


@pytest.mark.parametrize(
    "exporter",
    [each for each in EXPORTERS.values() if each.name != "video"],
    ids=lambda each: each.name,
)
def test_nothing_that_was_said_breaks_a_format(exporter: Exporter, tmp_path: Path) -> None:
    target = tmp_path / exporter.file_name("talk")
    exporter.write(odd_analysis(), target)
    assert target.stat().st_size > 500


def test_a_name_of_full_length_is_written(tmp_path: Path) -> None:
    target = tmp_path / f"{'ä' * 120}.json"
    export_json(analysis(), target)
    assert target.is_file()


def test_a_folder_in_the_way_gives_an_export_error(tmp_path: Path) -> None:
    target = tmp_path / "talk.json"
    target.mkdir()
    with pytest.raises(ExportError):
        export_json(analysis(), target)
    assert [path.name for path in tmp_path.iterdir()] == ["talk.json"]


def test_a_cancel_before_the_start_touches_nothing(tmp_path: Path) -> None:
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(CancelledError):
        EXPORTERS["json"].write(analysis(), tmp_path / "new" / "talk.json", cancel=cancel)
    assert list(tmp_path.iterdir()) == []


def test_the_collector_keeps_what_came_before_an_interruption() -> None:
    whole = analysis()
    collector = AnalysisCollector(AnalysisSettings())
    assert collector.analysis(complete=False) is None
    collector.add(MediaProbed(whole.media))
    collector.add(ModelsReady(whole.provenance))
    collector.add(UtteranceAnalysed(utterance_result(0)))
    partial = collector.analysis(complete=False)
    assert partial is not None
    assert not partial.complete
    assert len(partial.results) == 1
