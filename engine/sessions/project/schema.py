"""Tables of a project file. A change of them is a new version and a migration."""

from __future__ import annotations

from collections.abc import Mapping

APPLICATION_ID = 0x4D494253
"""What SQLite files of this kind say of themselves: "MIBS"."""
VERSION = 2

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE media (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    relative_path TEXT,            -- from the folder of the project file, where there is such a way
    size INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    info TEXT,                     -- MediaInfo, once it was probed
    state TEXT NOT NULL,
    error TEXT NOT NULL DEFAULT '',
    place REAL NOT NULL,           -- in the queue
    settings TEXT                  -- AnalysisSettings that were asked for, while it waits
);

CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    media_id INTEGER NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    settings TEXT NOT NULL,
    provenance TEXT,
    status TEXT NOT NULL,
    begun TEXT NOT NULL,           -- UTC, ISO 8601
    warnings TEXT NOT NULL DEFAULT '[]',
    stage_seconds TEXT NOT NULL DEFAULT '{}'
);

CREATE TABLE utterances (
    -- Never given twice: undo brings back what was taken out, while others arrive.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    start_s REAL NOT NULL,
    result TEXT NOT NULL,          -- UtteranceResult
    tracks BLOB                    -- its features, safetensors
);
CREATE INDEX utterances_by_run ON utterances (run_id, start_s);

CREATE TABLE notes (
    id INTEGER PRIMARY KEY,
    media_id INTEGER NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    start_s REAL NOT NULL,
    end_s REAL NOT NULL,
    text TEXT NOT NULL
);

CREATE TABLE people (
    id INTEGER PRIMARY KEY,
    media_id INTEGER NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    track_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (media_id, track_id)
);

CREATE TABLE labels (
    id INTEGER PRIMARY KEY,
    media_id INTEGER NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    start_s REAL NOT NULL,
    end_s REAL NOT NULL,
    rater TEXT NOT NULL,
    head TEXT NOT NULL,
    value TEXT NOT NULL
);

CREATE TABLE edits (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE edited_rows (
    id INTEGER PRIMARY KEY,
    edit_id INTEGER NOT NULL REFERENCES edits (id) ON DELETE CASCADE,
    table_name TEXT NOT NULL,
    row_id INTEGER NOT NULL,
    before TEXT,                   -- the row as JSON, NULL where there was or is none
    after TEXT
);
"""

MIGRATIONS: Mapping[int, str] = {
    1: """
ALTER TABLE media ADD COLUMN settings TEXT;
CREATE TABLE new_utterances (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    start_s REAL NOT NULL,
    result TEXT NOT NULL,
    tracks BLOB
);
INSERT INTO new_utterances SELECT id, run_id, start_s, result, tracks FROM utterances;
DROP TABLE utterances;
ALTER TABLE new_utterances RENAME TO utterances;
CREATE INDEX utterances_by_run ON utterances (run_id, start_s);
UPDATE sqlite_sequence SET seq = max(
    seq, (SELECT coalesce(max(row_id), 0) FROM edited_rows WHERE table_name = 'utterances')
) WHERE name = 'utterances'
""",
}
"""What makes a file of version n one of version n + 1."""
