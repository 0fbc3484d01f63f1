"""Exported files hold every number, mark what is absent, and are written whole or not at all."""

from __future__ import annotations

import csv
import dataclasses
import errno
import json
import os
from pathlib import Path

import pytest

from engine.errors import ExportError
from engine.sessions import EXPORTERS, AnalysisCollector, export_csv, export_json
from engine.types import AnalysisSettings, MediaProbed, ModelsReady, UtteranceAnalysed
from tests.helpers.analysis_results import results
from tests.helpers.results import analysis, utterance_result


def test_json_holds_predictions_contributions_and_provenance(tmp_path: Path) -> None:
    target = tmp_path / "talk.json"
    export_json(analysis(), target)
    document = json.loads(target.read_text(encoding="utf-8"))
    first = document["utterances"][0]
    assert first["text"] == "don't forget a jacket"
    assert first["prediction"]["sentiment"] == 0.6
    assert first["contributions"]["text"]["shapley_sentiment"] == 0.75
    assert "vision" not in first["contributions"]
    assert first["absent"] == {"vision": "no face in view"}
    assert document["provenance"]["asr_model"] == "base.en"


def test_csv_has_a_row_an_utterance_and_empty_cells_for_what_is_absent(tmp_path: Path) -> None:
    target = tmp_path / "talk.csv"
    export_csv(analysis(count=3), target)
    with target.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 3
    assert float(rows[0]["text_shapley_sentiment"]) == 0.75
    assert rows[0]["vision_shapley_sentiment"] == ""
    assert rows[0]["vision_absent_because"] == "no face in view"


@pytest.mark.parametrize("ending", sorted(EXPORTERS))
def test_a_full_disk_gives_one_clear_error_and_keeps_the_older_file(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / f"talk.{ending}"
    target.write_text("older", encoding="utf-8")

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match="No space left") as caught:
        EXPORTERS[ending](analysis(), target)
    assert str(target) in caught.value.message
    assert target.read_text(encoding="utf-8") == "older"
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_a_folder_in_the_way_gives_an_export_error(tmp_path: Path) -> None:
    target = tmp_path / "talk.json"
    target.mkdir()
    with pytest.raises(ExportError):
        export_json(analysis(), target)
    assert [path.name for path in tmp_path.iterdir()] == ["talk.json"]


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


def test_doubt_is_exported_with_its_range_and_is_empty_where_it_was_not_asked_for(
    tmp_path: Path,
) -> None:
    doubted = results(3)
    whole = dataclasses.replace(analysis(), results=(*doubted, utterance_result()))
    export_csv(whole, tmp_path / "talk.csv")
    export_json(whole, tmp_path / "talk.json")
    with (tmp_path / "talk.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["emotion_uncertain"] for row in rows] == ["0", "0", "1", ""]
    assert [row["sentiment_uncertain"] for row in rows] == ["0", "0", "1", ""]
    assert doubted[0].uncertainty is not None
    low, high = doubted[0].uncertainty.sentiment_interval
    assert (float(rows[0]["sentiment_low"]), float(rows[0]["sentiment_high"])) == (low, high)
    document = json.loads((tmp_path / "talk.json").read_text(encoding="utf-8"))
    assert document["utterances"][2]["uncertainty"]["emotion_uncertain"] is True
    assert document["utterances"][3]["uncertainty"] is None
