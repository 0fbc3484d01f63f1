"""ELAN and Praat files: valid, with the same spans, read by other eyes than wrote them."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
import xmlschema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from praatio import textgrid

from engine.sessions import EXPORTERS
from engine.sessions.exports.spans import Span, Tier, in_order, tiers
from engine.types import Analysis, Modality
from tests.helpers.analysis_results import analysis as made_analysis
from tests.helpers.analysis_results import results
from tests.helpers.exported import EAF_SCHEMA, analyses, analysis_of, odd_analysis

FEW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
_TOLERANCE_S = 0.001
Found = dict[str, list[tuple[float, float, str]]]


@cache
def eaf_schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(str(EAF_SCHEMA), allow="sandbox")


def elan_tiers(found: Analysis, folder: Path) -> Found:
    """Valid by ELAN's schema, and read with nothing but an XML parser."""
    path = folder / "talk.eaf"
    EXPORTERS["elan"].write(found, path)
    eaf_schema().validate(str(path))
    root = ET.parse(path).getroot()
    slots = {s.get("TIME_SLOT_ID"): int(s.get("TIME_VALUE", "")) for s in root.iter("TIME_SLOT")}
    return {
        tier.get("TIER_ID", ""): [
            (
                slots[each.get("TIME_SLOT_REF1")] / 1000,
                slots[each.get("TIME_SLOT_REF2")] / 1000,
                each.findtext("ANNOTATION_VALUE") or "",
            )
            for each in tier.iter("ALIGNABLE_ANNOTATION")
        ]
        for tier in root.iter("TIER")
    }


def praat_tiers(found: Analysis, folder: Path) -> Found:
    path = folder / "talk.TextGrid"
    EXPORTERS["textgrid"].write(found, path)
    grid = textgrid.openTextgrid(str(path), includeEmptyIntervals=False)
    return {
        tier.name: [(each.start, each.end, each.label) for each in tier.entries]
        for tier in grid.tiers
    }


def spans_of(tier: Tier) -> list[tuple[float, float, str]]:
    return [(span.start_s, span.end_s, span.label) for span in tier.spans]


def test_there_is_a_tier_for_each_measure() -> None:
    found = {tier.name: tier.spans for tier in tiers(analysis_of(results(8)))}
    named = ["words", "utterances", "sentiment", "interval (80 %)", "uncertain", "top emotion"]
    per_modality = [f"{m} {what}" for what in ("share", "rate (nats)", "alone") for m in Modality]
    assert set(found) == {
        *named,
        *per_modality,
        "top emotion probability",
        "agreement",
        "person",
        "note",
    }
    assert {span.label for span in found["uncertain"]} == {"sentiment, emotion"}
    assert len(found["uncertain"]) == 2
    assert len(found["text share"]) == 7  # one is silent
    assert len(found["sentiment"]) == 8
    assert "conflict" in {span.label for span in found["agreement"]}


def test_labels_are_the_numbers_of_the_results() -> None:
    whole = results(8)
    found = {tier.name: tier.spans for tier in tiers(analysis_of(whole))}
    for result, sentiment, interval in zip(
        whole, found["sentiment"], found["interval (80 %)"], strict=True
    ):
        assert result.uncertainty is not None
        assert float(sentiment.label) == pytest.approx(result.prediction.sentiment, abs=5.1e-5)
        low, high = map(float, interval.label.split())
        assert (low, high) == pytest.approx(result.uncertainty.sentiment_interval, abs=5.1e-5)
    heard = [r.contributions[Modality.AUDIO] for r in whole if Modality.AUDIO in r.contributions]
    for title, values in {
        "audio share": [each.shapley_sentiment for each in heard],
        "audio rate (nats)": [each.rate_nats for each in heard],
        "audio alone": [each.unimodal.sentiment for each in heard],
    }.items():
        labels = [float(span.label) for span in found[title]]
        assert labels == pytest.approx(values, abs=5.1e-5)


