"""The models: what there is, how large and under which licence; fetch, check, remove."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, Qt, QTimer
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop_app.i18n.marks import QT_TRANSLATE_NOOP
from desktop_app.state.models import Model, ModelsState
from desktop_app.theming.tokens import GAP
from desktop_app.views.banner import BannerStack, Tone
from desktop_app.views.sections import small, title

_ACTIVITIES = (
    QT_TRANSLATE_NOOP("Engine", "downloading"),
    QT_TRANSLATE_NOOP("Engine", "unpacking"),
    QT_TRANSLATE_NOOP("Engine", "making"),
    QT_TRANSLATE_NOOP("Engine", "checking"),
    QT_TRANSLATE_NOOP("Engine", "exporting"),
    QT_TRANSLATE_NOOP("Engine", "importing"),
    QT_TRANSLATE_NOOP("Engine", "another process is fetching this"),
)
"""What the engine says that it does with a model."""
_ARCHIVES = "*.zip"
_STEPS = 1000
_REFRESH_MS = 100


class ModelsDialog(QDialog):
    """Closing it leaves a fetch running; it can be looked at again."""

    def __init__(self, models: ModelsState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._models = models
        self._at: str | None = None
        """Id of the model whose progress is shown."""
        self.setWindowTitle(self.tr("Models"))
        self.resize(780, 660)
        self.banners = BannerStack()
        self.cards = {model.id: ModelCard(model.id, models) for model in models.all()}
        self.fetch_all = QPushButton()
        self.fetch_all.setProperty("role", "primary")
        self.fetch_all.clicked.connect(lambda: models.fetch(*models.missing))
        self.carry = QPushButton(self.tr("Carry to another machine"))
        self.carry.setMenu(self._carry_menu())
        self._build()
        self._timer = QTimer(self)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self._follow)
        models.changed.connect(self._refresh)
        models.told.connect(lambda text: self.banners.show_message(Tone.INFO, text))
        models.failed.connect(lambda *said: self.banners.show_message(Tone.ERROR, *said))
        self._refresh()

    def _build(self) -> None:
        about = small(
            self.tr(
                "Models are fetched only when you ask for it, and compared with the digests that "
                "MIBScope knows. After that, everything works without a network."
            )
        )
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, GAP, 0)
        column.setSpacing(GAP)
        for card in self.cards.values():
            column.addWidget(card)
        column.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(page)
        folder = small(self.tr("Folder: {path}").format(path=self._models.folder))
        folder.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(folder, 1)
        foot.addWidget(self.carry)
        foot.addWidget(self.fetch_all)
        foot.addWidget(buttons)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        rows.setSpacing(2 * GAP)
        rows.addWidget(about)
        rows.addWidget(self.banners)
        rows.addWidget(scroll, 1)
        rows.addLayout(foot)

    def _carry_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(self.tr("Write all models into a file…")).triggered.connect(self._export)
        menu.addAction(self.tr("Take models from such a file…")).triggered.connect(self._import)
        return menu

    def _export(self) -> None:
        title = self.tr("Write all models into a file")
        path, _ = QFileDialog.getSaveFileName(self, title, "mibscope-models.zip", _ARCHIVES)
        if path:
            self._models.export_all(Path(path))

    def _import(self) -> None:
        title = self.tr("Take models from a file")
        path, _ = QFileDialog.getOpenFileName(self, title, "", _ARCHIVES)
        if path:
            self._models.import_from(Path(path))

    def _refresh(self) -> None:
        for model in self._models.all():
            self.cards[model.id].show_model(model)
        missing, busy = self._models.missing, self._models.busy is not None
        self.fetch_all.setText(self.tr("Fetch all that is needed"))
        self.fetch_all.setEnabled(bool(missing) and not busy)
        self.fetch_all.setVisible(bool(missing))
        self.carry.setEnabled(not busy)
        if busy:
            self.banners.clear()
            self._timer.start()
        else:
            self._timer.stop()
        self._show_progress()

    def _follow(self) -> None:
        if self._models.busy != self._at:
            self._refresh()  # another one's turn: the one before is here
        self._show_progress()

    def _show_progress(self) -> None:
        self._at = self._models.busy
        for card in self.cards.values():
            card.show_progress()


class ModelCard(QFrame):
    """One model with what can be done with it."""

    def __init__(self, model_id: str, models: ModelsState) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._id, self._models = model_id, models
        self._title, self._use, self._facts = title(""), small(), small()
        self._state = QLabel()
        self._state.setProperty("role", "muted")
        self.fetch = self._button(self.tr("Fetch"), lambda: models.fetch(model_id))
        self.verify = self._button(self.tr("Check"), lambda: models.verify(model_id))
        self.remove = self._button(self.tr("Remove"), lambda: models.remove(model_id))
        self.cancel = self._button(self.tr("Cancel"), models.cancel)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._doing = small()
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(self._title)
        head.addStretch()
        head.addWidget(self._state)
        foot = QHBoxLayout()
        foot.setSpacing(GAP // 2)
        foot.addWidget(self._facts, 1)
        for button in (self.fetch, self.verify, self.remove, self.cancel):
            foot.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP + 4, GAP, GAP + 4, GAP)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._use)
        column.addLayout(foot)
        column.addWidget(self._bar)
        column.addWidget(self._doing)

    @property
    def text(self) -> str:
        """What is said of it."""
        labels = (self._title, self._state, self._use, self._facts)
        return " | ".join(label.text() for label in labels)

    def show_model(self, model: Model) -> None:
        """Bring everything in line with what is here."""
        busy = self._models.busy is not None
        self._title.setText(model.title)
        self._state.setText(self._state_of(model))
        self._use.setText(model.needed_by)
        size = [_size(model.size)] if model.size else []
        facts = [model.licence, *size, *model.sources]
        self._facts.setText(" · ".join(facts))
        self.fetch.setVisible(not model.present)
        for button in (self.verify, self.remove):
            button.setVisible(model.present and model.ours)
        for button in (self.fetch, self.verify, self.remove):
            button.setEnabled(not busy)
            button.setAccessibleName(f"{button.text()}: {model.title}")
        self.cancel.setAccessibleName(f"{self.cancel.text()}: {model.title}")

    def show_progress(self) -> None:
        """Of what is done with it, if something is."""
        mine = self._models.busy == self._id
        for widget in (self._bar, self._doing, self.cancel):
            widget.setVisible(mine)
        if mine:
            fraction = self._models.fraction
            self._bar.setRange(0, 0 if fraction is None else _STEPS)
            self._bar.setValue(round((fraction or 0.0) * _STEPS))
            self._doing.setText(self._done_so_far() or self.tr("Starting …"))

    def _button(self, text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: act())
        return button

    def _done_so_far(self) -> str:
        done, total = self._models.bytes_done
        said = QCoreApplication.translate("Engine", self._models.activity)
        if not total:
            return said
        amount = self.tr("{done} of {total}").format(done=_size(done), total=_size(total))
        return f"{said} · {amount}"

    def _state_of(self, model: Model) -> str:
        if model.present:
            return self.tr("On this machine")
        return self.tr("Missing") if model.needed else self.tr("Not here; not needed by default")


def _size(count: int) -> str:
    """12.3 MB"""
    return QLocale().formattedDataSize(count, 1, QLocale.DataSizeFormat.DataSizeSIFormat)
