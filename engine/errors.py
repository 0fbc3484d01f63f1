"""One tree of exceptions; each carries a sentence for the user and a way out.

    MibscopeError                      exit 1   anything of ours
    ├── MediaError                     exit 3   a file that cannot be analysed
    │   ├── MediaNotFoundError
    │   ├── MediaUnreadableError                not media, empty, truncated, no permission
    │   └── NoUsableStreamError                 neither picture nor sound that can be decoded
    ├── AssetError                     exit 4   a model file or sample
    │   ├── AssetMissingError
    │   ├── AssetCorruptError
    │   └── AssetFetchError
    ├── TranscriptionError             exit 5
    ├── FeatureError                   exit 5
    ├── DatasetError                   exit 6
    ├── CheckpointError                exit 7
    │   └── ContractMismatchError
    ├── DeviceError                    exit 8
    ├── ExportError                    exit 9
    ├── ProjectError                   exit 10  a project file
    └── CancelledError                 exit 130 the user stopped it

A message names the thing (the file, the model); a hint says what to do next.
Code that can add neither should let the original exception through.
"""

from __future__ import annotations

from typing import ClassVar


class MibscopeError(Exception):
    """Base of everything that MIBScope raises on purpose."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross the process border; keyword arguments do not survive the default pickling.
        return (_rebuild, (type(self), self.message, self.hint))


def _rebuild(kind: type[MibscopeError], message: str, hint: str) -> MibscopeError:
    return kind(message, hint=hint)


class MediaError(MibscopeError):
    exit_code = 3


class MediaNotFoundError(MediaError):
    pass


class MediaUnreadableError(MediaError):
    pass


class NoUsableStreamError(MediaError):
    pass


class AssetError(MibscopeError):
    exit_code = 4


class AssetMissingError(AssetError):
    pass


class AssetCorruptError(AssetError):
    pass


class AssetFetchError(AssetError):
    pass


class TranscriptionError(MibscopeError):
    exit_code = 5


class FeatureError(MibscopeError):
    exit_code = 5


class DatasetError(MibscopeError):
    exit_code = 6


class CheckpointError(MibscopeError):
    exit_code = 7


class ContractMismatchError(CheckpointError):
    pass


class DeviceError(MibscopeError):
    exit_code = 8


class ExportError(MibscopeError):
    exit_code = 9


class ProjectError(MibscopeError):
    exit_code = 10


class CancelledError(MibscopeError):
    exit_code = 130


def as_told(error: BaseException) -> MibscopeError:
    """Any exception that ended an analysis, in words for the user; one of ours is told as it is."""
    if isinstance(error, MibscopeError):
        return error
    if isinstance(error, MemoryError):
        return MibscopeError(
            "The computer ran out of memory during the analysis.",
            hint="Close other programs or choose a smaller speech model, then analyse again.",
        )
    return MibscopeError(
        f"The analysis stopped because of an unexpected error: {type(error).__name__}: {error}",
        hint="The results so far are kept. If it happens again, please report it with the details.",
    )
