"""Still pictures inside zip files."""

from __future__ import annotations

import zipfile

import cv2
import numpy as np

from engine.types import UInt8Array


def read_picture(archive: zipfile.ZipFile, member: str) -> UInt8Array:
    """Uint8 [h, w, 3].

    Raises:
        KeyError: there is no such member.
        ValueError: it is no picture.
    """
    data = np.frombuffer(archive.read(member), np.uint8)
    try:
        picture = cv2.imdecode(data, cv2.IMREAD_COLOR)
    except cv2.error as error:  # nothing at all
        raise ValueError(f"{member} is no picture") from error
    if picture is None:
        raise ValueError(f"{member} is no picture")
    return np.asarray(picture, dtype=np.uint8)
