"""``mibscope data``: bring labelled data into one file, and look at what is in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from engine.cli.console import error_console, say
from engine.errors import DatasetError

if TYPE_CHECKING:
    from engine.datasets.imported import Imported, ImportOptions, TextFeatures
    from engine.datasets.summary import Summary
    from engine.features.contract import FeatureContract

app = typer.Typer(help="Labelled data for training.", no_args_is_help=True)

_EXAMPLES = 5


class Format(StrEnum):
    """What is read."""

    CLIPS = "clips"
    MMSA = "mmsa"
    MAG = "mag"
    CSD = "csd"


class TextAs(StrEnum):
    """What the text tracks hold."""

    STORED = "stored"
    IDS = "ids"
    STATES = "states"
    PIECES = "pieces"


@app.command("import")
def import_command(
    source: Annotated[Path, typer.Argument(help="Folder of clips or of .csd files, or a pickle.")],
    form: Annotated[Format, typer.Option("--format", help="What the source is.")],
    out: Annotated[Path, typer.Option("--out", help="The .safetensors file to write.")],
    name: Annotated[str, typer.Option(help="Of the data set; by default the source's.")] = "",
    labels: Annotated[
        Path | None,
        typer.Option(help="clips: table, by default labels.csv; csd: file of labels (needed)."),
    ] = None,
    text: Annotated[Path | None, typer.Option(help="csd: features of the text.")] = None,
    words: Annotated[Path | None, typer.Option(help="csd: the words themselves.")] = None,
    audio: Annotated[Path | None, typer.Option(help="csd: features of the voice.")] = None,
    vision: Annotated[Path | None, typer.Option(help="csd: features of the face.")] = None,
    splits: Annotated[
        Path | None,
        typer.Option(help='csd: JSON of videos, {"train": […], "valid": […], "test": […]}.'),
    ] = None,
    text_as: Annotated[
        TextAs,
        typer.Option(
            help="Features as stored (ids: MMSA's word-piece ids), or made of the raw text: MiniLM "
            "states, or word pieces for a text encoder that is trained along."
        ),
    ] = TextAs.STORED,
    resplit: Annotated[
        bool, typer.Option("--resplit", help="Split anew by group, whatever the source says.")
    ] = False,
    valid: Annotated[float, typer.Option(help="Share for validation when split by group.")] = 0.15,
    test: Annotated[float, typer.Option(help="Share for testing when split by group.")] = 0.15,
    seed: Annotated[int, typer.Option(help="Of the split by group.")] = 0,
    group_prefix: Annotated[
        str,
        typer.Option(help="Groups are PREFIX/video; one prefix for sets with the same videos."),
    ] = "",
    sentiment_factor: Annotated[
        float, typer.Option(help="Brings sentiment to −3..3; 3 for CH-SIMS.")
    ] = 1.0,
    licence: Annotated[
        str, typer.Option(help="Of the data; checkpoints that are trained on them name it.")
    ] = "not stated",
    allow_duplicates: Annotated[
        bool, typer.Option("--allow-duplicates", help="Voices and faces may be in two splits.")
    ] = False,
    cache: Annotated[
        Path | None,
        typer.Option(help="clips: where features are kept; by default in the user's cache."),
    ] = None,
) -> None:
    """Read labelled data, check that no person and no recording is in two splits, write one file.

    Pickles are read without running anything in them. Computing features of clips may be stopped
    and started again.
    """
    from engine.datasets.duplicates import unshared  # noqa: PLC0415
    from engine.datasets.imported import ImportOptions  # noqa: PLC0415
    from engine.datasets.mag import read_mag  # noqa: PLC0415
    from engine.datasets.mmsa import read_mmsa  # noqa: PLC0415
    from engine.datasets.splits import Shares  # noqa: PLC0415
    from engine.datasets.store import write_store  # noqa: PLC0415

    made = None if form is Format.CLIPS else _text_features(text_as)
    options = ImportOptions(
        name, group_prefix, Shares(valid, test, seed), resplit, sentiment_factor, made, licence
    )
    console = error_console()
    if form is Format.CLIPS:
        imported = _clips(source, labels, options, text_as, cache, allow_duplicates)
    elif form is Format.MMSA:
        imported = read_mmsa(source, options, ids=text_as is TextAs.IDS)
    elif form is Format.MAG:
        imported = read_mag(source, options)
    else:
        features = {"text": text, "audio": audio, "vision": vision}
        imported = _csd(source, options, labels, words, features, splits)
    for note in imported.notes:
        say(console, f"Note: {note}")
    samples = imported.samples()
    checked = samples if allow_duplicates else unshared(samples)
    count = write_store(out, checked, imported.contract, imported.heads, imported.provenance)
    say(console, f"{count} samples in {out}")
    show_command(out)


@app.command("show")
def show_command(
    file: Annotated[Path, typer.Argument(help="A file that `data import` has written.")],
) -> None:
    """Show size, balance, what is missing and what repeats, and whether the splits leak."""
    from engine.datasets.store import open_store  # noqa: PLC0415
    from engine.datasets.summary import summarise  # noqa: PLC0415

    data = open_store(file)
    summary = summarise(data)
    console = Console()
    console.print(_sizes(summary, data.contract))
    console.print(_balance(summary))
    for line in _verdict(summary):
        say(console, line)


# --------------------------------------------------------------------------- sources


def _clips(
    folder: Path,
    table: Path | None,
    options: ImportOptions,
    text_as: TextAs,
    cache: Path | None,
    allow_duplicates: bool,
) -> Imported:
    """Clips with the features of this installation, computed where the cache lacks them."""
    from engine.cli.train import Narrator  # noqa: PLC0415
    from engine.datasets.clips import extracted, read_clips  # noqa: PLC0415
    from engine.datasets.duplicates import require_unshared_media  # noqa: PLC0415
    from engine.datasets.extraction import extract  # noqa: PLC0415
    from engine.datasets.extractors import running_extractors  # noqa: PLC0415
    from engine.features import running_contract  # noqa: PLC0415
    from engine.features.word_pieces import WORD_PIECES_SPEC  # noqa: PLC0415
    from engine.runtime.paths import cache_dir  # noqa: PLC0415
    from engine.types import Modality  # noqa: PLC0415

    clips = read_clips(folder, table, options)
    if not allow_duplicates:
        require_unshared_media(clips.records)
    chosen = {Modality.TEXT: WORD_PIECES_SPEC.name} if text_as is TextAs.PIECES else None
    contract, cache = running_contract(chosen), cache or cache_dir() / "features"
    with Narrator(error_console()) as narrator:
        for event in extract(clips.records, contract, running_extractors(), cache):
            narrator.tell(event)
    return extracted(clips, contract, cache)


def _csd(
    folder: Path,
    options: ImportOptions,
    labels: Path | None,
    words: Path | None,
    features: Mapping[str, Path | None],
    splits: Path | None,
) -> Imported:
    """Files named from the folder, or by a path of their own."""
    from engine.datasets.csd import CsdFiles, read_csd, read_splits  # noqa: PLC0415
    from engine.types import Modality  # noqa: PLC0415

    if labels is None:
        raise DatasetError("Which file holds the labels?", hint="Name it with --labels.")
    files = CsdFiles(
        folder / labels,
        {Modality(m): folder / path for m, path in features.items() if path is not None},
        folder / words if words is not None else None,
    )
    videos = read_splits(splits) if splits is not None else None
    return read_csd(files, options.named(folder.resolve().name), videos)


def _text_features(wanted: TextAs) -> TextFeatures | None:
    """What makes text tracks of words; None where they are in the source."""
    from engine.assets import locate  # noqa: PLC0415
    from engine.datasets.imported import TextFeatures  # noqa: PLC0415

    if wanted is TextAs.STATES:
        from engine.features.text import TEXT_SPEC, TextExtractor  # noqa: PLC0415

        return TextFeatures(TEXT_SPEC, TextExtractor(locate("minilm-l6-v2")).extract_batch)
    if wanted is TextAs.PIECES:
        from engine.features.word_pieces import (  # noqa: PLC0415
            WORD_PIECES_SPEC,
            WordPieceExtractor,
        )

        pieces = WordPieceExtractor(locate("minilm-l6-v2"))
        return TextFeatures(
            WORD_PIECES_SPEC, lambda texts: [t.values for t in pieces.extract_batch(texts)]
        )
    return None


# --------------------------------------------------------------------------- tables


def _sizes(summary: Summary, contract: FeatureContract) -> Table:
    table = Table(title="Samples")
    for column in ("set", "split"):
        table.add_column(column)
    for column in ("samples", "groups", *(f"without {m}" for m in contract.extractors)):
        table.add_column(column, justify="right")
    for part in summary.parts:
        missing = [part.samples - part.present[m] for m in contract.extractors]
        counts = (part.samples, part.groups, *missing)
        table.add_row(part.dataset, part.split.value, *(str(count) for count in counts))
    return table


def _balance(summary: Summary) -> Table:
    table = Table("head", "split", title="Labels")
    table.add_column("known", justify="right")
    table.add_column("balance")
    for head in summary.heads:
        balance = ", ".join(f"{key} {_number(key, value)}" for key, value in head.balance.items())
        table.add_row(head.head, head.split.value, str(head.known), balance)
    return table


def _number(name: str, value: float) -> str:
    if name.endswith("mean"):
        return f"{value:+.2f}"
    return f"{value:.2f}" if name.endswith("s.d.") else f"{value:.0%}"


def _verdict(summary: Summary) -> Iterator[str]:
    for repeats in summary.repeats:
        if repeats.samples:
            yield (
                f"{repeats.modality}: {repeats.samples} samples repeat another one, "
                f"{len(repeats.across)} of their contents are in two splits."
            )
        for first, second in repeats.across[:_EXAMPLES]:
            yield f"  {first} = {second}"
    for group in summary.divided_groups[:_EXAMPLES]:
        yield f"{group} is in several splits."
    if summary.leaks:
        yield "The splits leak: scores would be too good."
    else:
        yield "No group, no voice and no face is in two splits."
