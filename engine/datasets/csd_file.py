"""The computational sequences of the CMU-MultimodalSDK: HDF5, opened warily.

    /<name>/data/<segment>/features    [steps, d] numbers, or strings (words)
    /<name>/data/<segment>/intervals   [steps, 2] seconds on the video's clock
    /<name>/metadata

Source: Zadeh et al., "Multi-attention Recurrent Network for Human Communication Comprehension",
AAAI 2018 (github.com/CMU-MultiComp-Lab/CMU-MultimodalSDK).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from engine.datasets.foreign import Array, numbers, text_of
from engine.errors import DatasetError
from engine.types import Float64Array

LARGEST = 1 << 31
"""Bytes of one segment's features; a header may claim any size."""


@dataclass(frozen=True, slots=True)
class Steps:
    """What one segment holds. features: [steps, d]; intervals: float64 [steps, 2]."""

    features: Array
    intervals: Float64Array

    @property
    def centres_s(self) -> Float64Array:
        """[steps]"""
        return np.asarray(self.intervals.mean(axis=1), dtype=np.float64)

    def within(self, start_s: float, end_s: float) -> Steps:
        """The steps whose centre lies in start ≤ centre < end; they keep the video's clock."""
        inside = (self.centres_s >= start_s) & (self.centres_s < end_s)
        return Steps(self.features[inside], self.intervals[inside])


class Csd:
    """One open file. ``name``: what it calls its features."""

    def __init__(self, path: Path, file: Any) -> None:
        self.path = path
        names = [name for name in file if _is_group(file, name)]
        if len(names) != 1:
            raise DatasetError(
                f"{path.name} has {len(names)} groups at its top; one was expected.",
                hint="Is it a .csd file of the CMU-MultimodalSDK?",
            )
        self.name = text_of(names[0], path.name)
        self._data = _child(_child(file, self.name, path), "data", path)
        if not hasattr(self._data, "keys"):
            raise DatasetError(f"{path.name}: data is no group of segments.")
        self.segments = [text_of(name, path.name) for name in self._data]
        self._known = frozenset(self.segments)

    def __contains__(self, segment: str) -> bool:
        return segment in self._known

    def numeric(self, segment: str) -> Steps:
        """Features that are numbers.

        Raises:
            DatasetError: they are none, or do not fit their intervals.
        """
        return self._steps(segment, numbers(self._read(segment, "features"), 2, self._at(segment)))

    def words(self, segment: str) -> Steps:
        """Features that are strings, as an array of str [steps, 1].

        Raises:
            DatasetError: they are none, or do not fit their intervals.
        """
        raw = self._read(segment, "features")
        flat = [text_of(each, self._at(segment)) for each in raw.reshape(-1)]
        return self._steps(segment, np.array(flat, dtype=object).reshape(-1, 1))

    def dimension(self) -> int:
        """Numbers a step, from the first segment."""
        if not self.segments:
            raise DatasetError(f"{self.path.name} has no segments.")
        return int(self.numeric(self.segments[0]).features.shape[1])

    def _steps(self, segment: str, features: Array) -> Steps:
        intervals = numbers(self._read(segment, "intervals"), 2, self._at(segment))
        if intervals.shape != (len(features), 2) or not np.isfinite(intervals).all():
            raise DatasetError(
                f"{self._at(segment)}: {len(features)} steps and intervals of shape "
                f"{list(intervals.shape)}; a start and an end for each were expected."
            )
        return Steps(features, intervals.astype(np.float64))

    def _read(self, segment: str, part: str) -> Array:
        with _damage(self.path):
            found = _child(_child(self._data, segment, self.path), part, self.path)
            if not hasattr(found, "nbytes"):
                raise DatasetError(f"{self._at(segment)}: {part} is no array.")
            if found.nbytes > LARGEST:
                raise DatasetError(f"{self._at(segment)}: {part} claims {found.nbytes} bytes.")
            return np.asarray(found[()])

    def _at(self, segment: str) -> str:
        return f"{self.path.name}, {segment}"


@contextmanager
def open_csd(path: Path) -> Iterator[Csd]:
    """Open a file for reading.

    Raises:
        DatasetError: it is missing, damaged, or not of that form.
    """
    import h5py  # noqa: PLC0415 - only this format needs it

    with ExitStack() as stack:
        with _damage(path):
            csd = Csd(path, stack.enter_context(h5py.File(path, "r")))
        yield csd


@contextmanager
def _damage(path: Path) -> Iterator[None]:
    """What HDF5 raises, as an error that names the file."""
    try:
        yield
    except FileNotFoundError as error:
        raise DatasetError(f"There is no file {path}.") from error
    except (OSError, KeyError, TypeError, ValueError, RuntimeError, MemoryError) as error:
        raise DatasetError(
            f"{path} is damaged or no .csd file: {error}.",
            hint="Fetch it again; the download may have stopped early.",
        ) from error


def _child(group: Any, name: str, path: Path) -> Any:
    """A member of this very file; HDF5 could lead into others."""
    import h5py  # noqa: PLC0415

    link = group.get(name, getlink=True) if isinstance(group, h5py.Group) else None
    if link is None:
        raise DatasetError(f"{path.name}: there is no {name!r}.", hint="Is it a .csd file?")
    found = group[name] if isinstance(link, h5py.HardLink) else None
    elsewhere = isinstance(found, h5py.Dataset) and (found.external or found.is_virtual)
    if found is None or elsewhere:
        raise DatasetError(f"{path.name}: {name!r} leads to another place and is refused.")
    return found


def _is_group(file: Any, name: str) -> bool:
    import h5py  # noqa: PLC0415

    return file.get(name, getclass=True) is h5py.Group
