"""How states and figures of trainings are written."""

from __future__ import annotations

from desktop_app.i18n.marks import QT_TRANSLATE_NOOP
from desktop_app.i18n.texts import translate
from desktop_app.state.training.choices import NOTHING, PRESETS, Learns
from desktop_app.state.training.data import Finding
from desktop_app.state.training.runs import RunStatus

_STATUS = {
    RunStatus.WAITING: QT_TRANSLATE_NOOP("Training", "waiting"),
    RunStatus.STARTING: QT_TRANSLATE_NOOP("Training", "reading data"),
    RunStatus.RUNNING: QT_TRANSLATE_NOOP("Training", "training"),
    RunStatus.ENDING: QT_TRANSLATE_NOOP("Training", "about to stop"),
    RunStatus.PAUSED: QT_TRANSLATE_NOOP("Training", "paused"),
    RunStatus.INTERRUPTED: QT_TRANSLATE_NOOP("Training", "interrupted"),
    RunStatus.FAILED: QT_TRANSLATE_NOOP("Training", "failed"),
    RunStatus.FINISHED: QT_TRANSLATE_NOOP("Training", "finished"),
    RunStatus.IMPORTED: QT_TRANSLATE_NOOP("Training", "imported"),
}
_FINDINGS = {
    Finding.NO_LABELS: QT_TRANSLATE_NOOP(
        "Training", "Nothing is labelled yet. Open a project, label utterances, then train."
    ),
    Finding.FEW: QT_TRANSLATE_NOOP(
        "Training", "Few labels: what is gained may be luck. Sixty or more are a good beginning."
    ),
    Finding.ONE_FILE: QT_TRANSLATE_NOOP(
        "Training", "One file only: validation will say nothing of other people."
    ),
    Finding.FEW_FILES: QT_TRANSLATE_NOOP(
        "Training", "Two files only: one trains, the other one validates."
    ),
    Finding.ONE_SIDED: QT_TRANSLATE_NOOP(
        "Training", "Nearly all sentiments are on one side: label others, too."
    ),
    Finding.NOT_ANALYSED: QT_TRANSLATE_NOOP(
        "Training", "Some labelled files are not analysed and cannot be used: analyse them first."
    ),
}


def status_name(status: RunStatus) -> str:
    return translate("Training", _STATUS[status])


def finding_text(finding: Finding) -> str:
    return translate("Training", _FINDINGS[finding])


def learns_title(learns: str) -> str:
    """What learns, as it is asked for; empty for a run that was neither fine-tuned nor new."""
    if learns == NOTHING:
        return translate("Training", "All of it, from nothing")
    known = {each.value: preset.title for each, preset in PRESETS.items()}
    return translate("Engine", known[learns]) if learns in known else ""


def learns_explanation(learns: Learns) -> str:
    return translate("Engine", PRESETS[learns].explanation)


def change(before: float | None, after: float | None, digits: int = 2) -> str:
    """0.71 → 0.65; a dash where nothing was measured."""
    if after is None:
        return "–"
    if before is None:
        return f"{after:.{digits}f}"
    return f"{before:.{digits}f} → {after:.{digits}f}"


def mean_and_sd(measured: tuple[float, float]) -> str:
    """0.65 ± 0.02."""
    return f"{measured[0]:.2f} ± {measured[1]:.2f}"
