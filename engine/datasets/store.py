"""A packed data set as one safetensors file that is mapped, not read.

Writing streams: samples arrive one after another and memory holds one chunk of them. Arrays are
spooled to files of their own and then put together in the documented layout of safetensors (eight
bytes of header length, a JSON header, the arrays), which the library itself can only write from
memory. Reading goes through the library.
"""

from __future__ import annotations

import json
import math
import shutil
import struct
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open

from engine.datasets.packed import (
    Int64Array,
    Names,
    PackedDataset,
    PackedLabels,
    PackedTracks,
    pack,
    require_one_split_per_group,
)
from engine.datasets.schema import LabelledSample, Split
from engine.errors import DatasetError
from engine.features.contract import FeatureContract, contract_from_dict, contract_to_dict
from engine.types import Head, heads_from_dict, heads_to_dict

Array = npt.NDArray[Any]

FORMAT = "mibscope-dataset"
VERSION = 1

_CHUNK = 512
_DTYPES = {
    "float64": "F64",
    "float32": "F32",
    "float16": "F16",
    "int64": "I64",
    "int32": "I32",
    "int16": "I16",
    "uint8": "U8",
    "bool": "BOOL",
}


def write_store(
    path: Path,
    samples: Iterable[LabelledSample],
    contract: FeatureContract,
    heads: Mapping[str, Head],
    provenance: Mapping[str, Any] | None = None,
) -> int:
    """Write samples as they come; the file is there whole or not at all.

    Returns:
        How many samples it holds.

    Raises:
        DatasetError: the file cannot be written, there are no samples, they do not fit contract or
            heads, or a group is in two splits.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
            writer = _Writer(Path(folder), contract, heads)
            waiting = iter(samples)
            while chunk := list(islice(waiting, _CHUNK)):
                writer.add(chunk)
            if not writer.count:
                raise DatasetError(f"There are no samples to write to {path}.")
            whole = Path(folder) / "whole"
            writer.assemble(whole, provenance or {})
            whole.replace(path)
            return writer.count
    except OSError as error:
        raise DatasetError(f"{path} cannot be written: {error}.") from error


def open_store(path: Path) -> PackedDataset:
    """Map a data set. Arrays are read when they are used; the file must stay where it is.

    Raises:
        DatasetError: there is no such file, or it is damaged, foreign or of a newer format.
    """
    try:
        with safe_open(path, "pt") as file:
            document = _document(path, file.metadata() or {})
            arrays = {name: file.get_tensor(name).numpy() for name in file.keys()}  # noqa: SIM118
            return _dataset(path, document, arrays)
    except FileNotFoundError as error:
        raise DatasetError(f"There is no data set {path}.") from error
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise DatasetError(
            f"{path} is damaged or no MIBScope data set: {error}.",
            hint="Import it again with `mibscope data import`.",
        ) from error


def mapped_anew(dataset: PackedDataset) -> PackedDataset:
    """The same data set without the pages that were read so far; itself where it lies in memory.

    The system counts what has been read of a mapped file as the process's memory until the
    mapping goes.
    """
    return dataset if dataset.source is None else open_store(dataset.source)


class _Writer:
    """Spools the arrays of one chunk after another."""

    def __init__(self, folder: Path, contract: FeatureContract, heads: Mapping[str, Head]) -> None:
        self.count = 0
        self._folder = folder
        self._contract = contract
        self._heads = heads
        self._spools: dict[str, _Spool] = {}
        self._ends: dict[str, int] = {}
        self._datasets: dict[str, int] = {}
        self._groups: dict[str, int] = {}
        self._split_of_group: dict[str, Split] = {}

    def add(self, samples: Sequence[LabelledSample]) -> None:
        require_one_split_per_group(samples, self._split_of_group)
        packed = pack(samples, self._contract, self._heads)
        self._put("split", packed.split)
        self._put("dataset", _codes(self._datasets, (s.dataset for s in samples), np.int16))
        self._put("group", _codes(self._groups, (s.group for s in samples), np.int32))
        self._put_runs("ids", packed.ids.offsets, {"text": packed.ids.text})
        for modality, tracks in packed.tracks.items():
            arrays = {"values": tracks.values, "times_s": tracks.times_s, "valid": tracks.valid}
            self._put_runs(modality.value, tracks.offsets, arrays)
        for name, labels in packed.labels.items():
            self._put(f"label.{name}.values", labels.values)
            self._put(f"label.{name}.mask", labels.mask)
        self.count += len(samples)

    def assemble(self, path: Path, provenance: Mapping[str, Any]) -> None:
        """Put header and spools together."""
        groups = Names.of(self._groups)
        self._put_runs("groups", groups.offsets, {"text": groups.text})
        for name, end in self._ends.items():
            self._put(f"{name}.offsets", np.array([end], dtype=np.int64))
        document = {
            "version": VERSION,
            "datasets": list(self._datasets),
            "heads": heads_to_dict(self._heads),
            "contract": contract_to_dict(self._contract),
            "provenance": dict(provenance),
        }
        # The widest numbers first: so each array starts at a multiple of its own item size.
        spools = sorted(
            self._spools.values(), key=lambda spool: (-spool.dtype.itemsize, spool.name)
        )
        with path.open("wb") as file:
            file.write(_header(spools, {FORMAT: json.dumps(document)}))
            for spool in spools:
                with spool.path.open("rb") as stream:
                    shutil.copyfileobj(stream, file)

    def _put_runs(self, name: str, offsets: Int64Array, arrays: Mapping[str, Array]) -> None:
        start = self._ends.setdefault(name, 0)
        self._put(f"{name}.offsets", offsets[:-1] + start)
        self._ends[name] = start + int(offsets[-1])
        for part, array in arrays.items():
            self._put(f"{name}.{part}", array)

    def _put(self, name: str, array: Array) -> None:
        if name not in self._spools:
            path = self._folder / str(len(self._spools))  # a head's name may be no file's name
            self._spools[name] = _Spool(name, path, array.dtype, array.shape[1:])
        self._spools[name].append(array)


class _Spool:
    """One array on its way to the file."""

    def __init__(self, name: str, path: Path, dtype: np.dtype[Any], rest: tuple[int, ...]) -> None:
        self.name = name
        self.path = path
        self.dtype = dtype
        self._rest = rest
        self._rows = 0

    @property
    def shape(self) -> list[int]:
        return [self._rows, *self._rest]

    @property
    def size(self) -> int:
        """In bytes."""
        return math.prod(self.shape) * self.dtype.itemsize

    def append(self, array: Array) -> None:
        with self.path.open("ab") as stream:
            stream.write(np.ascontiguousarray(array).tobytes())
        self._rows += len(array)


def _header(spools: Sequence[_Spool], metadata: Mapping[str, str]) -> bytes:
    """What stands before the arrays, as safetensors lays it down."""
    entries: dict[str, Any] = {"__metadata__": dict(metadata)}
    end = 0
    for spool in spools:
        entries[spool.name] = {
            "dtype": _DTYPES[spool.dtype.name],
            "shape": spool.shape,
            "data_offsets": [end, end + spool.size],
        }
        end += spool.size
    text = json.dumps(entries, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text


def _codes(table: dict[str, int], names: Iterable[str], dtype: npt.DTypeLike) -> Array:
    return np.array([table.setdefault(name, len(table)) for name in names], dtype=dtype)


def _document(path: Path, metadata: Mapping[str, str]) -> dict[str, Any]:
    if FORMAT not in metadata:
        raise DatasetError(f"{path} holds arrays, but it is no MIBScope data set.")
    document: dict[str, Any] = json.loads(metadata[FORMAT])
    if document["version"] > VERSION:
        raise DatasetError(
            f"{path} was written by a newer MIBScope (format {document['version']}).",
            hint="Update MIBScope.",
        )
    return document


def _dataset(path: Path, document: Mapping[str, Any], arrays: Mapping[str, Array]) -> PackedDataset:
    contract = contract_from_dict(document["contract"])
    heads = heads_from_dict(document["heads"])
    return PackedDataset(
        ids=Names(arrays["ids.text"], arrays["ids.offsets"]),
        dataset_names=tuple(document["datasets"]),
        dataset=arrays["dataset"],
        group_names=Names(arrays["groups.text"], arrays["groups.offsets"]),
        group=arrays["group"],
        split=arrays["split"],
        tracks={
            m: PackedTracks(
                *(arrays[f"{m}.{part}"] for part in ("values", "times_s", "valid", "offsets"))
            )
            for m in contract.extractors
        },
        labels={
            name: PackedLabels(arrays[f"label.{name}.values"], arrays[f"label.{name}.mask"])
            for name in heads
        },
        heads=heads,
        contract=contract,
        provenance=document["provenance"],
        source=path,
    )
