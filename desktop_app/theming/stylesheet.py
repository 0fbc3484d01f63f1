"""Theme tokens as a Qt palette and style sheet. Widgets ask for a look by ``role`` property."""

from __future__ import annotations

from string import Template

from PySide6.QtGui import QColor, QPalette

from desktop_app.theming.tokens import RADIUS, Theme


def palette_of(theme: Theme) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: theme.window,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.surface,
        QPalette.ColorRole.AlternateBase: theme.surface_raised,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.text_muted,
        QPalette.ColorRole.Button: theme.surface_raised,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.ToolTipBase: theme.surface,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.Highlight: theme.accent,
        QPalette.ColorRole.HighlightedText: theme.accent_text,
        QPalette.ColorRole.Link: theme.accent,
        QPalette.ColorRole.Mid: theme.border,
    }
    for role, color in roles.items():
        palette.setColor(role, QColor(color))
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.absent))
    return palette


def stylesheet_of(theme: Theme) -> str:
    tokens = {name: getattr(theme, name) for name in Theme.__slots__}
    return _SHEET.substitute(tokens, radius=f"{RADIUS}px")


_SHEET = Template("""
QMainWindow { background: $window; }
QDialog { background: $surface; border: 1px solid $border; }
QMenuBar { background: $window; color: $text; padding: 2px 6px; }
QMenuBar::item { background: transparent; padding: 4px 10px; border-radius: 4px; }
QMenuBar::item:selected { background: $surface_raised; }
QMenu { background: $surface; color: $text; border: 1px solid $border; padding: 4px; }
QMenu::item { padding: 6px 28px 6px 24px; border-radius: 4px; }
QMenu::item:selected { background: $selection; }
QMenu::item:disabled { color: $absent; }
QMenu::separator { height: 1px; background: $border; margin: 4px 8px; }
QToolTip { background: $surface; color: $text; border: 1px solid $border; padding: 4px 6px; }
QStatusBar { background: $window; color: $text_muted; border-top: 1px solid $border; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: $text_muted; padding: 2px 8px; }
QMainWindow::separator { background: transparent; width: 8px; height: 8px; }
QMainWindow::separator:hover { background: $surface_raised; }
QDockWidget { color: $text_muted; }
QWidget[role="handle"] { background: $surface_raised; border-radius: 4px; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: $surface_raised; }

QFrame[role="panel"] {
    background: $surface; border: 1px solid $border; border-radius: $radius;
}
QFrame[role="header"] { background: $window; border: none; }
QLabel[role="title"] { color: $text; font-weight: 600; }
QLabel[role="display"] { color: $text; font-weight: 600; font-size: 20pt; }
QLabel[role="hero"] { color: $text; font-weight: 600; font-size: 34pt; }
QLabel[role="caption"] { color: $text; font-size: 12pt; }
QLabel[role="warning"] { color: $warning_text; font-size: 8.5pt; }
QFrame[role="sign"] {
    background: $surface; border: 1px solid $border; border-radius: $radius;
}
QWidget[role="compact"] { background: $surface; }
QLabel[role="heading"] { color: $text; font-weight: 600; font-size: 14pt; }
QLabel[role="muted"] { color: $text_muted; }
QLabel[role="small"] { color: $text_muted; font-size: 8.5pt; }
QLabel[role="readout"] {
    background: $surface; color: $text; border: 1px solid $border; border-radius: 4px;
    padding: 5px 8px; font-size: 8.5pt;
}

QPushButton, QToolButton {
    background: $surface_raised; color: $text; border: 1px solid $border;
    border-radius: $radius; padding: 5px 12px;
}
QPushButton:hover, QToolButton:hover { background: $selection; }
QPushButton:pressed, QToolButton:pressed { background: $border; }
QPushButton:disabled, QToolButton:disabled { color: $absent; background: $window; }
QPushButton:focus, QToolButton:focus { border: 1px solid $accent; }
QPushButton[role="primary"] {
    background: $accent; color: $accent_text; border: 1px solid $accent; font-weight: 600;
}
QPushButton[role="primary"]:disabled {
    background: $surface_raised; color: $absent; border: 1px solid $border;
}
QPushButton[role="primary"]:hover { border: 1px solid $text; }
QToolButton[role="flat"] { background: transparent; border: 1px solid transparent; padding: 4px; }
QToolButton[role="flat"]:hover { background: $surface_raised; }
QToolButton[role="flat"]:checked { background: $selection; border: 1px solid $border; }
QToolButton[role="flat"]:focus { border: 1px solid $accent; }
QToolButton::menu-indicator { image: none; width: 0; }

QProgressBar {
    background: $surface_raised; border: none; border-radius: 3px; max-height: 6px; min-height: 6px;
}
QProgressBar::chunk { background: $accent; border-radius: 3px; }

QSlider::groove:horizontal { height: 4px; background: $border; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal {
    background: $accent; width: 12px; height: 12px; margin: -4px 0; border-radius: 6px;
}
QTableView {
    background: $surface; color: $text; border: none; outline: none;
    selection-background-color: $selection; selection-color: $text;
}
QTableView::item { padding: 0 6px; }
QHeaderView { background: $surface; }
QHeaderView::section {
    background: $surface; color: $text_muted; border: none; border-bottom: 1px solid $border;
    padding: 4px 8px;
}
QAbstractSpinBox {
    background: $surface; color: $text; border: 1px solid $border; border-radius: 4px;
    padding: 3px 6px; selection-background-color: $accent; selection-color: $accent_text;
}
QRadioButton::indicator {
    width: 12px; height: 12px; border: 1px solid $text_muted; border-radius: 7px;
    background: $surface;
}
QRadioButton::indicator:checked { border: 4px solid $accent; width: 6px; height: 6px; }
QRadioButton::indicator:focus { border-color: $accent; }
QAbstractSpinBox:focus { border: 1px solid $accent; }
QListView { background: $surface; border: none; outline: none; }
QScrollArea { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 2px; }
QScrollBar::handle:vertical { background: $border; border-radius: 3px; min-height: 28px; }
QScrollBar::handle:vertical:hover { background: $absent; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 2px; }
QScrollBar::handle:horizontal { background: $border; border-radius: 3px; min-width: 28px; }
QScrollBar::handle:horizontal:hover { background: $absent; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QWidget[role="page"] { background: transparent; }
QFrame[role="card"] { background: $window; border: 1px solid $border; border-radius: 4px; }
QFrame[role="card"]:focus { border: 1px solid $accent; }
QPushButton[role="switch"] { background: $surface; padding: 4px 6px; border: 1px dashed $absent; }
QPushButton[role="switch"]:checked { background: $selection; border: 1px solid $accent; }
QPushButton[role="switch"]:focus { border: 2px solid $accent; padding: 3px 5px; }
QPushButton[role="switch"]:disabled { background: $window; border: 1px dashed $border; }
QLineEdit, QComboBox {
    background: $surface; color: $text; border: 1px solid $border; border-radius: 4px;
    padding: 3px 6px; selection-background-color: $accent; selection-color: $accent_text;
}
QComboBox::drop-down { border: none; width: 20px; }
QComboBox::down-arrow {
    width: 0; height: 0; margin-right: 6px; border-left: 4px solid $surface;
    border-right: 4px solid $surface; border-top: 5px solid $text_muted;
}
QComboBox QAbstractItemView {
    background: $surface; color: $text; border: 1px solid $border;
    selection-background-color: $selection; selection-color: $text;
}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
    background: transparent; border: none; width: 18px; subcontrol-origin: border;
}
QAbstractSpinBox::up-button { subcontrol-position: top right; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; }
QAbstractSpinBox::up-arrow {
    width: 0; height: 0; border-left: 4px solid $surface; border-right: 4px solid $surface;
    border-bottom: 5px solid $text_muted;
}
QAbstractSpinBox::down-arrow {
    width: 0; height: 0; border-left: 4px solid $surface; border-right: 4px solid $surface;
    border-top: 5px solid $text_muted;
}
QLineEdit:focus, QComboBox:focus { border: 1px solid $accent; }
QLabel[role="key"] {
    background: $surface_raised; color: $text; border: 1px solid $border; border-radius: 4px;
    padding: 1px 6px; font-size: 8.5pt;
}
QLabel[role="complaint"] { color: $error_text; font-size: 8.5pt; }
QListView[role="pages"] { background: $window; border-radius: $radius; padding: 4px; }
QListView[role="pages"]::item { padding: 7px 8px; border-radius: 4px; color: $text; }
QListView[role="pages"]::item:selected { background: $selection; color: $text; }
QListView[role="pages"]:focus { border: 1px solid $accent; }
QListView[role="jumps"] { border: 1px solid transparent; }
QListView[role="jumps"]::item:selected { background: $selection; color: $text; }
QListView[role="jumps"]:focus { border: 1px solid $accent; }
QTabWidget::pane { border: none; }
QTabBar { qproperty-drawBase: 0; }
QTabBar::tab {
    background: transparent; color: $text_muted; padding: 5px 10px;
    border: 1px solid transparent; border-bottom: 2px solid transparent;
}
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:focus { border: 1px solid $accent; border-bottom: 2px solid $accent; }

QPushButton[role="recent"] {
    background: transparent; border: 1px solid transparent; color: $accent; text-align: left;
    padding: 3px 6px;
}
QPushButton[role="recent"]:hover { background: $surface_raised; }
QPushButton[role="recent"]:focus { border: 1px solid $accent; }
QPushButton[role="action"] {
    background: transparent; border: 1px solid $border; padding: 2px 10px; font-weight: 600;
}
QPushButton[role="action"]:hover { background: $surface; }
QPushButton[role="action"]:focus { border: 1px solid $accent; }
QFrame[banner="info"] QPushButton { color: $info_text; border-color: $info_text; }
QFrame[banner="warning"] QPushButton { color: $warning_text; border-color: $warning_text; }
QFrame[banner="error"] QPushButton { color: $error_text; border-color: $error_text; }
QFrame[banner="info"] { background: $info_background; border-radius: $radius; }
QFrame[banner="info"] QLabel { color: $info_text; }
QFrame[banner="warning"] { background: $warning_background; border-radius: $radius; }
QFrame[banner="warning"] QLabel { color: $warning_text; }
QFrame[banner="error"] { background: $error_background; border-radius: $radius; }
QFrame[banner="error"] QLabel { color: $error_text; }
""")
