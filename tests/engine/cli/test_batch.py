"""``mibscope batch``, ``export`` and ``analyze --project``: what is found is in the project."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.cli import run_cli
from engine.cli.batch import default_project
from engine.runtime.cancel import NEVER, Cancel
from engine.sessions import EXPORTERS
from engine.sessions.project import MediaState, Project
from engine.types import AnalysisEvent, AnalysisSettings
from tests.helpers import analysis_results as made
from tests.helpers.command import scripted_analyzer
from tests.helpers.scripted_engine import ScriptedEngine, write_script

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def engine() -> Iterator[None]:
    with scripted_analyzer():
        yield


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Three recordings, one of them bad, one in a folder below."""
    folder = tmp_path / "study"
    (folder / "more").mkdir(parents=True)
    write_script(folder / "a.mp4", "utterances 2")
    write_script(folder / "b.mp4", "media-error")
    write_script(folder / "more" / "a.mp4", "utterances 5")
    return folder


def states(project: Path) -> dict[str, MediaState]:
    with Project.open(project) as opened:
        media = opened.media.all()
        return {each.path.relative_to(project.parent).as_posix(): each.state for each in media}


def counts(project: Path) -> list[int]:
    """Utterances of every analysis, in the order in which they were begun."""
    with Project.open(project) as opened:
        runs = [run.id for each in opened.media.all() for run in opened.runs.of(each.id)]
        return [opened.runs.count(run) for run in sorted(runs)]


