"""Kill a writer at a random moment, open its project, and compare it with what had been shown."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from engine.errors import MibscopeError
from engine.sessions.project import MediaState, Project, RunStatus
from engine.sessions.project.codec import pack_tracks
from tests.helpers.kill_writer import PROJECT, digest

ROOT = Path(__file__).parents[2]
_PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Shown:
    """A transcript as it was on the screen: digests of results by their id, and names."""

    rows: dict[int, str]
    names: dict[int, str]


@dataclass(slots=True)
class Told:
    """What the writer said before it was killed."""

    kept: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Digests of result and features of every utterance, as it arrived."""
    shown: dict[int, Shown] = field(default_factory=dict)
    """The last of each run."""
    media: dict[int, int] = field(default_factory=dict)
    """Of each run."""
    seen: set[int] = field(default_factory=set)
    """Ids that ever were in a transcript."""
    edits: int = 0
    under_way: str = ""
    """The edit that was begun and not yet shown."""

    def take(self, line: bytes) -> None:
        what = json.loads(line)
        if "kept" in what:
            self.kept[what["kept"]] = (what["result"], what["tracks"])
        elif "shown" in what:
            rows, names = (
                {int(key): value for key, value in what[part].items()} for part in ("rows", "names")
            )
            self.shown[what["shown"]] = Shown(rows, names)
            self.media[what["shown"]] = what["media"]
            self.seen |= set(rows)
        elif "about" in what:
            self.under_way = what["about"]
        elif "made" in what:
            self.under_way, self.edits = "", self.edits + 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one kill."""

    after_s: float
    told: Told
    problems: tuple[str, ...]
    ahead: bool
    """An edit had been written that was not yet shown."""
    analysing: bool


def kill_once(folder: Path, seed: int, longest_s: float, *, window: bool = False) -> Outcome:
    """Start a writer, kill it within ``longest_s`` of its first result, look at what is left. One
    in ten is killed within that time of the beginning of its first analysis.

    Raises:
        RuntimeError: the writer ended or fell silent by itself.
    """
    reading, writing = os.pipe()
    command = [sys.executable, "-m", "tests.helpers.kill_writer", str(folder), str(seed)]
    after = random.Random(seed).uniform(0.0, longest_s)
    log = folder / "writer.log"
    with log.open("wb") as errors:
        writer = subprocess.Popen(
            [*command, str(writing), *(["window"] if window else [])],
            cwd=ROOT,
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
            pass_fds=(writing,),
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
    os.close(writing)
    killer = threading.Timer(_PATIENCE_S, writer.kill)
    killer.start()
    begun = False
    said = b""
    while chunk := os.read(reading, 1 << 16):
        said += chunk
        if not begun and (b'"kept"' if seed % 10 else b'"begun"') in said:
            begun = True
            killer.cancel()
            killer = threading.Timer(after, writer.kill)
            killer.start()
    os.close(reading)
    killer.join()
    code = writer.wait()
    if code != -9 or not begun:
        raise RuntimeError(f"the writer ended with {code}: {log.read_text('utf-8')[-2000:]}")
    told = Told()
    for line in said.split(b"\n")[1:-1]:  # the last one may have been cut
        told.take(line)
    return _examine(folder / PROJECT, told, after)


def _examine(path: Path, told: Told, after_s: float) -> Outcome:
    problems: list[str] = []
    ahead = analysing = False
    try:
        with Project.open(path) as project:
            sound = project._connection.execute("PRAGMA integrity_check").fetchone()[0]
            if sound != "ok":
                problems.append(f"integrity: {sound}")
            ahead = _compare(project, told, problems)
            _compare_arrivals(project, told, problems)
            analysing = _found_stopped(project, problems)
    except MibscopeError as error:
        problems.append(f"does not open: {error}")
    return Outcome(after_s, told, tuple(problems), ahead, analysing)


def _compare(project: Project, told: Told, problems: list[str]) -> bool:
    """Whether the project is one edit ahead of the screen; anything else must be equal."""

    def wrong() -> list[str]:
        return [each for run in told.shown for each in _differences(project, told, run)]

    found = wrong()
    if not found:
        return False
    if told.under_way:
        for step, back in (
            (project.journal.undo, project.journal.redo),
            (project.journal.redo, project.journal.undo),
        ):
            if step() is not None:
                if not wrong():
                    return True
                back()
    problems.extend(found)
    return False


def _differences(project: Project, told: Told, run_id: int) -> list[str]:
    shown = told.shown[run_id]
    now = {each.id: digest(each.result) for each in project.runs.utterances(run_id)}
    found = [f"utterance {key} is missing" for key in shown.rows if key not in now]
    found += [f"utterance {k} is another" for k, v in shown.rows.items() if now.get(k, v) != v]
    back = (told.seen - set(shown.rows)) & set(now)
    found += [f"utterance {key} is back" for key in back]
    if project.names(told.media[run_id]) != shown.names:
        found.append("names are others")
    return found


def _compare_arrivals(project: Project, told: Told, problems: list[str]) -> None:
    """With every edit taken back, all is as it arrived: results and features."""
    while project.journal.undo() is not None:
        pass
    runs = [run.id for media in project.media.all() for run in project.runs.of(media.id)]
    now = {
        each.id: (
            digest(each.result),
            sha256(pack_tracks(project.runs.tracks(each.id))).hexdigest()[:16],
        )
        for run in runs
        for each in project.runs.utterances(run)
    }
    for key, arrived in told.kept.items():
        if now.get(key) != arrived:
            problems.append(f"utterance {key} is {'another' if key in now else 'gone'} after undo")


def _found_stopped(project: Project, problems: list[str]) -> bool:
    """Whether an analysis had been running; nothing is said to run any more."""
    media = project.media.all()
    runs = [run for each in media for run in project.runs.of(each.id)]
    if any(each.state is MediaState.RUNNING for each in media):
        problems.append("a film is said to be analysed")
    if any(run.status is RunStatus.RUNNING for run in runs):
        problems.append("an analysis is said to run")
    return any(run.status is RunStatus.PARTIAL for run in runs)
