"""Reading pickles of strangers: numpy arrays, numbers and plain containers, and nothing else.

A pickle is a program that may call any function it names. Three walls keep it to data:

1. The instructions are looked through before any is carried out: none that reaches outside
   (persistent ids, extension codes, classes), no length beyond the file, no far memo index (the
   unpickler would allocate up to it).
2. Names are looked up in the table below and nowhere else.
3. What stands behind a name is ours: it checks types, sizes and dtypes before numpy is called, as
   numpy trusts the state of a pickled dtype. Arrays of objects and structured ones are refused.
"""

from __future__ import annotations

import math
import pickle
import pickletools
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Literal, NoReturn

import numpy as np
import numpy.typing as npt

from engine.errors import DatasetError

_OUTSIDE = frozenset(
    ("PERSID", "BINPERSID", "EXT1", "EXT2", "EXT4", "INST", "OBJ", "NEWOBJ", "NEWOBJ_EX")
) | {"NEXT_BUFFER", "READONLY_BUFFER"}
_MEMO = frozenset(("PUT", "BINPUT", "LONG_BINPUT"))
_PLAIN_DTYPE = re.compile(r"b1|[iu][1248]|f[248]|c8|c16|[SU]\d{1,9}")
_BYTE_ORDERS: Mapping[Any, Literal["<", ">", "=", "|"]] = {o: o for o in ("<", ">", "=", "|")}
_LAST_CHARACTER = 0x10FFFF


def load_pickle(path: Path) -> Any:
    """What the file holds; text of Python 2 is read as Latin-1.

    Raises:
        DatasetError: there is no such file, it is no whole pickle, or it would build anything but
            arrays, numbers, text and containers. Nothing it names has been called then.
    """
    try:
        with path.open("rb") as file:
            _look_through(file, path.stat().st_size)
            file.seek(0)
            return _Unpickler(file, encoding="latin1").load()
    except FileNotFoundError as error:
        raise DatasetError(f"There is no file {path}.") from error
    except OSError as error:
        raise DatasetError(f"{path} cannot be read: {error}.") from error
    except _RefusedError as error:
        raise DatasetError(
            f"{path} is refused: {error}.",
            hint="A pickle can run programs. Only arrays, numbers, text and plain containers are "
            "read from one; ask for the data in such a form.",
        ) from error
    except Exception as error:  # damaged bytes raise almost anything
        raise DatasetError(
            f"{path} is damaged or no pickle: {type(error).__name__} {error}.",
            hint="Fetch it again; the download may have stopped early.",
        ) from error


class _RefusedError(pickle.UnpicklingError):
    pass


def _refuse(what: str) -> NoReturn:
    raise _RefusedError(what)


# --------------------------------------------------------------------------- first wall


