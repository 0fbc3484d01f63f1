"""Analyses of a project's media, with everything that they found."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from engine.errors import ProjectError
from engine.sessions.labels.placing import by_utterance as labels_of
from engine.sessions.labels.table import LabelTable
from engine.sessions.project.codec import from_json, pack_tracks, to_json, unpack_tracks
from engine.sessions.project.media import MediaTable
from engine.sessions.project.records import RunRecord, RunStatus, StoredUtterance
from engine.sessions.project.remarks import by_utterance, names, notes
from engine.types import (
    Analysis,
    AnalysisSettings,
    FeatureTrack,
    Modality,
    Provenance,
    Stage,
    UtteranceResult,
)


class RunTable:
    """What is written is kept from then on, whatever happens to the program."""

    def __init__(self, connection: sqlite3.Connection, media: MediaTable) -> None:
        self._connection, self._media = connection, media
        self._read: dict[int, tuple[str, UtteranceResult]] = {}
        """Of the run that was read last, as JSON and as what it means: an edit changes few."""
        self._ahead: dict[int, tuple[str, UtteranceResult]] = {}
        """Of the run that will be read next."""

    # ------------------------------------------------------------------ writing

    def begin(self, media_id: int, settings: AnalysisSettings) -> int:
        """A new analysis; those before it are kept. Once it has a result it is the one shown."""
        self._connection.execute("DELETE FROM meta WHERE key = ?", (_shown_key(media_id),))
        return self._insert(media_id, settings, RunStatus.RUNNING)

    def draft(self, media_id: int, settings: AnalysisSettings) -> int:
        """A new analysis that is not among the others before it is ended."""
        return self._insert(media_id, settings, RunStatus.DRAFT)

    def _insert(self, media_id: int, settings: AnalysisSettings, status: RunStatus) -> int:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        begun = self._connection.execute(
            "INSERT INTO runs (media_id, settings, status, begun) VALUES (?, ?, ?, ?)",
            (media_id, to_json(settings), status, now),
        )
        assert begun.lastrowid is not None
        return begun.lastrowid

    def drafts(self) -> tuple[int, ...]:
        """Ids of those that were not ended."""
        sql = "SELECT id FROM runs WHERE status = ?"
        return tuple(row["id"] for row in self._connection.execute(sql, (RunStatus.DRAFT,)))

    def discard(self, run_id: int) -> Iterator[None]:
        """Remove it in small steps, each kept; between them others may do something."""
        for utterance_id in self.utterance_ids(run_id):
            self._connection.execute("DELETE FROM utterances WHERE id = ?", (utterance_id,))
            yield
        self._connection.execute("DELETE FROM runs WHERE id = ?", (run_id,))

    def set_provenance(self, run_id: int, provenance: Provenance) -> None:
        self._connection.execute(
            "UPDATE runs SET provenance = ? WHERE id = ?", (to_json(provenance), run_id)
        )

    def warn(self, run_id: int, message: str) -> None:
        """Keep what the user was told."""
        said = [*self.get(run_id).warnings, message]
        self._connection.execute(
            "UPDATE runs SET warnings = ? WHERE id = ?", (json.dumps(said), run_id)
        )

    def add(
        self,
        run_id: int,
        result: UtteranceResult,
        tracks: Mapping[Modality, FeatureTrack],
    ) -> int:
        """One utterance, with the features that it was predicted from."""
        added = self._connection.execute(
            "INSERT INTO utterances (run_id, start_s, result, tracks) VALUES (?, ?, ?, ?)",
            (run_id, result.utterance.start_s, to_json(result), pack_tracks(tracks)),
        )
        assert added.lastrowid is not None
        return added.lastrowid

    def keep_seconds(self, run_id: int, stage_seconds: Mapping[Stage, float]) -> None:
        """How long each stage took."""
        self._connection.execute(
            "UPDATE runs SET stage_seconds = ? WHERE id = ?",
            (json.dumps(dict(stage_seconds)), run_id),
        )

    def show(self, run_id: int) -> None:
        """Let this one of a medium's analyses be shown, until the medium is analysed anew.

        Raises:
            ProjectError: it is no longer there.
        """
        self._connection.execute(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)",
            (_shown_key(self.get(run_id).media_id), str(run_id)),
        )

    def end(self, run_id: int, status: RunStatus) -> None:
        self._connection.execute("UPDATE runs SET status = ? WHERE id = ?", (status, run_id))

    # ------------------------------------------------------------------ reading

    def get(self, run_id: int) -> RunRecord:
        """One of them.

        Raises:
            ProjectError: it is no longer there.
        """
        row = self._connection.execute("SELECT * FROM runs WHERE id = ?", (run_id,)).fetchone()
        if row is None:
            raise ProjectError("This analysis is no longer in the project.")
        return _record(row)

    def before(self, media_id: int) -> RunRecord | None:
        """The analysis before the one that is shown, of those that found something."""
        shown = self.latest(media_id)
        if shown is None:
            return None
        earlier = (run for run in reversed(self.of(media_id)) if run.id < shown.id)
        return next((run for run in earlier if self.count(run.id)), None)

    def of(self, media_id: int) -> tuple[RunRecord, ...]:
        """All of a medium, the latest last."""
        rows = self._connection.execute(
            "SELECT * FROM runs WHERE media_id = ? AND status != ? ORDER BY id",
            (media_id, RunStatus.DRAFT),
        )
        return tuple(_record(row) for row in rows)

    def latest(self, media_id: int) -> RunRecord | None:
        """The one that is shown: what ``show`` chose, else the latest with a result, else the
        latest."""
        runs = self.of(media_id)
        sql = "SELECT value FROM meta WHERE key = ?"
        chosen = self._connection.execute(sql, (_shown_key(media_id),)).fetchone()
        for run in runs:
            if chosen is not None and str(run.id) == chosen["value"]:
                return run
        found = [run for run in runs if self.count(run.id)] or runs
        return found[-1] if found else None

    def count(self, run_id: int) -> int:
        """How many utterances it has."""
        sql = "SELECT count(*) FROM utterances WHERE run_id = ?"
        return int(self._connection.execute(sql, (run_id,)).fetchone()[0])

    def utterances(self, run_id: int) -> tuple[StoredUtterance, ...]:
        """In the order of their start."""
        rows = self._connection.execute(
            "SELECT id, result FROM utterances WHERE run_id = ? ORDER BY start_s, id", (run_id,)
        )
        before, self._read, self._ahead = self._read | self._ahead, {}, {}
        for row in rows:
            text, result = before.get(row["id"], ("", None))
            if result is None or text != row["result"]:
                text, result = row["result"], from_json(row["result"], UtteranceResult)
            self._read[row["id"]] = (text, result)
        return tuple(StoredUtterance(each, result) for each, (_, result) in self._read.items())

    def read_ahead(self, run_id: int) -> Iterator[None]:
        """Read one by one what ``utterances`` will then have at once."""
        for utterance_id in self.utterance_ids(run_id):
            sql = "SELECT result FROM utterances WHERE id = ?"
            row = self._connection.execute(sql, (utterance_id,)).fetchone()
            if row is not None and utterance_id not in self._read:
                result = from_json(row["result"], UtteranceResult)
                self._ahead[utterance_id] = (row["result"], result)
            yield

    def utterance(self, utterance_id: int) -> UtteranceResult:
        """One of them.

        Raises:
            ProjectError: it is no longer there.
        """
        row = self._connection.execute(
            "SELECT result FROM utterances WHERE id = ?", (utterance_id,)
        ).fetchone()
        if row is None:
            raise ProjectError("This utterance is no longer in the project.")
        return from_json(row["result"], UtteranceResult)

    def spans(self, run_id: int) -> tuple[tuple[float, float], ...]:
        """Start and end of its utterances in seconds, in the order of ``utterances``, without
        reading them."""
        rows = self._connection.execute(
            "SELECT start_s, json_extract(result, '$.utterance.end_s') AS end_s FROM utterances "
            "WHERE run_id = ? ORDER BY start_s, id",
            (run_id,),
        )
        return tuple((row["start_s"], row["end_s"]) for row in rows)

    def utterance_ids(self, run_id: int) -> tuple[int, ...]:
        """In the order of ``utterances``, without reading them."""
        rows = self._connection.execute(
            "SELECT id FROM utterances WHERE run_id = ? ORDER BY start_s, id", (run_id,)
        )
        return tuple(row["id"] for row in rows)

    def tracks(self, utterance_id: int) -> dict[Modality, FeatureTrack]:
        """The features that an utterance was predicted from."""
        row = self._connection.execute(
            "SELECT tracks FROM utterances WHERE id = ?", (utterance_id,)
        ).fetchone()
        return unpack_tracks(row["tracks"]) if row and row["tracks"] else {}

    def analysis(self, run_id: int) -> Analysis | None:
        """What is exported; None before the medium and the models are known."""
        run = self.get(run_id)
        media = self._media.get(run.media_id)
        if media.info is None or run.provenance is None:
            return None
        stored = self.utterances(run_id)
        return Analysis(
            media=media.info,
            settings=run.settings,
            provenance=run.provenance,
            results=tuple(
                replace(each.result, utterance=replace(each.result.utterance, index=place))
                for place, each in enumerate(stored)
            ),
            warnings=run.warnings,
            complete=run.status is RunStatus.COMPLETE,
            stage_seconds=run.stage_seconds,
            people=names(self._connection, run.media_id),
            notes=by_utterance(
                [each.result for each in stored], notes(self._connection, run.media_id)
            ),
            labels=labels_of(
                [each.result for each in stored],
                LabelTable(self._connection).of_media(run.media_id),
            ),
        )


def _shown_key(media_id: int) -> str:
    return f"shown run of medium {media_id}"


def _record(row: sqlite3.Row) -> RunRecord:
    return RunRecord(
        id=row["id"],
        media_id=row["media_id"],
        settings=from_json(row["settings"], AnalysisSettings),
        provenance=from_json(row["provenance"], Provenance) if row["provenance"] else None,
        status=RunStatus(row["status"]),
        begun=row["begun"],
        warnings=tuple(json.loads(row["warnings"])),
        stage_seconds={Stage(k): v for k, v in json.loads(row["stage_seconds"]).items()},
    )
