"""Start the window in a process of its own, analyse a file, report what happened as JSON.

python -m tests.helpers.start_window FILE FOLDER [real]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main() -> int:
    from PySide6.QtCore import QTimer  # noqa: PLC0415 - the job process imports this module too
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from desktop_app.app import Composition  # noqa: PLC0415
    from desktop_app.jobs.target import load_engine  # noqa: PLC0415
    from tests.helpers.scripted_engine import scripted_engine  # noqa: PLC0415
    from tests.helpers.window import preferences  # noqa: PLC0415

    seen: dict[str, object] = {}
    target = load_engine if "real" in sys.argv else scripted_engine
    application = QApplication(sys.argv[:1])
    composition = Composition(application, target, preferences(Path(sys.argv[2])))

    def shown() -> None:
        seen["modules_when_shown"] = sorted(sys.modules)

    def ended() -> None:
        if composition.session.analysis.active or composition.window.workspace.timeline is None:
            return
        seen["utterances"] = len(composition.session.analysis.results)
        seen["status"] = composition.session.analysis.status.value
        seen["modules"] = sorted(sys.modules)
        composition.window.close()
        application.quit()

    QTimer.singleShot(0, composition, shown)
    composition.start([Path(sys.argv[1])])
    watch = QTimer(composition)
    watch.timeout.connect(ended)
    watch.start(50)
    application.exec()
    print(json.dumps(seen))
    return 0


if __name__ == "__main__":
    sys.exit(main())
