"""Log and diagnostics: what a report of an error needs, to copy or save."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.state.diagnostics import Doctor
from desktop_app.state.log import LogBuffer
from desktop_app.theming.tokens import GAP
from desktop_app.views.banner import BannerStack, Tone
from desktop_app.views.sections import small
from engine import __version__

_REFRESH_MS = 500


class DiagnosticsDialog(QDialog):
    """Asks the doctor when it opens; the log follows what happens."""

    def __init__(
        self, log: LogBuffer, doctor: Doctor | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._log, self._doctor = log, doctor or Doctor(parent=self)
        self._shown = -1
        self.setWindowTitle(self.tr("Log and diagnostics"))
        self.resize(900, 600)
        self.banners = BannerStack()
        self.machine = _text(self.tr("What works on this machine"))
        self.log = _text(self.tr("Log of this run"))
        self.log.setPlaceholderText(self.tr("Nothing was logged so far: nothing went wrong."))
        self.again = QPushButton(self.tr("Check again"))
        self.again.clicked.connect(self._doctor.run)
        self.copy = QPushButton(self.tr("Copy all"))
        self.copy.clicked.connect(self._copy)
        self.save = QPushButton(self.tr("Save…"))
        self.save.clicked.connect(self._save)
        self._build()
        self._timer = QTimer(self)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self._show_log)
        self._timer.start()
        self._doctor.changed.connect(self._show_machine)
        self._doctor.run()
        self._show_log()

    @property
    def text(self) -> str:
        """All of it, as it is copied and saved."""
        parts = (
            ("MIBScope", __version__),
            (self.tr("This machine"), self.machine.toPlainText()),
            (self.tr("Log"), self._log.text or self.log.placeholderText()),
        )
        return "\n\n".join(f"## {heading}\n{body}" for heading, body in parts) + "\n"

    def done(self, result: int) -> None:
        self._end()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._end()
        super().closeEvent(event)

    def _build(self) -> None:
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.tabBar().setDrawBase(False)
        for part in (tabs, tabs.tabBar()):
            part.setAccessibleName(self.tr("Parts of the report"))
        tabs.addTab(self.machine, self.tr("This machine"))
        tabs.addTab(self.log, self.tr("Log"))
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(GAP)
        foot.addWidget(self.again)
        foot.addStretch()
        for button in (self.copy, self.save, close):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        column.setSpacing(GAP)
        about = self.tr(
            "For a report of an error. Nothing is sent: copy it, read it, and pass it on yourself. "
            "Your home folder is written as ~; names of your files are in it as they are."
        )
        column.addWidget(small(about))
        column.addWidget(self.banners)
        column.addWidget(tabs, 1)
        column.addLayout(foot)

    def _show_machine(self) -> None:
        asking = self._doctor.running and not self._doctor.text
        said = self.tr("Looking at devices, models, cameras and microphones …")
        self.machine.setPlainText(said if asking else self._doctor.text)
        self.again.setEnabled(not asking)

    def _show_log(self) -> None:
        if self._shown == self._log.written:
            return
        self._shown = self._log.written
        self.log.setPlainText(self._log.text)
        bar = self.log.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)
        self.banners.show_message(Tone.INFO, self.tr("Copied."))

    def _save(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save log and diagnostics"), "mibscope-report.txt"
        )
        if not chosen:
            return
        try:
            Path(chosen).write_text(self.text, "utf-8")
        except OSError as error:
            said = self.tr("{path} could not be written: {reason}")
            said = said.format(path=chosen, reason=error.strerror)
            self.banners.show_message(Tone.ERROR, said, self.tr("Choose another folder."))
        else:
            self.banners.show_message(Tone.INFO, self.tr("Saved to {path}.").format(path=chosen))

    def _end(self) -> None:
        self._timer.stop()
        self._doctor.stop()


def _text(name: str) -> QPlainTextEdit:
    view = QPlainTextEdit()
    view.setReadOnly(True)
    view.setAccessibleName(name)
    view.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    view.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    view.setTabChangesFocus(True)
    return view
