"""The report as page and as PDF: what it says, that it needs nothing else, that it suits print."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import matplotlib
import numpy as np
import pypdf
import pytest

from engine.errors import CancelledError
from engine.sessions import EXPORTERS
from engine.sessions.exports import fonts
from engine.sessions.exports.report import text
from engine.sessions.exports.report.plots import plots
from engine.sessions.exports.report.steps import times, values
from engine.sessions.exports.report.summary import summarise
from engine.sessions.exports.report.thinning import thinned, together
from engine.sessions.exports.wording import one_line, signed, spoken
from engine.types import Analysis, Emotion, Modality
from tests.helpers.analysis_results import results
from tests.helpers.exported import ODD_TEXTS, analysis_of, odd_analysis, saying
from tests.helpers.pages import Page, opened
from tests.helpers.results import analysis as plain_analysis

PLOTS = ("distribution", "sentiment", "emotions", "shares", "rates")


def page_of(found: Analysis, folder: Path) -> tuple[str, Page]:
    """The page after the checks that it is well formed and asks the network for nothing."""
    path = folder / "talk.html"
    EXPORTERS["html"].write(found, path)
    content = path.read_text("utf-8")
    # The one mention of the protocol is the attribute that forbids its use.
    return content, opened(content.replace("http-equiv", ""))


def pdf_of(found: Analysis, folder: Path) -> pypdf.PdfReader:
    path = folder / "talk.pdf"
    EXPORTERS["pdf"].write(found, path)
    return pypdf.PdfReader(path)


def plain(reader: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


# --------------------------------------------------------------------------- numbers


def test_the_summary_weighs_by_time() -> None:
    first, second, third = results(3)
    long = dataclasses.replace(
        second, utterance=dataclasses.replace(second.utterance, end_s=second.utterance.start_s + 9)
    )
    summary = summarise(analysis_of((first, long, third)))
    assert summary.analysed_s == pytest.approx(15)
    seconds = ((first, 3), (long, 9), (third, 3))
    for emotion in Emotion:
        wanted = sum(s * r.prediction.emotions[emotion] for r, s in seconds) / 15
        assert summary.emotions[emotion] == pytest.approx(wanted)
    assert summary.sentiment_uncertain_share == pytest.approx(3 / 15)
    certain = [(r, s) for r, s in seconds if not r.sentiment_uncertain]
    positive = sum(s for r, s in certain if r.prediction.sentiment > 0) / 15
    assert summary.positive_share == pytest.approx(positive)
    assert summary.positive_share + (summary.negative_share or 0) == pytest.approx(12 / 15)
    assert summary.conflicts == 1
    assert summary.sharpest_conflicts == (long,)


def test_of_many_conflicts_the_sharpest_are_listed_in_order_of_time() -> None:
    analysis = analysis_of(results(200))
    summary = summarise(analysis)
    listed = summary.sharpest_conflicts
    assert (summary.conflicts, len(listed)) == (50, 20)
    assert list(listed) == sorted(listed, key=lambda each: each.utterance.start_s)
    title = next(name for name in text.strongest(analysis, summary) if "conflict" in name)
    assert title.endswith("the sharpest 20 of 50")


def test_the_strongest_moments_are_certain_and_in_order() -> None:
    summary = summarise(analysis_of(results(30)))
    for moments, sign in ((summary.most_positive, 1), (summary.most_negative, -1)):
        strengths = [sign * moment.prediction.sentiment for moment in moments]
        assert len(moments) == 5
        assert strengths == sorted(strengths, reverse=True)
        assert min(strengths) > 0
        assert not any(moment.sentiment_uncertain for moment in moments)


def test_a_modality_that_was_always_absent_says_why() -> None:
    found = plain_analysis()
    lines = text.modality_lines(summarise(found))
    assert lines["Face"] == "absent throughout (no face in view)."
    assert "takes part 100 % of the time" in lines["Words"]


def test_lines_are_level_within_an_utterance_and_cut_between() -> None:
    found = results(2)
    at = times(found)
    line = values(found, lambda result: result.prediction.sentiment)
    for index, result in enumerate(found):
        part = slice(3 * index, 3 * index + 2)
        assert at[part].tolist() == [result.utterance.start_s, result.utterance.end_s]
        assert line[part].tolist() == [result.prediction.sentiment] * 2
    assert [index for index, value in enumerate(line) if np.isnan(value)] == [2, 5]


def test_many_utterances_are_drawn_as_means_that_still_add_up() -> None:
    found = results(500)
    steps = thinned(found)
    assert together(500) == 5
    assert len(steps) == 100
    assert thinned(found[:120]) == found[:120]
    for step, group in zip(steps, (found[at : at + 5] for at in range(0, 500, 5)), strict=True):
        assert step.utterance.start_s == group[0].utterance.start_s
        assert step.utterance.end_s == group[-1].utterance.end_s
        mean = sum(each.prediction.sentiment for each in group) / 5
        assert step.prediction.sentiment == pytest.approx(mean)
        assert sum(step.prediction.emotions.values()) == pytest.approx(1)
        shares = [c.shapley_sentiment for each in group for c in each.contributions.values()]
        merged = [c.shapley_sentiment for c in step.contributions.values()]
        assert sum(merged) == pytest.approx(sum(shares) / 5)
        vague = sum(each.sentiment_uncertain for each in group)
        assert step.sentiment_uncertain is (vague > 2)


# --------------------------------------------------------------------------- page


def test_the_page_has_all_parts(tmp_path: Path) -> None:
    found = analysis_of(results(12))
    content, page = page_of(found, tmp_path)
    assert page.seen.count("svg") == len(PLOTS)
    assert [plot.name for plot in plots(found)] == list(PLOTS)
    for said in (
        *text.LIMITS,
        "does not know what a person feels",
        "Article 5(1)(f)",
        "Most positive",
        "Most negative",
        "in conflict",
        "c-mib-default",
        "base.en",
        "no GPU was found",
        "uncertain",
    ):
        assert said in content
    assert "@media print" in content
    assert "default-src 'none'" in content


def test_the_table_has_every_utterance_with_its_numbers(tmp_path: Path) -> None:
    found = analysis_of(results(12))
    _, page = page_of(found, tmp_path)
    head, *rows = page.tables[-1]
    assert tuple(head) == text.HEAD
    assert len(rows) == 12
    for row, result in zip(rows, found.results, strict=True):
        assert row[1] == spoken(result)
        assert row[2].rstrip("?") == signed(result.prediction.sentiment)
        assert row[2].endswith("?") is result.sentiment_uncertain
        for cell, modality in zip(row[5:8], Modality, strict=True):
            contribution = result.contributions.get(modality)
            wanted = "–" if contribution is None else signed(contribution.shapley_sentiment)
            assert cell.split(" ")[0] == wanted


def test_what_was_said_cannot_become_part_of_the_page(tmp_path: Path) -> None:
    found = odd_analysis()
    strange = dataclasses.replace(found, warnings=("<img src=x onerror=alert(1)>",))
    media = dataclasses.replace(found.media, path=Path("<b>\u202e\x00 talk&.mp4"))
    _, page = page_of(dataclasses.replace(strange, media=media), tmp_path)
    cells = [row[1] for row in page.tables[-1][1:]]
    wanted = [one_line(said) for said in ODD_TEXTS]
    assert cells[:-1] == wanted[:-1]
    assert cells[-1] == "(no speech)"
    assert "b" not in page.seen[page.seen.index("body") :][:3]


@pytest.mark.parametrize("count", [0, 1])
def test_little_or_nothing_is_a_page_and_a_pdf_too(tmp_path: Path, count: int) -> None:
    found = dataclasses.replace(analysis_of(results(count)), complete=False)
    content, page = page_of(found, tmp_path)
    assert "stopped before its end" in content
    assert page.seen.count("svg") == (len(PLOTS) if count else 0)
    assert "stopped before its end" in plain(pdf_of(found, tmp_path))


def test_without_uncertainty_and_agreement_nothing_is_claimed_of_them(tmp_path: Path) -> None:
    content, page = page_of(plain_analysis(), tmp_path)
    tiles = content[content.index('class="tiles"') : content.index("<dl>")]
    assert "uncertain" not in tiles
    assert "conflict" not in tiles
    assert [row[-1] for row in page.tables[-1][1:]] == ["", ""]


# --------------------------------------------------------------------------- PDF


def test_the_pdf_says_the_same_on_numbered_pages(tmp_path: Path) -> None:
    found = analysis_of(results(12))
    reader = pdf_of(found, tmp_path)
    said = plain(reader)
    for wanted in (*text.LIMITS, "c-mib-default", "Most positive", "I would not watch it again"):
        assert " ".join(wanted.split()) in said
    count = len(reader.pages)
    assert count > 2
    for number, page in enumerate(reader.pages, start=1):
        assert f"{number} / {count}" in page.extract_text()
    assert sum(len(page.images) for page in reader.pages) == len(PLOTS)
    for plot in plots(found):
        assert plot.title in said


def test_a_long_table_repeats_its_head(tmp_path: Path) -> None:
    reader = pdf_of(analysis_of(results(150)), tmp_path)
    texts = [page.extract_text() for page in reader.pages]
    full = [each for each in texts if each.count("conflict") + each.count("agree") > 20]
    assert len(full) > 3
    assert all("agreement" in each for each in full)


def test_a_long_pdf_is_cancelled_in_the_middle_of_its_table(tmp_path: Path) -> None:
    heard: list[float] = []

    class Later:
        def is_set(self) -> bool:
            return bool(heard) and heard[-1] > 0.6

    with pytest.raises(CancelledError):
        EXPORTERS["pdf"].write(
            analysis_of(results(400)), tmp_path / "talk.pdf", heard.append, Later()
        )
    assert heard[-1] < 0.9
    assert list(tmp_path.iterdir()) == []


def test_letters_of_many_scripts_are_in_the_pdf(tmp_path: Path) -> None:
    found = analysis_of([saying(results(1)[0], "naïve Ελλάδα привет שלום")])
    said = plain(pdf_of(found, tmp_path))
    assert "naïve" in said
    assert "Ελλάδα" in said
    assert "привет" in said


def test_a_letter_that_no_font_has_is_a_visible_box() -> None:
    assert fonts.shown("a 你\nb", [fonts.deja_vu()]) == "a □\nb"


def test_other_fonts_of_the_machine_fill_the_gaps(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    serif, symbols = folder / "DejaVuSerif.ttf", folder / "STIXGeneral.ttf"
    missing = min(fonts.characters_of(symbols) - fonts.characters_of(fonts.deja_vu()))
    monkeypatch.setattr(fonts, "_machine_fonts", lambda: (serif, symbols))
    assert fonts.fallback_fonts(f"abc {chr(missing)}") == (symbols,)
    assert fonts.fallback_fonts("abc") == ()
    assert fonts.best_font(chr(missing)) == symbols
    assert fonts.best_font("é") == fonts.deja_vu()
    assert fonts.fallback_fonts("\U0010fffd") == ()
