from collections.abc import Iterator

import cv2
import pytest
import torch

from engine.runtime.threads import limit_threads, usable_cores


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    before = cv2.getNumThreads(), torch.get_num_threads()
    yield
    cv2.setNumThreads(before[0])
    torch.set_num_threads(before[1])


def test_opencv_gets_one_thread_and_torch_the_cores() -> None:
    cv2.setNumThreads(4)
    assert limit_threads() == torch.get_num_threads() == min(usable_cores(), 8)
    assert cv2.getNumThreads() == 1


def test_torch_threads_can_be_chosen() -> None:
    assert limit_threads(1) == torch.get_num_threads() == 1
