"""A project as a file: copies, kills, locks, versions, and files that are none."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.errors import ProjectError
from engine.sessions.project import MediaState, Project, database
from engine.sessions.project.database import connect
from engine.sessions.project.schema import APPLICATION_ID, TABLES, VERSION
from engine.types import Stage
from tests.helpers import analysis_results as made
from tests.helpers.project import analysed


def test_a_copy_has_everything(project: Project, film: Path, tmp_path: Path) -> None:
    _, run_id = analysed(project, film)
    project.copy(tmp_path / "copy.mibscope")
    copy = Project.open(tmp_path / "copy.mibscope")
    assert copy.runs.utterances(run_id) == project.runs.utterances(run_id)
    copy.close()
    with pytest.raises(ProjectError, match="could not be written"):
        project.copy(tmp_path / "no folder" / "copy.mibscope")


def test_a_project_goes_on_while_it_is_copied_and_no_copy_has_half_a_change(
    project: Project, film: Path, tmp_path: Path
) -> None:
    _, run_id = analysed(project, film)
    project.consent = "long" * 10_000_000
    target, count = tmp_path / "copy.mibscope", 0
    with ThreadPoolExecutor(1) as pool:
        copying = pool.submit(project.copy, target)
        while not copying.done():
            with project.whole():
                project.runs.keep_seconds(run_id, {Stage.PROBE: count})
                time.sleep(0.001)
                project.runs.keep_seconds(run_id, {Stage.PROBE: count, Stage.PREDICT: count})
            count += 1
        copying.result()
    copy = Project.open(target)
    kept = copy.runs.get(run_id).stage_seconds
    assert kept[Stage.PROBE] == kept[Stage.PREDICT]
    copy.close()
    assert count > 10
    assert project.runs.get(run_id).stage_seconds[Stage.PREDICT] == count - 1


def test_a_copy_is_given_up_when_the_project_is_closed(project: Project, tmp_path: Path) -> None:
    project.consent = "long" * 10_000_000
    target = tmp_path / "copy.mibscope"
    with ThreadPoolExecutor(1) as pool:
        copying = pool.submit(project.copy, target)
        while not list(tmp_path.glob(".copy*")) and not copying.done():
            time.sleep(0.001)
        project.close()
        with pytest.raises(ProjectError, match="closed"):
            copying.result()
    assert not list(tmp_path.glob("*copy*"))


def test_a_project_is_open_once(project: Project) -> None:
    project.consent = "yes"
    with pytest.raises(ProjectError, match="open in another window"):
        Project.open(project.path)


def test_a_killed_program_leaves_a_project_that_opens(tmp_path: Path) -> None:
    path = tmp_path / "study.mibscope"
    script = (
        "import os, signal, sys\nfrom pathlib import Path\n"
        "from engine.sessions.project import Project\n"
        "p = Project.create(Path(sys.argv[1]))\np.consent = 'written before the end'\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", script, str(path)], check=False, timeout=60)
    project = Project.open(path)
    assert project.consent == "written before the end"
    project.close()


def test_a_project_is_made_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that was killed in between left something that nobody could open or make anew."""
    path, seen = tmp_path / "study.mibscope", []
    real = database.transaction

    @contextmanager
    def watched(connection: sqlite3.Connection) -> Iterator[None]:
        with real(connection):
            seen.append(path.exists())
            yield
            seen.append(path.exists())

    monkeypatch.setattr(database, "transaction", watched)
    Project.at(path).close()
    assert seen == [False, False]
    path.unlink()
    monkeypatch.setattr(database, "TABLES", "CREATE TABLE media (id INTEGER); nonsense")
    with pytest.raises(ProjectError, match="cannot be used"):
        Project.create(path)
    assert not list(tmp_path.iterdir())


def test_other_files_are_refused_and_left_as_they_are(tmp_path: Path) -> None:
    text = tmp_path / "text.mibscope"
    text.write_text("a text that is no database" * 100)
    foreign = tmp_path / "foreign.mibscope"
    connection = sqlite3.connect(foreign)
    connection.execute("CREATE TABLE things (id INTEGER)")
    connection.commit()
    connection.close()
    for path in (text, foreign):
        before = path.read_bytes()
        with pytest.raises(ProjectError, match="is not a project"):
            Project.open(path)
        assert path.read_bytes() == before
    with pytest.raises(ProjectError, match="There is no project"):
        Project.open(tmp_path / "nowhere.mibscope")
    with pytest.raises(ProjectError, match="is there already"):
        Project.create(text)


def test_an_older_file_is_brought_up_and_kept(project: Project) -> None:
    project.consent = "old"
    project.close()
    step = "ALTER TABLE media ADD COLUMN colour TEXT; UPDATE meta SET value = 'new'"
    connection = connect(project.path, VERSION + 1, {VERSION: step})
    assert connection.execute("SELECT value FROM meta").fetchone()[0] == "new"
    assert connection.execute("PRAGMA user_version").fetchone()[0] == VERSION + 1
    connection.close()
    (backup,) = project.path.parent.glob(f"study.version-{VERSION}.*.mibscope")
    old = Project.open(backup)
    assert old.consent == "old"
    old.close()
    with pytest.raises(ProjectError, match="newer MIBScope"):
        Project.open(project.path)


def test_a_file_of_the_first_version_loses_nothing(tmp_path: Path, film: Path) -> None:
    path = tmp_path / "study.mibscope"
    connection = sqlite3.connect(path)
    connection.executescript(TABLES.replace(" AUTOINCREMENT", ""))
    connection.executescript(f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 1")
    connection.close()
    newer = Project(connect(path, 1), path)
    media_id, run_id = analysed(newer, film, 3)
    before = newer.runs.utterances(run_id)
    with newer.journal.edit("Merge utterances") as edit:
        edit.remove_utterance(before[2].id)
    newer._connection.execute("ALTER TABLE media DROP COLUMN settings")
    newer.close()
    project = Project.open(path)
    assert project.runs.utterances(run_id) == before[:2]
    added = project.runs.add(run_id, made.utterance_result(7, 90.0, 92.0), {})
    assert added > before[2].id, "an id that an edit can bring back"
    assert project.journal.undo() == "Merge utterances"
    assert [each.id for each in project.runs.utterances(run_id)] == [
        *(each.id for each in before),
        added,
    ]
    assert project.media.get(media_id).state is MediaState.DONE
    project.close()


def test_a_migration_that_fails_changes_nothing(project: Project) -> None:
    project.close()
    with pytest.raises(ProjectError, match="cannot be used"):
        step = "CREATE TABLE more (id INTEGER); SELECT nonsense"
        connect(project.path, VERSION + 1, {VERSION: step})
    again = Project.open(project.path)
    again.close()
