"""When commands can be used."""

from __future__ import annotations

from desktop_app.state.live.session import LiveStatus
from desktop_app.state.session import Session
from desktop_app.state.training.runs import ALIVE, PAUSABLE, RESUMABLE


def has_file(session: Session) -> bool:
    return session.analysis.path is not None


def has_results(session: Session) -> bool:
    return bool(session.analysis.results)


def can_edit(session: Session) -> bool:
    return session.editor.can_edit


def can_undo(session: Session) -> bool:
    return session.editor.undoable is not None


def can_redo(session: Session) -> bool:
    return session.editor.redoable is not None


def can_label(session: Session) -> bool:
    return session.labels.can_label


def labels_now(session: Session) -> bool:
    """Keys without Ctrl label while the panel is on the screen only."""
    return session.labels.active and session.labels.can_label


def has_suggestions(session: Session) -> bool:
    return bool(session.labels.queue)


def is_running(session: Session) -> bool:
    return session.analysis.active


def is_idle_with_file(session: Session) -> bool:
    return has_file(session) and not session.analysis.active


def has_picture(session: Session) -> bool:
    media = session.analysis.media
    return media is not None and media.video is not None


def has_selection(session: Session) -> bool:
    return session.range.bounds is not None


def can_play(session: Session) -> bool:
    return session.playback.duration_s > 0


def has_project(session: Session) -> bool:
    return session.projects.project is not None


def has_chosen(session: Session) -> bool:
    return session.files.chosen is not None


def can_analyse_chosen(session: Session) -> bool:
    return session.files.can_analyse


def chosen_is_queued(session: Session) -> bool:
    return session.files.in_queue


def chosen_is_missing(session: Session) -> bool:
    return session.files.is_missing


def has_failed(session: Session) -> bool:
    return session.files.has_failed


def is_live(session: Session) -> bool:
    return session.live.busy


def can_run_live(session: Session) -> bool:
    return session.live.status is not LiveStatus.STARTING


def live_runs(session: Session) -> bool:
    return session.live.status is LiveStatus.RUNNING


def is_calibrated(session: Session) -> bool:
    """Or about to be."""
    live = session.live
    return live.busy and (live.calibration is not None or live.calibrating_s is not None)


def is_recording(session: Session) -> bool:
    return session.live.recording is not None


def can_look_at_data(session: Session) -> bool:
    return session.training.looking.has_choice


def can_pause_or_go_on(session: Session) -> bool:
    run = session.training.watched
    if run is None:
        return False
    return run.status in PAUSABLE or (run.status in RESUMABLE and run.ours)


def is_training(session: Session) -> bool:
    run = session.training.watched
    return run is not None and run.status in ALIVE


def can_apply(session: Session) -> bool:
    run = session.training.watched
    has_model = run is not None and run.model is not None
    return has_model and has_results(session) and not session.model_switch.busy


def is_applying(session: Session) -> bool:
    """Whether a model is predicting the project anew."""
    return session.model_switch.busy


def can_go_back(session: Session) -> bool:
    return not session.model_switch.busy and session.model_switch.can_go_back


def can_compare_models(session: Session) -> bool:
    return len(session.training.pair) == 2 and has_project(session)


def has_model(session: Session) -> bool:
    """Whether the run that is watched has one."""
    run = session.training.watched
    return run is not None and run.model is not None


def has_comparison(session: Session) -> bool:
    return session.comparison.found is not None


def has_curves(session: Session) -> bool:
    return session.training.follower.curves.has_begun


def can_remove_run(session: Session) -> bool:
    run = session.training.watched
    return run is not None and run.status not in ALIVE
