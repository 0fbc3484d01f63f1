"""Keep ``resources/translations`` in line with the texts of the window.

    .venv/bin/python packaging/translations.py [CODE …]

Writes each ``.ts`` anew with what ``lupdate`` finds, keeps what is translated in it, names what is
not, and compiles the ``.qm`` that come along. Translate in Qt Linguist (``pyside6-linguist``) or in
the file itself, then run this again. For a new language give its code once, and put a line into
``LANGUAGES`` of ``desktop_app/i18n/translators.py``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import PySide6

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "translations"
SOURCE_LANGUAGE = "en"
"""Its texts are in the code; only those with a number need forms."""


def main(languages: Sequence[str]) -> int:
    unfinished = 0
    for ts in [file_of(each) for each in languages] or sorted(FOLDER.glob("mibscope_*.ts")):
        update(ts)
        compile_messages(ts, ts.with_suffix(".qm"))
        for text in untranslated(ts):
            print(f"{ts.name}: not translated: {text!r}")
            unfinished += 1
    return 1 if unfinished else 0


def file_of(language: str) -> Path:
    return FOLDER / f"mibscope_{language}.ts"


def update(ts: Path) -> None:
    """Bring the texts of the code into ``ts``; those that are gone are dropped."""
    language = ts.stem.rpartition("_")[2]
    only = ["-pluralonly"] if language == SOURCE_LANGUAGE else []
    options = ["-no-obsolete", "-locations", "none", "-target-language", language]
    with TemporaryDirectory() as folder:
        declared = Path(folder) / "commands.py"
        declared.write_text(command_texts(), "utf-8")
        sources = [*sorted((ROOT / "desktop_app").rglob("*.py")), declared]
        _tool("lupdate", "-silent", *options, *only, *map(str, sources), "-ts", str(ts))


def command_texts() -> str:
    """All titles of the command table, as source that ``lupdate`` can read."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    from desktop_app.commands.catalogue import CATALOGUE  # noqa: PLC0415 - found from the root

    texts = dict.fromkeys(
        text for each in CATALOGUE for text in (each.menu.value, each.submenu, each.title) if text
    )
    return "".join(
        f'QT_TRANSLATE_NOOP("Command", {json.dumps(text, ensure_ascii=False)})\n' for text in texts
    )


def compile_messages(ts: Path, qm: Path) -> None:
    """``ts`` as Qt loads it."""
    _tool("lrelease", "-silent", str(ts), "-qm", str(qm))


def untranslated(ts: Path) -> list[str]:
    """Texts that have no finished translation."""
    return [
        message.findtext("source", "")
        for message in ET.parse(ts).getroot().iter("message")
        if (found := message.find("translation")) is None or found.get("type") == "unfinished"
    ]


def _tool(name: str, *arguments: str) -> None:
    """A tool of Qt's Linguist, from the wheel of PySide6."""
    folder = Path(PySide6.__file__).parent
    _run([str(folder / (f"{name}.exe" if sys.platform == "win32" else name)), *arguments])


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{command[0]} failed: {done.stdout}{done.stderr}")
    if done.stderr.strip():
        print(done.stderr.strip(), file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
