"""``mibscope labels``: into a project and out of it, agreement, and what to label next."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.cli import run_cli
from engine.sessions.project import Project
from tests.helpers.project import analysed

LINES = (
    "index,rater,sentiment,emotions",
    "0,Ada,1.5,happy",
    "0,Bo,1.0,happy",
    "1,Ada,-2,sad",
    "1,Bo,-2,none",
    "2,Ada,0,neutral",
    "2,Bo,0.5,neutral",
)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A project with one recording of five utterances, closed."""
    film = tmp_path / "talk.mp4"
    film.write_bytes(b"not a film, but a file" * 1000)
    with Project.create(tmp_path / "study.mibscope") as project:
        analysed(project, film)
    return project.path


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "labels.csv"
    path.write_text("\n".join(LINES), encoding="utf-8")
    return path


def test_labels_go_in_and_come_out_the_same(
    study: Path, table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table.write_text("\n".join([*LINES, "3,Ada,9,", "17,Ada,1,"]), encoding="utf-8")
    assert run_cli(["labels", "import", str(study), str(table)]) == 0
    out, err = capsys.readouterr()
    assert "6 labels imported, 2 left out." in out
    assert "labels.csv, line 8: the sentiment 9 is not in −3 to 3." in err
    assert "labels.csv, line 9: there is no utterance 17 among 5." in err
    written = tmp_path / "out" / "all.csv"
    assert run_cli(["labels", "export", str(study), str(written)]) == 0
    with Project.open(study) as project:
        before = project.labels.of_media(1)
        project.journal.undo()
        assert project.labels.of_media(1) == ()
    assert run_cli(["labels", "import", str(study), str(written)]) == 0
    with Project.open(study) as project:
        after = project.labels.of_media(1)
    said = [(e.start_s, e.end_s, e.rater, e.sentiment, e.emotions) for e in before]
    assert [(e.start_s, e.end_s, e.rater, e.sentiment, e.emotions) for e in after] == said
    assert len(said) == 6


def test_columns_can_be_named(study: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("Nr;Wert\n0;1,5\n", encoding="utf-8")
    roles = ["--column", "index=Nr", "--column", "sentiment=Wert", "--rater", "Ada"]
    assert run_cli(["labels", "import", str(study), str(path), *roles]) == 0
    with Project.open(study) as project:
        assert [each.sentiment for each in project.labels.of_media(1)] == [1.5]
    assert run_cli(["labels", "import", str(study), str(path), "--column", "Nr"]) == 2


def test_nothing_imported_is_a_failure(study: Path, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("index,rater,sentiment\n0,Ada,7\n", encoding="utf-8")
    assert run_cli(["labels", "import", str(study), str(path)]) == 10
    with Project.open(study) as project:
        assert project.journal.undoable is None


def test_agreement_of_two_raters_is_shown(
    study: Path, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_cli(["labels", "agreement", str(study)]) == 10
    assert "Agreement needs two raters; nobody has labelled" in capsys.readouterr().err
    run_cli(["labels", "import", str(study), str(table)])
    assert run_cli(["labels", "agreement", str(study)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "Raters: Ada, Bo" in lines
    rows = {line.split()[0]: line.split()[1:] for line in lines if line.strip()}
    # Observed (0.25 + 0 + 0.25) / 3, expected 136 / 30 by all pairs of the six values.
    assert rows["sentiment"][:2] == ["3", f"{1 - (0.5 / 3) / (136 / 30):.2f}"]
    assert len(rows["sentiment"]) == 4
    assert rows["happy"] == ["3", "1.00", "1.00"]
    assert rows["sad"] == ["3", "0.00", "0.00"]
    assert rows["fear"] == ["3", "–", "–"]


def test_what_to_label_next_leaves_out_what_is_labelled(
    study: Path, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_cli(["labels", "next", str(study)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 5
    run_cli(["labels", "import", str(study), str(table)])
    capsys.readouterr()
    assert run_cli(["labels", "next", str(study), "--rater", "Ada", "--count", "1"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.split()[0] in {"3", "4"}
    assert "uncertain" in line
    assert run_cli(["labels", "next", str(study), "--rater", "Cy"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 5
