"""How many threads the numeric libraries may use in one process.

OpenCV and torch each keep a pool as large as the machine. Taking turns every few milliseconds, as
faces and model do, the pools can wait for each other. The networks behind OpenCV are too small to
gain from threads, so torch gets them.
"""

from __future__ import annotations

import os

_MOST_TORCH_THREADS = 8
"""The text encoder and the models are small; more threads only wait for each other."""


def usable_cores() -> int:
    """Cores that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def limit_threads(torch_threads: int | None = None) -> int:
    """One thread for OpenCV, ``torch_threads`` (default: the usable cores, at most 8) for torch.

    Call it once per process, before the first feature is computed. Returns torch's number.
    """
    import cv2  # noqa: PLC0415 - the window's process imports this package
    import torch  # noqa: PLC0415

    threads = torch_threads or min(usable_cores(), _MOST_TORCH_THREADS)
    cv2.setNumThreads(1)
    torch.set_num_threads(threads)
    return threads
