"""Experiments as TOML: those in resources/experiments by name, any other by its path."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from engine.datasets.catalogue import DATASETS
from engine.datasets.schema import Split
from engine.errors import DatasetError, MibscopeError
from engine.experiments.plan import (
    AXES,
    Axes,
    DataPlan,
    Experiment,
    FoldBy,
    Grid,
    Reference,
    expand,
)
from engine.models.config import Constraint, Fusion, Variant
from engine.runtime.paths import resources_dir
from engine.training.config import TrainingConfig
from engine.types import Modality, heads_from_dict

Plain = Mapping[str, Any]
Choice = TypeVar("Choice", bound=StrEnum)

_OPTIONAL = ("features", "heads", "classes", "text_encoder", "start", "reference")
_OF_GRID = {"modalities", "variant", "fusion", "constraint", "beta"}


def experiments_dir() -> Path:
    """The experiments that come with MIBScope, and the page that shows results."""
    return resources_dir() / "experiments"


def load_experiment(name: str) -> Experiment:
    """An experiment by name or by the path of its file.

    Paths in the file are relative to it.

    Raises:
        DatasetError: there is no such experiment, or it cannot be understood.
    """
    path = Path(name) if name.endswith(".toml") else experiments_dir() / f"{name}.toml"
    try:
        text = path.read_text(encoding="utf-8")
        return _experiment(text, path.parent)
    except FileNotFoundError as error:
        known = ", ".join(sorted(each.stem for each in experiments_dir().glob("*.toml")))
        raise DatasetError(
            f"There is no experiment {path}.", hint=f"Give the path of a file, or one of: {known}."
        ) from error
    except MibscopeError as error:
        raise DatasetError(f"{path}: {error.message}", hint=error.hint) from error
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise DatasetError(f"{path} cannot be understood: {_reason(error)}.") from error


def _experiment(text: str, folder: Path) -> Experiment:
    plain = tomllib.loads(text)
    _only(plain, ("name", "data", "model", "training", "grid", *_OPTIONAL), "the file")
    model, training = plain.get("model", {}), TrainingConfig.from_dict(plain.get("training", {}))
    grids = _grids(plain.get("grid", {}), model, training)
    return Experiment(
        name=_name(plain["name"]),
        text=text,
        data=_data(plain["data"], folder),
        grids=grids,
        model={key: value for key, value in model.items() if key not in _OF_GRID},
        training=training,
        heads=heads_from_dict(plain["heads"]) if "heads" in plain else None,
        classes={name: tuple(map(str, of)) for name, of in plain.get("classes", {}).items()},
        features={Modality(m): str(each) for m, each in plain.get("features", {}).items()},
        text_encoder_dir=_path(plain.get("text_encoder"), folder),
        start=_path(plain.get("start"), folder),
        references=tuple(_reference(each, grids) for each in plain.get("reference", ())),
    )


def _name(name: object) -> str:
    if not isinstance(name, str) or not name.strip(". ") or "/" in name or "\\" in name:
        raise DatasetError(f"The name {name!r} could not be that of a folder.")
    return name


def _data(plain: Plain, folder: Path) -> DataPlan:
    known = ("sets", "file", "folds", "valid", "fold_seed", "fold_by", "folded", "only", "limits")
    _only(plain, known, "[data]")
    if ("sets" in plain) == ("file" in plain):
        raise DatasetError("[data] needs either sets or file.")
    sets = tuple(plain.get("sets", ()))
    unknown = [name for name in sets if name not in DATASETS]
    if unknown:
        raise DatasetError(
            f"[data] names the unknown set {unknown[0]}.", hint=f"Known: {', '.join(DATASETS)}."
        )
    folds = plain.get("folds")
    if folds is not None and (not isinstance(folds, int) or folds < 2):
        raise DatasetError(f"[data] folds is {folds!r}.", hint="Use a whole number from 2 on.")
    valid = float(plain.get("valid", 0.2))
    if not 0 < valid < 1:
        raise DatasetError(f"[data] valid is {valid:g}.", hint="It is a share between 0 and 1.")
    folded = tuple(map(str, plain.get("folded", ())))
    strange = [name for name in folded if sets and name not in sets]
    if strange:
        raise DatasetError(f"[data] lays {strange[0]} into folds, which is not among its sets.")
    return DataPlan(
        sets=sets,
        file=_path(plain.get("file"), folder),
        folds=folds,
        valid=valid,
        fold_seed=int(plain.get("fold_seed", 0)),
        fold_by=_one_of(FoldBy, "way of folding")(plain.get("fold_by", FoldBy.GROUP)),
        folded=folded,
        limits={
            str(name): {Split(split): int(limit) for split, limit in of.items()}
            for name, of in plain.get("limits", {}).items()
        },
        only={str(head): tuple(map(int, of)) for head, of in plain.get("only", {}).items()},
    )


# --------------------------------------------------------------------------- grids


def _grids(
    plain: Plain | Sequence[Plain], model: Plain, training: TrainingConfig
) -> tuple[Grid, ...]:
    """``[grid]`` is one table, several ``[[grid]]`` are several."""
    tables = [plain] if isinstance(plain, Mapping) else plain
    found = tuple(_grid(each, model, training) for each in tables)
    if len({grid.title for grid in found}) < len(found):
        raise DatasetError("Two grids have the same title.", hint="Give each [[grid]] its own.")
    return found


def _grid(plain: Plain, model: Plain, training: TrainingConfig) -> Grid:
    _only(plain, (*AXES, "title", "seeds"), "[grid]")
    usual = {
        "modalities": [model.get("modalities", list(Modality))],
        "variant": [model.get("variant", Variant.C_MIB)],
        "fusion": [model.get("fusion", Fusion.CONCATENATION)],
        "constraint": [training.constraint],
        "beta": [training.beta],
    }
    given = {axis: _listed(plain.get(axis, usual[axis]), axis) for axis in AXES}
    axes = Axes(**{axis: tuple(map(_READ[axis], given[axis])) for axis in AXES})
    cells, notes = expand(axes)
    seeds = _listed(plain.get("seeds", [training.seed]), "seeds")
    if not all(isinstance(seed, int) and seed >= 0 for seed in seeds):
        raise DatasetError("[grid] seeds are whole numbers from 0 on.")
    return Grid(str(plain.get("title", "")), cells, tuple(dict.fromkeys(seeds)), notes)


def _listed(values: object, what: str) -> list[Any]:
    if not isinstance(values, list) or not values:
        raise DatasetError(f"[grid] {what} must be a list with something in it, not {values!r}.")
    return values


def _one_of(kind: type[Choice], what: str) -> Callable[[object], Choice]:
    def read(value: object) -> Choice:
        try:
            return kind(str(value))
        except ValueError as error:
            raise DatasetError(
                f"There is no {what} {value!r}.", hint=f"Known: {', '.join(kind)}."
            ) from error

    return read


def _modalities(names: object) -> tuple[Modality, ...]:
    """In the model's order, whatever order they are written in."""
    if not isinstance(names, list) or not names:
        raise DatasetError(
            f"Modalities are written as a list, not {names!r}.",
            hint='In a grid: modalities = [["text"], ["text", "audio"]].',
        )
    wanted = {_one_of(Modality, "modality")(name) for name in names}
    return tuple(m for m in Modality if m in wanted)