def said(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    captured = capsys.readouterr()
    return captured.out, captured.err


# ---------------------------------------------------------------------- batch


def test_a_folder_becomes_a_project_beside_it(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_cli(["batch", str(study)]) == 1
    out, err = said(capsys)
    assert [line.rpartition(": ")[0] for line in out.splitlines()] == [
        f"[1/3] {study / 'a.mp4'} (0:07)",
        "[2/3] b.mp4",
        f"[3/3] {study / 'more' / 'a.mp4'} (0:17)",
    ]
    project = study.parent / "study.mibscope"
    assert f"Project {project}: 3 to analyse" in err
    assert "b.mp4 is no media." in err
    assert "1 failed: b.mp4." in err
    assert list(states(project).values()) == [MediaState.DONE, MediaState.FAILED, MediaState.DONE]
    with Project.open(project) as opened:
        first, bad, _ = opened.media.all()
        run = opened.runs.latest(first.id)
        assert run is not None
        kept = [each.result for each in opened.runs.utterances(run.id)]
        assert kept == list(made.results(2))
        assert "b.mp4 is no media." in bad.error


def test_the_same_command_goes_on_and_tries_again_only_if_asked(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = study.parent / "study.mibscope"
    run_cli(["batch", str(study)])
    write_script(study / "c.mp4", "utterances 3")
    said(capsys)
    assert run_cli(["batch", str(study)]) == 1
    out, err = said(capsys)
    assert out.startswith("[1/1] c.mp4 (0:10): 3 utterances")
    assert "1 to analyse, 2 done before" in err
    assert "Failed before: b.mp4" in err
    assert counts(project) == [2, 0, 5, 3]
    assert run_cli(["batch", str(study), "--retry"]) == 1
    assert said(capsys)[0] == "[1/1] b.mp4: failed\n"
    (study / "b.mp4").unlink()
    assert run_cli(["batch", str(study)]) == 0
    assert not said(capsys)[0]


def test_a_killed_batch_goes_on_where_it_was(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What brought the program down comes last, so that it cannot block the others."""
    write_script(study / "b.mp4", "partial 3", "die")
    command = [sys.executable, "-m", "tests.helpers.command", "batch", str(study)]
    killed = subprocess.run(command, cwd=ROOT, check=False, timeout=120, capture_output=True)
    assert killed.returncode == -signal.SIGKILL
    project = study.parent / "study.mibscope"
    assert counts(project) == [2, 3]
    write_script(study / "c.mp4", "utterances 1")
    with Project.open(project) as opened:  # the file that is on the disk now is a good one
        write_script(study / "b.mp4", "utterances 4")
        broken = next(each for each in opened.media.all() if each.path.name == "b.mp4")
        opened.media.relink(broken.id, study / "b.mp4", even_if_changed=True)
    assert run_cli(["batch", str(study)]) == 0
    begun = [re.findall(r"(\w+.mp4) ", line)[0] for line in said(capsys)[0].splitlines()]
    assert begun == ["a.mp4", "c.mp4", "b.mp4"]
    assert set(states(project).values()) == {MediaState.DONE}
    assert counts(project) == [2, 3, 5, 1, 4]


class Interrupted(ScriptedEngine):
    """Ctrl+C after the third event of ``b.mp4``."""

    def analyze(
        self, path: Path, settings: AnalysisSettings, cancel: Cancel = NEVER
    ) -> Iterator[AnalysisEvent]:
        for place, event in enumerate(super().analyze(path, settings, cancel)):
            if path.name == "b.mp4" and place == 6:
                raise KeyboardInterrupt
            yield event


def test_ctrl_c_keeps_what_was_found(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_script(study / "b.mp4", "utterances 4")
    project = study.parent / "study.mibscope"
    with scripted_analyzer(Interrupted):
        assert run_cli(["batch", str(study)]) == 130
    assert "The same command goes on." in said(capsys)[1]
    assert list(states(project).values()) == [
        MediaState.DONE,
        MediaState.STOPPED,
        MediaState.WAITING,
    ]
    assert counts(project) == [2, 2]
    assert run_cli(["batch", str(study)]) == 0
    assert counts(project) == [2, 2, 5, 4]


def test_what_waits_keeps_the_settings_that_were_asked_for(study: Path, tmp_path: Path) -> None:
    write_script(study / "b.mp4", "utterances 4")
    with scripted_analyzer(Interrupted):
        assert run_cli(["batch", str(study), "--no-video"]) == 130
    other = write_script(tmp_path / "other.mp4", "utterances 1")
    project = study.parent / "study.mibscope"
    assert run_cli(["batch", str(other), "--project", str(project)]) == 0
    with Project.open(project) as opened:
        runs = [run for media in opened.media.all() for run in opened.runs.of(media.id)]
    assert [run.settings.use_video for run in runs] == [False, False, False, True]


def test_an_unexpected_error_of_one_file_does_not_stop_the_rest(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_script(study / "b.mp4", "partial 1", "bug")
    assert run_cli(["batch", str(study)]) == 1
    assert "a shape that cannot be" in said(capsys)[1]
    assert list(states(study.parent / "study.mibscope").values())[2] is MediaState.DONE


def test_result_files_are_written_once_and_never_change_their_name(
    study: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    command = ["batch", str(study), "--out", str(out), "--format", "json,srt"]
    assert run_cli(command) == 1
    names = {"a.json", "a.srt", "a-2.json", "a-2.srt"}
    assert {path.name for path in out.iterdir()} == names
    (out / "a.srt").unlink()
    (out / "a-2.json").write_text("mine", "utf-8")
    (study / "aa").mkdir()
    write_script(study / "aa" / "a.mp4", "utterances 7")
    assert run_cli(command) == 1
    assert (out / "a.srt").exists()
    assert (out / "a-2.json").read_text("utf-8") == "mine"
    assert len(json.loads((out / "a-3.json").read_text("utf-8"))["utterances"]) == 7


def test_copies_and_other_settings_are_told(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (study / "b.mp4").unlink()
    write_script(study / "copy.mp4", "utterances 2")
    assert run_cli(["batch", str(study)]) == 0
    assert "copy.mp4 is the same recording as" in said(capsys)[1]
    assert run_cli(["batch", str(study), "--no-video"]) == 0
    assert "with other settings, and kept so: " in said(capsys)[1]


def test_the_project_can_be_named(study: Path, tmp_path: Path) -> None:
    place = tmp_path / "mine.mibscope"
    files = [str(study / "a.mp4"), str(study / "more")]
    assert run_cli(["batch", *files]) == 2
    assert run_cli(["batch", *files, "--project", str(tmp_path / "mine.db")]) == 2
    assert run_cli(["batch", str(tmp_path / "nowhere"), "--project", str(place)]) == 3
    assert not place.exists()
    assert run_cli(["batch", *files, "--project", str(place)]) == 0
    assert len(states(place)) == 2


def test_where_nothing_can_be_written_beside_the_folder_the_project_is_here(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    assert default_project([study]) == tmp_path / "study.mibscope"
    monkeypatch.setattr("os.access", lambda *_: False)
    assert default_project([study]) == here / "study.mibscope"
    (tmp_path / "study.mibscope").touch()
    assert default_project([study]) == tmp_path / "study.mibscope"


def test_a_project_that_is_open_elsewhere_is_left_alone(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Project.create(study.parent / "study.mibscope") as opened:
        opened.consent = "yes"
        assert run_cli(["batch", str(study)]) == 10
        assert "is open in another window" in said(capsys)[1]


# ---------------------------------------------------------------------- analyze --project


def test_analyze_keeps_its_results_in_a_project(study: Path, tmp_path: Path) -> None:
    place = tmp_path / "talks.mibscope"
    files = [str(study / "a.mp4"), str(study / "b.mp4")]
    assert run_cli(["analyze", *files, "--project", str(place)]) == 3
    assert list(states(place).values()) == [MediaState.DONE, MediaState.FAILED]
    assert run_cli(["analyze", files[0], "--project", str(place), "--no-video"]) == 0
    assert counts(place) == [2, 0, 2]
    with Project.open(place) as opened:
        media = opened.media.all()[0]
        settings = [run.settings.use_video for run in opened.runs.of(media.id)]
    assert settings == [True, False]


def test_analyze_that_is_interrupted_keeps_what_was_shown(study: Path, tmp_path: Path) -> None:
    write_script(study / "b.mp4", "utterances 4")
    place, out = tmp_path / "talks.mibscope", tmp_path / "out"
    with scripted_analyzer(Interrupted):
        command = ["analyze", str(study / "b.mp4"), "--project", str(place), "--out", str(out)]
        assert run_cli(command) == 130
    assert list(states(place).values()) == [MediaState.STOPPED]
    assert counts(place) == [2]
    assert len(json.loads((out / "b.json").read_text("utf-8"))["utterances"]) == 2


# ---------------------------------------------------------------------- export


@pytest.fixture
def project(study: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    run_cli(["batch", str(study)])
    capsys.readouterr()
    return study.parent / "study.mibscope"


def test_every_recording_gets_its_files(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    chosen = [each for name, each in EXPORTERS.items() if name not in ("pdf", "video")]  # slow
    formats = ",".join(each.name for each in chosen)
    assert run_cli(["export", str(project), "--out", str(out), "--format", formats]) == 0
    wanted = {each.file_name(stem) for each in chosen for stem in ("a", "a-2")}
    assert {path.name for path in out.iterdir()} == wanted
    assert len(json.loads((out / "a-2.json").read_text("utf-8"))["utterances"]) == 5
    assert "b.mp4 has no results: b.mp4 is no media." in said(capsys)[1]


def test_one_recording_by_its_number_and_what_was_edited(project: Path, tmp_path: Path) -> None:
    with Project.open(project) as opened:
        media = opened.media.all()[0]
        run = opened.runs.latest(media.id)
        assert run is not None
        first = opened.runs.utterances(run.id)[0]
        with opened.journal.edit("Take it out") as edit:
            edit.remove_utterance(first.id)
    target = tmp_path / "one.json"
    command = ["export", str(project), "--media", str(media.id), "--export", str(target)]
    assert run_cli(command) == 0
    found = json.loads(target.read_text("utf-8"))["utterances"]
    assert [each["text"] for each in found] == [made.results(2)[1].utterance.text]


def test_what_cannot_be_exported_is_told(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name, target = str(project), str(tmp_path / "one.json")
    assert run_cli(["export", name]) == 2
    assert run_cli(["export", name, "--export", target]) == 2
    assert "1: a.mp4, 3: a.mp4" in re.sub(r"[│\s]+", " ", said(capsys)[1])
    assert run_cli(["export", name, "--export", target, "--media", "a"]) == 10
    assert "several recordings" in said(capsys)[1]
    assert run_cli(["export", name, "--export", target, "--media", "z.mp4"]) == 10
    assert "There are 1: a.mp4, 2: b.mp4, 3: a.mp4." in said(capsys)[1]
    assert run_cli(["export", name, "--export", target, "--media", "b"]) == 10
    assert "b.mp4 has no results: b.mp4 is no media." in said(capsys)[1]
    assert run_cli(["export", str(tmp_path / "no.mibscope"), "--export", target]) == 10
    assert not Path(target).exists()


def test_exports_load_no_model(project: Path, tmp_path: Path) -> None:
    script = (
        "import sys\nfrom engine.cli import run_cli\ncode = run_cli(sys.argv[1:])\n"
        "assert not {'torch', 'transformers', 'whisper'} & set(sys.modules)\nsys.exit(code)"
    )
    command = [sys.executable, "-c", script, "export", str(project), "--out", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=120)
    assert (tmp_path / "a.csv").exists()
