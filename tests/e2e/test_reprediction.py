"""Edited utterances predicted anew by the real models."""

import pytest

from engine.errors import CheckpointError
from engine.pipelines.analysis import Analyzer
from engine.sessions.editing import draft, retold
from engine.types import AnalysisSettings, Modality, ModelsReady, UtteranceAnalysed
from tests.helpers.media import write_clip

pytestmark = pytest.mark.models
SETTINGS = AnalysisSettings()


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer()


@pytest.fixture(scope="module")
def analysed(
    analyzer: Analyzer, tmp_path_factory: pytest.TempPathFactory
) -> tuple[UtteranceAnalysed, str]:
    """An utterance with words, and the checkpoint's hash."""
    clip = write_clip(tmp_path_factory.mktemp("talk") / "talk.mp4", seconds=4.0, audio="speech")
    events = list(analyzer.analyze(clip, SETTINGS))
    (ready,) = (event for event in events if isinstance(event, ModelsReady))
    spoken = [e for e in events if isinstance(e, UtteranceAnalysed) and e.result.utterance.words]
    return spoken[0], ready.provenance.checkpoint_sha256


def test_the_same_words_give_the_same_numbers(
    analyzer: Analyzer, analysed: tuple[UtteranceAnalysed, str]
) -> None:
    before, sha256 = analysed
    same = draft(before.result.utterance, before.result, before.tracks)
    (after,) = analyzer.repredict(SETTINGS, sha256, [same])
    assert set(after.tracks) == set(before.tracks)
    one, other = before.result.prediction, after.result.prediction
    assert other.sentiment == pytest.approx(one.sentiment, abs=1e-5)
    assert other.emotions == pytest.approx(dict(one.emotions), abs=1e-5)


def test_other_words_change_what_words_say_and_nothing_else(
    analyzer: Analyzer, analysed: tuple[UtteranceAnalysed, str]
) -> None:
    before, sha256 = analysed
    said = [
        draft(retold(before.result.utterance, text), before.result, before.tracks)
        for text in ("this is wonderful, I love it", "this is terrible, I hate it")
    ]
    good, bad = (each.result for each in analyzer.repredict(SETTINGS, sha256, said))
    text, audio = Modality.TEXT, Modality.AUDIO
    assert good.contributions[text].unimodal.sentiment > 1
    assert bad.contributions[text].unimodal.sentiment < -1
    assert good.contributions[audio].unimodal.sentiment == pytest.approx(
        before.result.contributions[audio].unimodal.sentiment, abs=1e-5
    )


def test_another_model_is_refused(
    analyzer: Analyzer, analysed: tuple[UtteranceAnalysed, str]
) -> None:
    before, _ = analysed
    same = draft(before.result.utterance, before.result, before.tracks)
    with pytest.raises(CheckpointError, match="another model"):
        analyzer.repredict(SETTINGS, "0" * 64, [same])