def _beta(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value >= 0:
        raise DatasetError(f"beta is {value!r}.", hint="It is a number from 0 on.")
    return float(value)


_READ: Mapping[str, Callable[[Any], Any]] = {
    "modalities": _modalities,
    "variant": _one_of(Variant, "variant"),
    "fusion": _one_of(Fusion, "fusion"),
    "constraint": _one_of(Constraint, "constraint"),
    "beta": _beta,
}


def _reference(plain: Plain, grids: Sequence[Grid]) -> Reference:
    _only(plain, ("label", "source", "values", "table", "dataset", "where"), "[[reference]]")
    where = plain.get("where", {})
    _only(where, AXES, "where of a [[reference]]")
    table = str(plain.get("table", ""))
    if table and table not in {grid.title for grid in grids}:
        raise DatasetError(
            f"The reference {plain['label']!r} belongs to {table!r}, but no grid has that title."
        )
    return Reference(
        label=str(plain["label"]),
        source=str(plain["source"]),
        values={name: float(value) for name, value in plain["values"].items()},
        table=table,
        dataset=str(plain.get("dataset", "")),
        where={axis: _READ[axis](value) for axis, value in where.items()},
    )


# --------------------------------------------------------------------------- helpers


def _only(plain: object, known: Sequence[str], where: str) -> None:
    if not isinstance(plain, Mapping):
        raise DatasetError(f"{where} must be a table.")
    unknown = [name for name in plain if name not in known]
    if unknown:
        raise DatasetError(f"{where} has no {unknown[0]!r}.", hint=f"Known: {', '.join(known)}.")


def _path(value: object, folder: Path) -> Path | None:
    return None if value is None else folder / str(value)


def _reason(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)