class _Bounded:
    """A file that never allocates more than it holds, whatever length is asked for."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._size = size
        self.readline = file.readline

    def read(self, count: int) -> bytes:
        return self._file.read(min(count, self._size))


def _look_through(file: BinaryIO, size: int) -> None:
    stream: Any = _Bounded(file, size)
    for count, (code, argument, _) in enumerate(pickletools.genops(stream)):
        if code.name in _OUTSIDE:
            _refuse(f"it has the instruction {code.name}, which data do not need")
        if code.name in _MEMO and isinstance(argument, int) and argument > count:
            _refuse(f"it claims {argument} remembered values after {count} instructions")
        if code.name == "FRAME" and isinstance(argument, int) and argument > size:
            _refuse(f"it claims a frame of {argument} bytes in a file of {size}")


# --------------------------------------------------------------------------- second wall


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        try:
            return _TABLE[module, name]
        except KeyError:
            _refuse(f"it names {module}.{name}, which data do not need")

    def persistent_load(self, pid: Any) -> Any:
        _refuse(f"it asks for the persistent object {pid!r}")


class _Allowed:
    """A function that a pickle may call. The instruction BUILD, which sets attributes of whatever
    lies on the stack, finds nothing to alter here."""

    __slots__ = ("_function",)
    _function: Callable[..., Any]

    def __init__(self, function: Callable[..., Any]) -> None:
        object.__setattr__(self, "_function", function)

    def __call__(self, *arguments: Any) -> Any:
        return self._function(*arguments)

    def __setattr__(self, name: str, value: Any) -> None:
        _refuse("it alters a function")

    def __setstate__(self, state: Any) -> None:
        _refuse("it alters a function")


# --------------------------------------------------------------------------- third wall


class _Dtype:
    """A dtype as pickled; made only when it is needed, as numpy would take over any state."""

    __slots__ = ("_code", "_order")

    def __init__(self, code: Any, *_: Any) -> None:
        if not isinstance(code, str) or not _PLAIN_DTYPE.fullmatch(code):
            _refuse(f"it holds an array of type {code!r}; only numbers and text are read")
        self._code = code
        self._order = _BYTE_ORDERS["="]

    def __setstate__(self, state: Any) -> None:
        if not isinstance(state, tuple) or len(state) < 5 or state[2:5] != (None, None, None):
            _refuse("it holds an array of structures")
        if state[1] not in _BYTE_ORDERS:
            _refuse(f"it holds numbers of byte order {state[1]!r}")
        self._order = _BYTE_ORDERS[state[1]]

    def real(self) -> np.dtype[Any]:
        return np.dtype(self._code).newbyteorder(self._order)


class _Array(np.ndarray[Any, Any]):
    """An array on its way out of a pickle: ``_reconstruct`` makes it, BUILD fills it."""

    __slots__ = ()

    def __setstate__(self, state: Any) -> None:
        if not isinstance(state, tuple) or len(state) != 5:
            _refuse("it holds an array of unknown form")
        _, shape, dtype, fortran, raw = state
        real, content = _content(dtype, raw, shape)
        plain: Any = (1, shape, real, bool(fortran), bytes(content))
        super().__setstate__(plain)


def _content(dtype: Any, raw: Any, shape: Any) -> tuple[np.dtype[Any], bytes | bytearray]:
    """The dtype and the bytes of an array, after the check that they fill the shape."""
    if not isinstance(dtype, _Dtype):
        _refuse("it holds an array without a type")
    if isinstance(raw, str):  # Python 2
        raw = raw.encode("latin1")
    if not isinstance(raw, bytes | bytearray):
        _refuse("it holds an array of objects")
    real = dtype.real()
    sizes = shape if isinstance(shape, tuple) else (shape,)
    if not all(type(each) is int and each >= 0 for each in sizes):
        _refuse(f"it holds an array of shape {shape!r}")
    if math.prod(sizes) * real.itemsize != len(raw):
        _refuse(f"it claims an array of shape {shape} and brings {len(raw)} bytes")
    if real.kind == "U" and raw:
        characters = np.frombuffer(raw, np.dtype("u4").newbyteorder(real.byteorder))
        if characters.max() > _LAST_CHARACTER:
            _refuse("it holds text that is none")
    return real, raw


def _reconstruct(kind: Any, shape: Any, code: Any) -> _Array:
    if kind is not _NDARRAY or shape != (0,) or code not in (b"b", "b"):
        _refuse("it starts an array in an unknown way")
    return _Array.__new__(_Array, (0,), np.int8)


def _scalar(dtype: Any, raw: Any) -> Any:
    real, content = _content(dtype, raw, ())
    if not content:
        return real.type()
    return np.frombuffer(content, real)[0]


def _from_buffer(
    raw: Any, dtype: Any, shape: Any, order: Any, axes: Any = None
) -> npt.NDArray[Any]:
    real, content = _content(dtype, raw, shape)
    flat = np.frombuffer(content, real) if content else np.zeros(0, real)
    if order == "K":
        return flat.reshape(shape).transpose(axes)
    return flat.reshape(shape, order=order)


def _bytes(*arguments: Any) -> bytes:
    if arguments:  # bytes(10**12) would be a terabyte of zeros
        _refuse("it makes bytes in an unknown way")
    return b""


def _bytearray(content: Any = b"", encoding: Any = "latin-1") -> bytearray:
    if isinstance(content, str):
        content = _encode(content, encoding)
    if not isinstance(content, bytes):
        _refuse("it makes bytes in an unknown way")
    return bytearray(content)


def _encode(text: Any, encoding: Any) -> bytes:
    if not isinstance(text, str) or encoding not in ("latin1", "latin-1"):
        _refuse(f"it encodes text as {encoding!r}")
    return text.encode("latin1")


def _never(*_: Any) -> NoReturn:
    _refuse("it makes an array in an unknown way")


_NDARRAY = _Allowed(_never)  # named as the class to reconstruct, never called
_BUILTINS = {
    "set": _Allowed(set),
    "frozenset": _Allowed(frozenset),
    "complex": _Allowed(complex),
    "bytes": _Allowed(_bytes),
    "bytearray": _Allowed(_bytearray),
}
_TABLE: Mapping[tuple[str, str], _Allowed] = {
    **{(module, n): f for module in ("builtins", "__builtin__") for n, f in _BUILTINS.items()},
    ("collections", "OrderedDict"): _Allowed(OrderedDict),
    ("_codecs", "encode"): _Allowed(_encode),
    ("numpy", "ndarray"): _NDARRAY,
    ("numpy", "dtype"): _Allowed(_Dtype),
    **{
        (f"numpy.{core}.{module}", name): _Allowed(function)
        for core in ("core", "_core")
        for module, name, function in (
            ("multiarray", "_reconstruct", _reconstruct),
            ("multiarray", "scalar", _scalar),
            ("numeric", "_frombuffer", _from_buffer),
        )
    },
}
