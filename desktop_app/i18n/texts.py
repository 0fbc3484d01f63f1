"""Texts outside of widgets, and what the engine says, in the window's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop_app.i18n.marks import QT_TRANSLATE_NOOP

translate = QCoreApplication.translate
"""Context, text in English; for functions. Widgets have ``tr``, which also knows plurals."""

REASONS_ABSENT = (
    QT_TRANSLATE_NOOP("Engine", "It was left out of this analysis."),
    QT_TRANSLATE_NOOP("Engine", "The file has no picture."),
    QT_TRANSLATE_NOOP("Engine", "The file has no sound."),
    QT_TRANSLATE_NOOP("Engine", "The voice is too faint to be measured."),
    QT_TRANSLATE_NOOP("Engine", "Nobody speaks here."),
    QT_TRANSLATE_NOOP("Engine", "No face was in view."),
    QT_TRANSLATE_NOOP("Engine", "There are no pictures of this stretch."),
    QT_TRANSLATE_NOOP("Engine", "The face was too small, hidden or turned away to be measured."),
    QT_TRANSLATE_NOOP("Engine", "There are no words."),
    QT_TRANSLATE_NOOP("Engine", "No voice is heard in this part."),
    QT_TRANSLATE_NOOP("Engine", "No face is seen in this part."),
    QT_TRANSLATE_NOOP("Engine", "There is no sound."),
    QT_TRANSLATE_NOOP("Engine", "There is no picture."),
    QT_TRANSLATE_NOOP("Engine", "Too little speech was heard, at least four seconds are needed."),
    QT_TRANSLATE_NOOP("Engine", "No face was in view for long enough, four seconds are needed."),
    QT_TRANSLATE_NOOP("Engine", "What is neutral to this model is not known."),
    QT_TRANSLATE_NOOP("Engine", "On people this model had not met, it did not help."),
)
"""Why a modality is missing or not calibrated. Errors and their hints are not translated."""

CHOICES_EXPLAINED = (
    QT_TRANSLATE_NOOP("Engine", "Heads only"),
    QT_TRANSLATE_NOOP("Engine", "Fusion and heads"),
    QT_TRANSLATE_NOOP("Engine", "Everything, slowly"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "Learns anew how evidence becomes a sentiment and emotions; what is heard, seen and "
        "read stays as it is. For a few dozen labels: people who use the scale differently, "
        "another setting. Takes seconds. Compare it on people who were not labelled.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "Also learns how words, voice and face are weighed against each other. For some "
        "hundred labels. What each of them contributes may change.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "Every part learns, with a low learning rate; the standardisation of the features "
        "stays. For a thousand labels of several people. With fewer it learns the people by "
        "heart, and validation ends it early.",
    ),
)
"""What can learn in a training, in the words of the engine."""

DESIGNS_EXPLAINED = (
    QT_TRANSLATE_NOOP("Engine", "Complete"),
    QT_TRANSLATE_NOOP("Engine", "Experts"),
    QT_TRANSLATE_NOOP("Engine", "One bottleneck"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "As the default checkpoint: a bottleneck on words, voice and face and one on what they "
        "give together. It tells how much each of them lets through.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "A bottleneck on each; what they are sure of weighs more. Few weights, and a missing "
        "voice or face leaves the others as they are.",
    ),
    QT_TRANSLATE_NOOP(
        "Engine",
        "Only what they give together is compressed. Nothing is told of what each one lets "
        "through.",
    ),
    QT_TRANSLATE_NOOP("Engine", "Bottlenecks on every modality and on the fused vector."),
    QT_TRANSLATE_NOOP("Engine", "Bottlenecks on every modality only."),
    QT_TRANSLATE_NOOP("Engine", "A bottleneck on the fused vector only."),
    QT_TRANSLATE_NOOP(
        "Engine", "Side by side, weighed by a layer: simple, and the paper's choice."
    ),
    QT_TRANSLATE_NOOP("Engine", "Their sum: the fewest weights."),
    QT_TRANSLATE_NOOP("Engine", "Their product, entry by entry."),
    QT_TRANSLATE_NOOP(
        "Engine", "All products of their entries: the most weights, for many labels."
    ),
    QT_TRANSLATE_NOOP("Engine", "All products, by a weight tensor of low rank."),
    QT_TRANSLATE_NOOP("Engine", "Pairs and all three as nodes, weighed by attention."),
    QT_TRANSLATE_NOOP("Engine", "The product of their Gaussians; for L-MIB only."),
    QT_TRANSLATE_NOOP(
        "Engine", "Bounds the information itself; the paper's. Start with beta 0.01."
    ),
    QT_TRANSLATE_NOOP("Engine", "The batch of z is held near the prior by a kernel."),
    QT_TRANSLATE_NOOP("Engine", "Only the covariance of z is held near the prior's."),
    QT_TRANSLATE_NOOP("Engine", "z shall not correlate with x."),
    QT_TRANSLATE_NOOP("Engine", "z shall be far from x."),
    QT_TRANSLATE_NOOP("Engine", "z shall point elsewhere than x."),
    QT_TRANSLATE_NOOP(
        "Engine",
        "How dear information is: more keeps the bottlenecks narrow, which helps with noise and "
        "few labels; less lets the model see more.",
    ),
)
"""Models that begin with random weights, likewise (engine.training.finetuning.designs)."""


def engine_text(text: str) -> str:
    """Translated if it is one of the above, otherwise as the engine said it."""
    return translate("Engine", text)