def test_elan_and_praat_hold_the_same_tiers(tmp_path: Path) -> None:
    found = odd_analysis()
    wanted = {tier.name: spans_of(tier) for tier in tiers(found)}
    for read in (elan_tiers(found, tmp_path), praat_tiers(found, tmp_path)):
        assert list(read) == list(wanted)
        for name, spans in wanted.items():
            assert [label for _, _, label in read[name]] == [label for _, _, label in spans]
            for (start, end, _), (wanted_start, wanted_end, _) in zip(
                read[name], spans, strict=True
            ):
                assert start == pytest.approx(wanted_start, abs=1e-9)
                assert end == pytest.approx(wanted_end, abs=1e-9)


def test_times_are_those_of_utterances_and_words_within_a_millisecond(tmp_path: Path) -> None:
    found = analysis_of(results(6))
    words = [word for result in found.results for word in result.utterance.words]
    for read in (elan_tiers(found, tmp_path), praat_tiers(found, tmp_path)):
        for (start, end, label), word in zip(read["words"], words, strict=True):
            assert (start, end) == pytest.approx((word.start_s, word.end_s), abs=_TOLERANCE_S)
            assert label == word.text
        for (start, end, _), result in zip(read["sentiment"], found.results, strict=True):
            assert start == pytest.approx(result.utterance.start_s, abs=_TOLERANCE_S)
            assert end == pytest.approx(result.utterance.end_s, abs=_TOLERANCE_S)


def test_elan_finds_the_recording(tmp_path: Path) -> None:
    recording = tmp_path / "a talk & more – ü.mp4"
    for folder, relative in (("", "./"), ("results", "../")):
        path = tmp_path / folder / "talk.eaf"
        EXPORTERS["elan"].write(made_analysis(recording), path)
        [media] = ET.parse(path).getroot().iter("MEDIA_DESCRIPTOR")
        assert media.get("MEDIA_URL") == recording.as_uri()
        assert media.get("RELATIVE_MEDIA_URL") == f"{relative}{recording.name}"
        assert media.get("MIME_TYPE") == "video/mp4"


def test_the_schema_refuses_what_is_wrong(tmp_path: Path) -> None:
    """Or the validation above would prove nothing."""
    path = tmp_path / "talk.eaf"
    EXPORTERS["elan"].write(odd_analysis(), path)
    text = path.read_text("utf-8")
    for good, bad in (('TIME_UNITS="milliseconds"', 'TIME_UNITS="hours"'), ("TIER_ID=", "TIER=")):
        assert good in text
        path.write_text(text.replace(good, bad), "utf-8")
        assert not eaf_schema().is_valid(str(path))


@FEW
@given(analyses())
def test_any_texts_and_times_make_valid_files(tmp_path: Path, found: Analysis) -> None:
    wanted = {tier.name: spans_of(tier) for tier in tiers(found)}
    for read in (elan_tiers(found, tmp_path), praat_tiers(found, tmp_path)):
        for name, spans in wanted.items():
            assert [label for *_, label in read[name]] == [label for *_, label in spans]
            for got, want in zip(read[name], spans, strict=True):
                assert got[:2] == pytest.approx(want[:2], abs=1e-6)


@given(st.lists(st.tuples(st.floats(-1, 1e5), st.floats(0, 10))))
def test_spans_follow_each_other_whatever_comes_in(drawn: list[tuple[float, float]]) -> None:
    spans = in_order(Span(start, start + length, "") for start, length in drawn)
    assert len(spans) == len(drawn)
    assert all(span.start_s >= 0 and span.end_s > span.start_s for span in spans)
    assert all(one.end_s <= other.start_s for one, other in pairwise(spans))


def test_a_word_without_length_gets_a_millisecond() -> None:
    [first, second] = in_order([Span(1.0, 1.0, "a"), Span(1.0, 1.4, "b")])
    assert (first.start_s, first.end_s) == (1.0, 1.001)
    assert (second.start_s, second.end_s) == (1.001, 1.4)
