"""Puts the window into a language: our translations, and Qt's own for its buttons and dialogs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from engine.runtime.paths import resources_dir

LANGUAGES = {"en": "English", "de": "Deutsch"}
"""Code and name of each language, the name in the language itself."""
SYSTEM = ""
"""Chosen: whatever the system speaks."""
_SOURCE = "en"
_QT_PARTS = ("qtbase", "qtmultimedia")


def language_for(chosen: str, spoken: Sequence[str] | None = None) -> str:
    """Code of the language to use.

    Args:
        chosen: a code, or ``SYSTEM``. One that there is no translation for counts as ``SYSTEM``.
        spoken: languages of the system, the preferred one first (de-AT); None asks it.
    """
    if chosen in LANGUAGES:
        return chosen
    wanted = QLocale.system().uiLanguages() if spoken is None else spoken
    codes = (name.replace("_", "-").partition("-")[0] for name in wanted)
    return next((code for code in codes if code in LANGUAGES), _SOURCE)


class Translations:
    """The translators of one language, in force until ``remove``.

    Texts are asked for when widgets are built, so this comes before the first one. English has
    translations too: of texts with a number, one form for 1 and one for the others.
    """

    def __init__(self, application: QCoreApplication, chosen: str) -> None:
        self.language = language_for(chosen)
        self._application = application
        self._translators: list[QTranslator] = []
        # Figures are copied into tables and scripts: a decimal point in every language.
        QLocale.setDefault(QLocale.c())
        qt_folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        for part in _QT_PARTS:
            self._install(qt_folder / f"{part}_{self.language}.qm")
        self._install(resources_dir() / "translations" / f"mibscope_{self.language}.qm")

    def remove(self) -> None:
        for translator in self._translators:
            self._application.removeTranslator(translator)
        self._translators.clear()

    def _install(self, path: Path) -> None:
        translator = QTranslator()
        if translator.load(str(path)):  # not every distribution of Qt brings its translations
            self._application.installTranslator(translator)
            self._translators.append(translator)
