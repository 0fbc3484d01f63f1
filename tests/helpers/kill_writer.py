"""Analyse and edit without end, and tell over a pipe what has been shown: to be killed.

python -m tests.helpers.kill_writer FOLDER SEED PIPE [window]

One JSON object a line. ``kept``: an utterance that was shown as it arrived, with digests of its
result and features. ``shown``: the whole transcript of a run, after it was shown. ``about`` and
``made``: an edit begins; it, or the news of its failure, was shown.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from engine.sessions.project.codec import pack_tracks, to_json
from engine.types import AnalysisEvent, UtteranceAnalysed, UtteranceResult
from tests.helpers.replay_engine import PAUSE

PROJECT = "study.mibscope"
_SHORT, _LONG = 6, 600
_EDIT_EVERY_MS = 5
_WORDS = ("indeed", "not bad", "she never said so", "well", "and that was all there was to it")


def digest(result: UtteranceResult) -> str:
    return sha256(to_json(result).encode()).hexdigest()[:16]


def digest_of_tracks(event: UtteranceAnalysed) -> str:
    return sha256(pack_tracks(event.tracks)).hexdigest()[:16]


class Driver:
    """Does at random what a user does in the window, as fast as it goes."""

    def __init__(self, session, seed: int, pipe: int) -> None:  # type: ignore[no-untyped-def]
        from PySide6.QtCore import QTimer  # noqa: PLC0415 - the job process imports this module too

        self._session, self._random, self._pipe = session, random.Random(seed), pipe
        self._under_way = False
        self._digests: dict[int, tuple[UtteranceResult, str]] = {}
        session.queue.arrived.connect(self._on_arrived)
        session.editor.changed.connect(self._made)
        session.editor.failed.connect(self._made)
        self._timer = QTimer(session)
        self._timer.timeout.connect(self._edit)
        self._timer.start(_EDIT_EVERY_MS)

    def _tell(self, **what: object) -> None:
        os.write(self._pipe, json.dumps(what).encode() + b"\n")

    def _on_arrived(self, _media: int, event: AnalysisEvent, utterance_id: int | None) -> None:
        if isinstance(event, UtteranceAnalysed):
            self._tell(
                kept=utterance_id, result=digest(event.result), tracks=digest_of_tracks(event)
            )

    def _tell_shown(self) -> None:
        analysis = self._session.analysis
        rows = {
            utterance_id: self._digest(utterance_id, result)
            for utterance_id, result in zip(analysis.utterance_ids, analysis.results, strict=True)
        }
        names = self._session.projects.project.names(analysis.media_id)
        self._tell(shown=analysis.run_id, media=analysis.media_id, rows=rows, names=names)

    def _digest(self, utterance_id: int, result: UtteranceResult) -> str:
        known = self._digests.get(utterance_id)
        if known is None or known[0] is not result:
            self._digests[utterance_id] = (result, digest(result))
        return self._digests[utterance_id][1]

    def _made(self, *_: object) -> None:
        self._tell_shown()
        self._tell(made=True)
        self._under_way = False

    def _edit(self) -> None:
        if self._under_way or not self._session.editor.can_edit:
            return
        names = ("retell", "reword", "split", "merge", "name", "undo", "redo")
        name = self._random.choices(names, (30, 20, 20, 15, 5, 15, 8))[0]
        self._tell(about=name)
        self._under_way = True
        if not self._begin(name):
            self._made()

    def _begin(self, name: str) -> bool:
        """Whether ``changed`` or ``failed`` will follow."""
        editor, results = self._session.editor, self._session.analysis.results
        index = self._random.randrange(len(results))
        words = len(results[index].utterance.words)
        if name == "retell":
            text = f"{self._random.choice(_WORDS)} {self._random.random()}"
            editor.retell(index, text)
        elif name == "reword" and words:
            editor.reword(index, self._random.randrange(words), str(self._random.random()))
        elif name == "split" and words > 1:
            editor.split(index, self._random.randrange(1, words))
        elif name == "merge" and index + 1 < len(results):
            editor.merge(index)
        elif name == "name":
            editor.name_person(1, f"Ana {self._random.random()}")
            return False
        elif name in {"undo", "redo"}:
            return (editor.undo if name == "undo" else editor.redo)() is not None
        else:
            return False
        return True


def films_in(folder: Path, seed: int) -> list[Path]:
    """The first is edited while it is analysed, or while the others are."""
    films = [folder / f"{number}.mp4" for number in range(3)]
    for number, film in enumerate(films):
        count = _SHORT if seed % 2 and not number else _LONG
        film.write_text(f"{count} utterances {number} {seed}", "utf-8")
    return films


def main() -> int:
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    folder, seed, pipe = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    os.set_inheritable(pipe, False)
    os.environ[PAUSE] = "0.008"
    application = QApplication(sys.argv[:1])
    start = _window if "window" in sys.argv else _without_window
    drivers: list[Driver] = []  # Qt holds no methods alive
    keep = start(
        application, folder, lambda session: drivers.append(_begin(session, folder, seed, pipe))
    )
    code = application.exec()
    del keep
    return code


def _begin(session, folder: Path, seed: int, pipe: int) -> Driver:  # type: ignore[no-untyped-def]
    session.new_project(folder / PROJECT)
    driver = Driver(session, seed, pipe)
    os.write(pipe, b'{"begun": true}\n')
    from engine.types import AnalysisSettings  # noqa: PLC0415

    session.open_all(films_in(folder, seed), AnalysisSettings())
    return driver


def _without_window(_application: object, folder: Path, begin: Callable[..., None]) -> object:
    from PySide6.QtCore import QTimer  # noqa: PLC0415

    from desktop_app.jobs.service import JobService  # noqa: PLC0415
    from desktop_app.state.session import Session  # noqa: PLC0415
    from tests.helpers.stored import feature_engine  # noqa: PLC0415
    from tests.helpers.window import projects_in  # noqa: PLC0415

    jobs = JobService(feature_engine)
    session = Session(jobs, projects_in(folder))
    QTimer.singleShot(0, session, lambda: begin(session))
    return jobs, session


def _window(application: object, folder: Path, begin: Callable[..., None]) -> object:
    from PySide6.QtCore import QTimer  # noqa: PLC0415

    from desktop_app.app import Composition  # noqa: PLC0415
    from tests.helpers.stored import feature_engine  # noqa: PLC0415
    from tests.helpers.window import preferences  # noqa: PLC0415

    composition = Composition(application, feature_engine, preferences(folder))  # type: ignore[arg-type]
    composition.start([])
    watch = QTimer(composition)

    def ready() -> None:
        if composition.window.workspace.timeline is not None:
            watch.stop()
            begin(composition.session)

    watch.timeout.connect(ready)
    watch.start(10)
    return composition


if __name__ == "__main__":
    sys.exit(main())
