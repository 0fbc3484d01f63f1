"""Results as JSON and features as bytes, and back, without loss."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from engine.types import FeatureTrack, Modality, Prediction, UtteranceResult

if TYPE_CHECKING:
    from cattrs.preconf.json import JsonConverter

T = TypeVar("T")
_PARTS = ("values", "times_s", "valid")
_NOBODY = "nothing"


def to_json(value: object) -> str:
    """Any of the frozen dataclasses of engine.types."""
    return _converter().dumps(value, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str, kind: type[T]) -> T:
    """The inverse of ``to_json``.

    Raises:
        ValueError: the text is not of that kind.
    """
    try:
        return _converter().loads(text, kind)
    except Exception as error:  # cattrs raises groups of whatever the fields' types raise
        raise ValueError(f"no {kind.__name__}") from error


def pack_tracks(tracks: Mapping[Modality, FeatureTrack]) -> bytes:
    """All arrays of one utterance."""
    from safetensors.numpy import save  # noqa: PLC0415 - nobody needs it before the first result

    arrays = {f"{m}.{part}": getattr(track, part) for m, track in tracks.items() for part in _PARTS}
    return save({name: np.ascontiguousarray(array) for name, array in arrays.items()})


def unpack_tracks(packed: bytes) -> dict[Modality, FeatureTrack]:
    """The inverse of ``pack_tracks``."""
    from safetensors.numpy import load  # noqa: PLC0415

    arrays = load(packed)
    names = {name.partition(".")[0] for name in arrays}
    return {m: FeatureTrack(*(arrays[f"{m}.{p}"] for p in _PARTS)) for m in Modality if m in names}


@cache
def _converter() -> JsonConverter:
    from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override  # noqa: PLC0415
    from cattrs.preconf.json import make_converter  # noqa: PLC0415 - slow to load

    converter = make_converter()

    def plain(coalitions: Mapping[frozenset[Modality], Prediction]) -> dict[str, Any]:
        return {
            "+".join(m for m in Modality if m in who) or _NOBODY: converter.unstructure(prediction)
            for who, prediction in coalitions.items()
        }

    def whole(named: Mapping[str, Any], _: object) -> dict[frozenset[Modality], Prediction]:
        return {
            frozenset(Modality(m) for m in name.split("+") if m != _NOBODY): converter.structure(
                each, Prediction
            )
            for name, each in named.items()
        }

    converter.register_unstructure_hook(
        UtteranceResult,
        make_dict_unstructure_fn(
            UtteranceResult, converter, coalitions=override(unstruct_hook=plain)
        ),
    )
    converter.register_structure_hook(
        UtteranceResult,
        make_dict_structure_fn(UtteranceResult, converter, coalitions=override(struct_hook=whole)),
    )
    return converter
