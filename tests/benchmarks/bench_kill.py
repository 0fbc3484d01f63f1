"""Kill the program a hundred times at random moments; nothing that was shown may be lost.

``python -m tests.benchmarks.bench_kill [--kills 100] [--windows 5] [--longest 2.5]``

Each time a process analyses three films and edits one of them without a pause, through the queue
and the editor of the window, with results that come every few milliseconds; some times in the whole
window. It tells over a pipe what was shown. After SIGKILL the project is opened: every result
that was shown must be there unaltered, every edit that was shown must be made, an edit that was
under way is made whole or not at all, and with all edits taken back everything is as it arrived.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.helpers.killing import Outcome, kill_once


def row(name: str, seed: int, outcome: Outcome) -> str:
    told = outcome.told
    return (
        f"{name:7s} {seed:4d} {outcome.after_s:7.3f} s {len(told.kept):8d} {told.edits:6d}   "
        f"{told.under_way or '–':8s} {'yes' if outcome.ahead else 'no':5s} "
        f"{'yes' if outcome.analysing else 'no':9s} {'; '.join(outcome.problems) or 'ok'}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--windows", type=int, default=5, help="more kills, of the whole window")
    parser.add_argument("--longest", type=float, default=2.5, help="seconds until the kill")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    print("writer  seed   killed at  results  edits   under way ahead analysing  project")
    outcomes: list[Outcome] = []
    for number in range(asked.kills + asked.windows):
        window, seed = number >= asked.kills, asked.seed + number
        with tempfile.TemporaryDirectory() as folder:
            outcome = kill_once(Path(folder), seed, asked.longest, window=window)
        outcomes.append(outcome)
        print(row("window" if window else "state", seed, outcome), flush=True)
    lost = sum(bool(each.problems) for each in outcomes)
    print(
        f"\n{len(outcomes)} kills: {sum(len(each.told.kept) for each in outcomes)} results and "
        f"{sum(each.told.edits for each in outcomes)} edits had been shown; "
        f"{sum(each.analysing for each in outcomes)} hit an analysis, "
        f"{sum(bool(each.told.under_way) for each in outcomes)} an edit that was under way, "
        f"{sum(each.ahead for each in outcomes)} an edit that was written and not yet shown; "
        f"{lost} projects lost or altered something"
    )
    return int(lost > 0)


if __name__ == "__main__":
    sys.exit(main())
