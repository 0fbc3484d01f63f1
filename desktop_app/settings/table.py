"""Every setting, in the order in which it is shown. The dialog is made from this table."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QLocale

from desktop_app.i18n.marks import QT_TRANSLATE_NOOP
from desktop_app.i18n.translators import LANGUAGES, SYSTEM
from desktop_app.settings.labels import LabelledHeads
from desktop_app.settings.setting import (
    Choice,
    Group,
    Range,
    Setting,
    choice,
    file,
    folder,
    named_choice,
    number,
    text,
    toggle,
)
from desktop_app.settings.speech_models import FROM_THE_HUB, is_usable
from desktop_app.theming.manager import Appearance
from engine.sessions.media_files import AUDIO_SUFFIXES, VIDEO_SUFFIXES

_SPOKEN = (
    *("en", "de", "fr", "es", "it", "pt", "nl", "pl", "ru", "uk", "tr", "ar", "fa", "hi", "bn"),
    *("ur", "zh", "ja", "ko", "vi", "id", "jv"),
)
"""Languages by the names that Whisper has for them."""
_MEDIA = " ".join(f"*.{each}" for each in (*VIDEO_SUFFIXES, *AUDIO_SUFFIXES))

APPEARANCE = named_choice(
    "appearance",
    QT_TRANSLATE_NOOP("Settings", "Appearance"),
    QT_TRANSLATE_NOOP("Settings", "Light, dark, or whatever the system has at the moment."),
    Group.LOOK,
    default=Appearance.SYSTEM,
    titles={
        Appearance.SYSTEM: QT_TRANSLATE_NOOP("Settings", "As the system"),
        Appearance.LIGHT: QT_TRANSLATE_NOOP("Settings", "Light"),
        Appearance.DARK: QT_TRANSLATE_NOOP("Settings", "Dark"),
    },
)
LANGUAGE = choice(
    "language",
    QT_TRANSLATE_NOOP("Settings", "Language of the window"),
    QT_TRANSLATE_NOOP("Settings", "Takes effect at the next start."),
    Group.LOOK,
    choices=(
        Choice(SYSTEM, QT_TRANSLATE_NOOP("Settings", "As the system")),
        *(Choice(code, name, translated=False) for code, name in LANGUAGES.items()),
    ),
)
USE_TEXT = toggle(
    "use_text",
    QT_TRANSLATE_NOOP("Settings", "Use the words"),
    QT_TRANSLATE_NOOP(
        "Settings", "Write down what is said and predict from it. Without it, an analysis is quick."
    ),
    Group.ANALYSIS,
    True,
)
USE_AUDIO = toggle(
    "use_audio",
    QT_TRANSLATE_NOOP("Settings", "Use the voice"),
    QT_TRANSLATE_NOOP("Settings", "Predict from how it is said."),
    Group.ANALYSIS,
    True,
)
USE_VIDEO = toggle(
    "use_video",
    QT_TRANSLATE_NOOP("Settings", "Use the face"),
    QT_TRANSLATE_NOOP("Settings", "Find faces in the picture and predict from them."),
    Group.ANALYSIS,
    True,
)
SPOKEN = choice(
    "spoken_language",
    QT_TRANSLATE_NOOP("Settings", "Language that is spoken"),
    QT_TRANSLATE_NOOP(
        "Settings",
        "Naming it is safer than detecting it. Speech models whose name ends in .en know English "
        "only.",
    ),
    Group.ANALYSIS,
    choices=(
        Choice("", QT_TRANSLATE_NOOP("Settings", "Detect it")),
        *(
            Choice(code, QLocale(QLocale(code).language()).nativeLanguageName(), translated=False)
            for code in _SPOKEN
        ),
    ),
)
VOICE_BASELINE = file(
    "voice_baseline",
    QT_TRANSLATE_NOOP("Settings", "The speaker's ordinary voice"),
    QT_TRANSLATE_NOOP(
        "Settings",
        "A recording of the only speaker, whose ordinary voice is then the zero. Leave it empty "
        "where several people speak.",
    ),
    Group.ANALYSIS,
    _MEDIA,
)
SPEECH_MODEL = choice(
    "speech_model",
    QT_TRANSLATE_NOOP("Settings", "Speech model"),
    QT_TRANSLATE_NOOP(
        "Settings",
        "Larger ones hear better and take longer. Tools, Models fetches those that are not on this "
        "machine.",
    ),
    Group.MODELS,
    choices=(
        Choice("auto", QT_TRANSLATE_NOOP("Settings", "The best one on this machine")),
        Choice("tiny.en", "tiny.en", translated=False),
        Choice("base.en", "base.en", translated=False),
        Choice("openai:base.en", "openai:base.en", translated=False),
        *(Choice(name, name, translated=False) for name in FROM_THE_HUB),
    ),
    available=is_usable,
)
OTHER_SPEECH_MODEL = text(
    "other_speech_model",
    QT_TRANSLATE_NOOP("Settings", "Another speech model"),
    QT_TRANSLATE_NOOP(
        "Settings",
        "Takes the place of the one above: a Whisper name, a folder with a CTranslate2 model, or "
        "a model id of the hub.",
    ),
    Group.MODELS,
)
DEVICE = choice(
    "device",
    QT_TRANSLATE_NOOP("Settings", "Device"),
    QT_TRANSLATE_NOOP(
        "Settings",
        "What computes. An analysis says in the status bar which one it used, and why.",
    ),
    Group.MODELS,
    choices=(
        Choice("auto", QT_TRANSLATE_NOOP("Settings", "The fastest that works")),
        Choice("cpu", QT_TRANSLATE_NOOP("Settings", "Processor")),
        Choice("cuda", QT_TRANSLATE_NOOP("Settings", "NVIDIA graphics card (CUDA)")),
        Choice("mps", QT_TRANSLATE_NOOP("Settings", "Apple graphics (MPS)")),
    ),
)
CHECKPOINT = choice(
    "checkpoint",
    QT_TRANSLATE_NOOP("Settings", "Checkpoint"),
    QT_TRANSLATE_NOOP(
        "Settings",
        "The trained model that predicts. The permissive one has not seen the corpora RAVDESS and "
        "nEMO, and knows less.",
    ),
    Group.MODELS,
    choices=(
        Choice("default", QT_TRANSLATE_NOOP("Settings", "Default")),
        Choice("permissive", QT_TRANSLATE_NOOP("Settings", "Permissive")),
    ),
)
OWN_CHECKPOINT = file(
    "own_checkpoint",
    QT_TRANSLATE_NOOP("Settings", "A checkpoint of your own"),
    QT_TRANSLATE_NOOP("Settings", "Takes the place of the one above."),
    Group.MODELS,
    "*.safetensors",
)
RATER = text(
    "rater",
    QT_TRANSLATE_NOOP("Settings", "Name of the rater"),
    QT_TRANSLATE_NOOP("Settings", "Who labels at this computer; kept with every label."),
    Group.LABELS,
    default="Rater 1",
)
LABELLED_HEADS = named_choice(
    "labelled_heads",
    QT_TRANSLATE_NOOP("Settings", "What is labelled"),
    QT_TRANSLATE_NOOP("Settings", "An utterance counts as labelled once all of it is said."),
    Group.LABELS,
    default=LabelledHeads.BOTH,
    titles={
        LabelledHeads.BOTH: QT_TRANSLATE_NOOP("Settings", "Sentiment and expressions"),
        LabelledHeads.SENTIMENT: QT_TRANSLATE_NOOP("Settings", "Sentiment alone"),
        LabelledHeads.EMOTIONS: QT_TRANSLATE_NOOP("Settings", "Expressions alone"),
    },
)
LABEL_BLIND = toggle(
    "label_blind",
    QT_TRANSLATE_NOOP("Settings", "Label blind"),
    QT_TRANSLATE_NOOP(
        "Settings",
        "Hide what was predicted of an utterance until it is labelled, so that it sways nobody.",
    ),
    Group.LABELS,
    False,
)
PROJECTS_FOLDER = folder(
    "projects_folder",
    QT_TRANSLATE_NOOP("Settings", "Folder of projects"),
    QT_TRANSLATE_NOOP(
        "Settings",
        "Where a project is made for a file that is opened without one. Empty: a folder of "
        "MIBScope's own.",
    ),
    Group.FILES,
)
RECENT_COUNT = number(
    "recent_count",
    QT_TRANSLATE_NOOP("Settings", "Recent projects"),
    QT_TRANSLATE_NOOP("Settings", "How many are remembered; none with 0."),
    Group.FILES,
    default=12,
    limits=Range(0, 30),
)
REOPEN = toggle(
    "reopen",
    QT_TRANSLATE_NOOP("Settings", "Open the last project at start"),
    QT_TRANSLATE_NOOP("Settings", "Go on where you left off."),
    Group.FILES,
    False,
)
VOLUME = number(
    "volume",
    QT_TRANSLATE_NOOP("Settings", "Volume"),
    QT_TRANSLATE_NOOP("Settings", "Of the player; its slider changes the same."),
    Group.FILES,
    default=0.8,
    limits=Range(0.0, 1.0, 0.05, scale=100, unit=" %"),
)
DETAILED_LOG = toggle(
    "detailed_log",
    QT_TRANSLATE_NOOP("Settings", "Detailed log"),
    QT_TRANSLATE_NOOP(
        "Settings",
        "Write down more of what happens, for a report of an error: Tools, Log and diagnostics.",
    ),
    Group.TROUBLE,
    False,
)

TABLE: tuple[Setting[Any], ...] = (
    APPEARANCE,
    LANGUAGE,
    USE_TEXT,
    USE_AUDIO,
    USE_VIDEO,
    SPOKEN,
    VOICE_BASELINE,
    SPEECH_MODEL,
    OTHER_SPEECH_MODEL,
    DEVICE,
    CHECKPOINT,
    OWN_CHECKPOINT,
    RATER,
    LABELLED_HEADS,
    LABEL_BLIND,
    PROJECTS_FOLDER,
    RECENT_COUNT,
    REOPEN,
    VOLUME,
    DETAILED_LOG,
)
ONE_NEEDED: tuple[Setting[bool], ...] = (USE_TEXT, USE_AUDIO, USE_VIDEO)
"""At least one of these stays on: there would be nothing to analyse."""
