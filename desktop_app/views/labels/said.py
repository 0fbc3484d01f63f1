"""What the rater at hand says of the utterance: the sentiment on its scale, the expressions."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.commands.binding import CommandSet
from desktop_app.commands.menus.labels import toggle_command
from desktop_app.state.labels import LabelState
from desktop_app.theming.manager import ThemeManager
from desktop_app.theming.tokens import GAP
from desktop_app.views.format import emotion_name, sentiment_word, signed
from desktop_app.views.labels.scale import SentimentScale
from desktop_app.views.sections import small
from engine.types import Emotion

_COLUMNS = 4


class SentimentLabel(QWidget):
    """The scale, what it says in words, and a way to say nothing."""

    def __init__(self, labels: LabelState, themes: ThemeManager) -> None:
        super().__init__()
        self._labels = labels
        self.scale = SentimentScale(themes)
        self._value = QLabel()
        self.unset = QPushButton(self.tr("Say nothing"))
        self.unset.setProperty("role", "action")
        self.unset.setAccessibleDescription(self.tr("Nothing is said of the sentiment"))
        keep = self.unset.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.unset.setSizePolicy(keep)
        line = QHBoxLayout()
        line.setSpacing(GAP)
        line.addWidget(self._value, 1)
        line.addWidget(self.unset)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(line)
        column.addWidget(self.scale)
        self.scale.chosen.connect(labels.set_sentiment)
        self.unset.clicked.connect(lambda: labels.set_sentiment(None))

    @property
    def text(self) -> str:
        return self._value.text()

    def show_value(self, value: float | None) -> None:
        self.scale.show_value(value)
        self.unset.setVisible(value is not None)
        if value is None:
            self._value.setText(self.tr("Sentiment: not labelled"))
        else:
            said = self.tr("Sentiment: {value}, {word}")
            self._value.setText(said.format(value=signed(value, 1), word=sentiment_word(value)))


class EmotionLabel(QWidget):
    """Seven switches and one for none of them, each with its key."""

    def __init__(self, labels: LabelState, commands: CommandSet) -> None:
        super().__init__()
        self._heading = QLabel()
        self.buttons = {emotion: self._button(emotion_name(emotion)) for emotion in Emotion}
        self.none = self._button(self.tr("none shown"))
        grid = QGridLayout()
        grid.setSpacing(GAP // 2)
        for place, (emotion, button) in enumerate(self.buttons.items()):
            button.clicked.connect(lambda _=False, emotion=emotion: labels.toggle(emotion))
            self._give_key(button, commands, toggle_command(emotion))
            grid.addWidget(button, place // _COLUMNS, place % _COLUMNS)
            grid.setColumnStretch(place % _COLUMNS, 1)
        self.none.clicked.connect(lambda _=False: labels.show_none())
        self._give_key(self.none, commands, "labels.none")
        grid.addWidget(self.none, len(Emotion) // _COLUMNS, len(Emotion) % _COLUMNS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP // 2)
        column.addWidget(self._heading)
        column.addLayout(grid)

    def show_shown(self, shown: frozenset[Emotion] | None) -> None:
        """None: nothing is said of them."""
        for emotion, button in self.buttons.items():
            button.setChecked(shown is not None and emotion in shown)
        self.none.setChecked(shown == frozenset())
        self._heading.setText(
            self.tr("Expressions: not labelled") if shown is None else self.tr("Expressions")
        )

    def _button(self, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setCheckable(True)
        button.setProperty("role", "switch")
        button.setMinimumWidth(64)
        return button

    def _give_key(self, button: QPushButton, commands: CommandSet, command: str) -> None:
        keys = commands[command].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        button.setAccessibleName(button.text())
        button.setToolTip(self.tr("Key {keys}").format(keys=keys))
        button.setText(f"{keys}  {button.text()}")


class Subject(QWidget):
    """Which utterance it is about."""

    def __init__(self) -> None:
        super().__init__()
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._when = small()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._when)
        column.addWidget(self._words)

    @property
    def text(self) -> str:
        return self._words.text()

    def show_words(self, when: str, words: str) -> None:
        self._when.setText(when)
        self._words.setText(words)
