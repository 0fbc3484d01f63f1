"""JSON, CSV and Parquet hold every number and mark what is absent."""

from __future__ import annotations

import csv
import dataclasses
import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from hypothesis import HealthCheck, given, settings

from engine.sessions import EXPORTERS, export_csv, export_json
from engine.sessions.exports.wording import printable
from engine.types import Analysis, Stage
from tests.helpers.analysis_results import results
from tests.helpers.exported import analyses, analysis_of, odd_analysis
from tests.helpers.results import analysis, utterance_result

FEW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def document_of(found: Analysis, path: Path) -> Any:
    export_json(found, path)
    return json.loads(path.read_text(encoding="utf-8"))


def numbers(value: object) -> Iterator[float]:
    """Every number in a tree of dataclasses, or of JSON."""
    if isinstance(value, bool | str | Enum | Path | None):
        return
    if isinstance(value, int | float):
        yield float(value)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from numbers(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from numbers(inner)
    else:
        assert isinstance(value, list | tuple), type(value)
        for inner in value:
            yield from numbers(inner)


def test_json_holds_every_number_of_the_analysis(tmp_path: Path) -> None:
    found = dataclasses.replace(analysis_of(results(8)), stage_seconds={Stage.PREDICT: 1.0 / 3})
    document = document_of(found, tmp_path / "talk.json")
    document.pop("format_version")
    wanted = Counter(numbers(found))
    assert len(wanted) > 500
    assert Counter(numbers(document)) == wanted


def test_json_holds_predictions_contributions_and_provenance(tmp_path: Path) -> None:
    document = document_of(analysis(), tmp_path / "talk.json")
    first = document["utterances"][0]
    assert first["text"] == "don't forget a jacket"
    assert first["prediction"]["sentiment"] == 0.6
    assert first["contributions"]["text"]["shapley_sentiment"] == 0.75
    assert "vision" not in first["contributions"]
    assert first["absent"] == {"vision": "no face in view"}
    assert document["provenance"]["asr_model"] == "base.en"


def test_json_holds_every_subset_from_none_to_all(tmp_path: Path) -> None:
    found = analysis_of(results(1))
    [said] = document_of(found, tmp_path / "talk.json")["utterances"]
    subsets = [tuple(each["modalities"]) for each in said["coalitions"]]
    assert subsets[0] == ()
    assert subsets[1:4] == [("text",), ("audio",), ("vision",)]
    assert subsets[-1] == ("text", "audio", "vision")
    assert len(set(subsets)) == 8
    for each in said["coalitions"]:
        kept = found.results[0].coalitions[frozenset(each["modalities"])]
        assert each["sentiment"] == kept.sentiment
        assert each["emotions"] == {str(k): v for k, v in kept.emotions.items()}
    assert said["agreement"] == {"overall": "agree", "sentiment": "agree", "emotion": "unclear"}


def test_csv_has_a_row_an_utterance_and_empty_cells_for_what_is_absent(tmp_path: Path) -> None:
    target = tmp_path / "talk.csv"
    export_csv(analysis(count=3), target)
    rows = rows_of(target)
    assert len(rows) == 3
    assert float(rows[0]["text_shapley_sentiment"]) == 0.75
    assert rows[0]["vision_shapley_sentiment"] == ""
    assert rows[0]["vision_absent_because"] == "no face in view"
    assert rows[0]["agreement"] == rows[0]["sentiment_low"] == ""


def test_doubt_and_agreement_are_exported_and_empty_where_they_were_not_asked_for(
    tmp_path: Path,
) -> None:
    doubted = results(3)
    whole = analysis_of((*doubted, utterance_result()))
    export_csv(whole, tmp_path / "talk.csv")
    rows = rows_of(tmp_path / "talk.csv")
    assert [row["emotion_uncertain"] for row in rows] == ["0", "0", "1", ""]
    assert [row["sentiment_uncertain"] for row in rows] == ["0", "0", "1", ""]
    assert [row["agreement"] for row in rows] == ["agree", "conflict", "agree", ""]
    assert [row["agreement_emotion"] for row in rows] == ["unclear", "unclear", "unclear", ""]
    assert doubted[0].uncertainty is not None
    low, high = doubted[0].uncertainty.sentiment_interval
    assert (float(rows[0]["sentiment_low"]), float(rows[0]["sentiment_high"])) == (low, high)
    document = document_of(whole, tmp_path / "talk.json")
    assert document["utterances"][2]["uncertainty"]["emotion_uncertain"] is True
    assert document["utterances"][3]["uncertainty"] is None
    assert document["utterances"][3]["agreement"] is None


@FEW
@given(analyses())
def test_texts_and_times_come_back_exactly(tmp_path: Path, found: Analysis) -> None:
    export_csv(found, tmp_path / "talk.csv")
    EXPORTERS["parquet"].write(found, tmp_path / "talk.parquet")
    document = document_of(found, tmp_path / "talk.json")
    spoken = [result.utterance for result in found.results]
    said = [(u.start_s, u.end_s, u.text) for u in spoken]
    assert [(u["start_s"], u["end_s"], u["text"]) for u in document["utterances"]] == said
    rows = rows_of(tmp_path / "talk.csv")
    assert [(float(r["start_s"]), float(r["end_s"]), r["text"]) for r in rows] == said
    table = pq.read_table(tmp_path / "talk.parquet").to_pylist()
    clean = [(start, end, printable(text)) for start, end, text in said]
    assert [(r["start_s"], r["end_s"], r["text"]) for r in table] == clean


def test_parquet_is_the_table_of_csv_with_types_and_units(tmp_path: Path) -> None:
    found = odd_analysis()
    export_csv(found, tmp_path / "talk.csv")
    EXPORTERS["parquet"].write(found, tmp_path / "talk.parquet")
    table = pq.read_table(tmp_path / "talk.parquet")
    rows = rows_of(tmp_path / "talk.csv")
    assert table.schema.names == list(rows[0])
    for cells, row in zip(table.to_pylist(), rows, strict=True):
        for name, cell in cells.items():
            if cell is None:
                assert row[name] == ""
            elif isinstance(cell, str):
                assert cell == printable(row[name])
            else:
                assert math.isclose(float(cell), float(row[name]), rel_tol=0, abs_tol=0)
    kinds = {name: str(table.schema.field(name).type) for name in table.schema.names}
    assert kinds["index"] == "int64"
    assert kinds["sentiment"] == "double"
    assert kinds["sentiment_uncertain"] == "bool"
    assert kinds["text"] == "string"
    units = {name: (table.schema.field(name).metadata or {}).get(b"unit") for name in kinds}
    assert units["text_rate_nats"] == b"nats"
    assert units["start_s"] == b"seconds of the medium's clock"
    assert units["p_happy"] == b"probability"
    assert json.loads(table.schema.metadata[b"mibscope"])["asr_model"] == "base.en"


def test_a_name_that_is_no_text_survives_in_json(tmp_path: Path) -> None:
    strange = Path("talk\udcff.mp4")  # how Python holds a byte of a name that is no UTF-8
    document = document_of(analysis(strange), tmp_path / "talk.json")
    assert document["media"]["path"] == str(strange)
